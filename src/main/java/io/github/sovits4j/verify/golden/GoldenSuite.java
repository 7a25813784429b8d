package io.github.sovits4j.verify.golden;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs the cases of a folder laid out as {@code area/case.json} beside {@code
 * area/case.safetensors}.
 */
public final class GoldenSuite {

  /** Compares one case; a miss is a finding, not an exception. */
  private interface Runner {
    void run(GoldenCase golden, Backend backend, Findings findings);
  }

  private static final Map<String, Runner> RUNNERS =
      Map.of(
          "infer_panel_naive", Text2SemanticGolden::run,
          "infer_panel_batch_infer", Text2SemanticGolden::run,
          "logits_to_probs", SamplerGolden::run,
          "SynthesizerTrn.decode", SovitsGolden::decode,
          "SynthesizerTrn.decode_streaming", SovitsGolden::decode,
          "SynthesizerTrn.extract_latent", SovitsGolden::extractLatent,
          "spectrogram_torch", SovitsGolden::spectrogram);

  /**
   * What became of one case.
   *
   * @param name area and case
   * @param kind what was recorded
   * @param ran whether this version knows the kind
   * @param comparisons tensor by tensor
   * @param notCompared recorded tensors that nothing here corresponds to
   * @param failure what stopped the case; empty if nothing
   */
  public record Result(
      String name,
      String kind,
      boolean ran,
      List<Comparison> comparisons,
      List<String> notCompared,
      String failure) {

    /** Whether the case ran and every compared tensor is within its tolerance. */
    public boolean passed() {
      return ran
          && failure.isEmpty()
          && !comparisons.isEmpty()
          && comparisons.stream().allMatch(Comparison::passed);
    }

    /** Prints the case, its tensors, their errors and tolerances. */
    public void print(PrintWriter out) {
      if (!ran) {
        out.println(name + ": not run (kind '" + kind + "')");
        return;
      }
      out.println(name + " (" + kind + "): " + (passed() ? "ok" : "FAILED"));
      comparisons.forEach(comparison -> out.println("  " + comparison));
      if (!notCompared.isEmpty()) {
        out.println("  not compared: " + String.join(", ", notCompared));
      }
      if (!failure.isEmpty()) {
        out.println("  " + failure);
      }
      if (comparisons.isEmpty() && failure.isEmpty()) {
        out.println("  nothing was compared");
      }
    }
  }

  private final Map<String, Path> cases = new TreeMap<>();

  /**
   * Finds the cases of a folder.
   *
   * @param folder holds one folder per area
   * @param only a pattern such as {@code s1/tiny_*}, against area and case; null: all
   * @throws UserException when there is no such folder or nothing matches
   */
  public GoldenSuite(Path folder, String only) {
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + (only == null ? "**" : only));
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .filter(file -> Files.exists(tensorsOf(file)))
          .forEach(
              file -> {
                Path name = folder.relativize(file);
                String text = name.toString().replaceFirst("\\.json$", "").replace('\\', '/');
                if (matcher.matches(Path.of(text))) {
                  cases.put(text, file);
                }
              });
    } catch (IOException e) {
      throw new UserException(
          folder + ": expected a folder of recorded cases: " + e.getMessage(), e);
    }
    if (cases.isEmpty()) {
      throw new UserException(
          folder
              + ": no case found"
              + (only == null ? "" : " that matches '" + only + "'")
              + "; expected AREA/CASE.json beside AREA/CASE.safetensors.");
    }
  }

  private static Path tensorsOf(Path manifest) {
    return manifest.resolveSibling(
        manifest.getFileName().toString().replaceFirst("json$", "safetensors"));
  }

  /** The names of the cases, sorted. */
  public List<String> names() {
    return List.copyOf(cases.keySet());
  }

  /** Runs all cases; each result is handed over as soon as it is known. */
  public List<Result> run(Backend backend, Consumer<Result> listener) {
    List<Result> results = new ArrayList<>();
    for (String name : cases.keySet()) {
      Result result = run(name, backend);
      if (result != null) {
        results.add(result);
        listener.accept(result);
      }
    }
    return results;
  }

  /** Runs one case; null for a checkpoint, which is no case but belongs to others. */
  public Result run(String name, Backend backend) {
    try (GoldenCase golden = GoldenCase.open(name, cases.get(name))) {
      String kind = golden.kind();
      if (kind.equals("checkpoint")) {
        return null;
      }
      Runner runner = RUNNERS.get(kind);
      if (runner == null) {
        return new Result(name, kind, false, List.of(), List.of(), "");
      }
      Findings findings = new Findings(golden);
      String failure = "";
      try {
        runner.run(golden, backend, findings);
      } catch (UserException | IllegalArgumentException e) {
        failure = e.getMessage();
      }
      return new Result(
          name, kind, true, findings.comparisons(), List.copyOf(findings.untouched()), failure);
    }
  }
}

package io.github.sovits4j.verify.golden;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.verify.TextGolden;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void run(GoldenCase golden, Backend backend, StoragePolicy precision, Findings findings);
  }

  private static final Map<String, Runner> RUNNERS =
      Map.ofEntries(
          entry("infer_panel_naive", Text2SemanticGolden::run),
          entry("infer_panel_batch_infer", Text2SemanticGolden::run),
          entry("logits_to_probs", same(SamplerGolden::run)),
          entry("SynthesizerTrn.decode", same(SovitsGolden::decode)),
          entry("SynthesizerTrn.decode_streaming", same(SovitsGolden::decode)),
          entry("SynthesizerTrn.extract_latent", same(SovitsGolden::extractLatent)),
          entry("SynthesizerTrnV3.decode_encp", same(DiffusionGolden::features)),
          entry("CFM.inference", DiffusionGolden::sample),
          entry("spectrogram_torch", same(SovitsGolden::spectrogram)),
          entry("HubertModel", same(EncoderGolden::hubert)),
          entry("BertForMaskedLM hidden_states[-3]", EncoderGolden::bert),
          entry("ERes2NetV2.forward3", same(EncoderGolden::speaker)),
          entry("Generator (v4 vocoder)", same(VocoderGolden::decode)),
          entry("mel_spectrogram_torch", same(VocoderGolden::mel)),
          entry("BigVGAN", same(VocoderGolden::decode)),
          entry("kaldi.fbank", same(EncoderGolden::filterBank)));

  /** What computes the same in every precision. */
  private interface Unnarrowed {
    void run(GoldenCase golden, Backend backend, Findings findings);
  }

  private static Runner same(Unnarrowed runner) {
    return (golden, backend, precision, findings) -> runner.run(golden, backend, findings);
  }

  /**
   * What became of one case.
   *
   * @param name area and case
   * @param kind what was recorded
   * @param ran whether this version knows the kind
   * @param comparisons tensor by tensor
   * @param notCompared recorded tensors that nothing here corresponds to
   * @param remarks what is worth knowing beside
   * @param failure what stopped the case; empty if nothing
   */
  public record Result(
      String name,
      String kind,
      boolean ran,
      List<Comparison> comparisons,
      List<String> notCompared,
      List<String> remarks,
      String failure) {

    static Result of(
        String name,
        String kind,
        List<Comparison> comparisons,
        List<String> notCompared,
        String failure) {
      return new Result(name, kind, true, comparisons, notCompared, List.of(), failure);
    }

    static Result ofText(String name, List<Comparison> comparisons, List<String> remarks) {
      return new Result(name, "text", true, comparisons, List.of(), remarks, "");
    }

    static Result notRun(String name, String kind) {
      return new Result(name, kind, false, List.of(), List.of(), List.of(), "");
    }

    /** Whether the case ran and every compared tensor is within its tolerance. */
    public boolean passed() {
      return ran
          && failure.isEmpty()
          && isCompared()
          && comparisons.stream().allMatch(Comparison::passed);
    }

    private boolean isCompared() {
      return !comparisons.isEmpty() || !remarks.isEmpty();
    }

    /** Prints the case, its tensors, their errors and tolerances. */
    public void print(PrintWriter out) {
      if (!ran) {
        out.println(name + ": not run (kind '" + kind + "')");
        return;
      }
      out.println(name + " (" + kind + "): " + (passed() ? "ok" : "FAILED"));
      comparisons.forEach(comparison -> out.println("  " + comparison));
      remarks.forEach(remark -> out.println("  " + remark));
      if (!notCompared.isEmpty()) {
        out.println("  not compared: " + String.join(", ", notCompared));
      }
      if (!failure.isEmpty()) {
        out.println("  " + failure);
      }
      if (!isCompared() && failure.isEmpty()) {
        out.println("  nothing was compared");
      }
    }
  }

  /** One case, ready to run. */
  private interface Entry {
    Result run(Backend backend);
  }

  private final Map<String, Entry> cases = new TreeMap<>();
  private final StoragePolicy precision;

  /**
   * Finds the cases of a folder.
   *
   * @param folder holds one folder per area
   * @param only patterns such as {@code s1/tiny_*}, against area and case; none: all
   * @param precision storage of the transformer; below 32 bits its tensors are held to the gate of
   *     the precision and not to the recording's tolerances
   * @throws UserException when there is no such folder or nothing matches a pattern
   */
  public GoldenSuite(Path folder, List<String> only, StoragePolicy precision) {
    this.precision = precision;
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .filter(file -> file.getParent() != null && !file.getParent().equals(folder))
          .forEach(file -> add(folder, file));
    } catch (IOException e) {
      throw new UserException(
          folder + ": expected a folder of recorded cases: " + e.getMessage(), e);
    }
    Set<String> wanted = new HashSet<>();
    for (String pattern : only.isEmpty() ? List.of("**") : only) {
      wanted.addAll(matching(pattern, folder));
    }
    cases.keySet().retainAll(wanted);
  }

  private List<String> matching(String pattern, Path folder) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<String> names =
        cases.keySet().stream().filter(name -> matcher.matches(Path.of(name))).toList();
    if (names.isEmpty()) {
      throw new UserException(
          folder
              + ": no case found"
              + (pattern.equals("**") ? "" : " that matches '" + pattern + "'")
              + "; expected AREA/CASE.json beside AREA/CASE.safetensors.");
    }
    return names;
  }

  private void add(Path folder, Path file) {
    String area = folder.relativize(file.getParent()).toString();
    String base = file.getFileName().toString().replaceFirst("\\.json$", "");
    String name = area + '/' + base;
    if (Files.exists(file.resolveSibling(base + ".safetensors"))) {
      if (!GoldenCase.read(file).path("kind").asText().equals("checkpoint")) {
        cases.put(name, backend -> tensors(name, file, backend)); // else the weights of others
      }
    } else if (area.equals("checkpoints") && base.equals("manifest")) {
      for (JsonNode entry : GoldenCase.read(file).path("files")) {
        String of = area + '/' + entry.path("file").asText();
        String kind = "checkpoint, " + entry.path("kind").asText();
        cases.put(
            of,
            backend ->
                Result.of(of, kind, CheckpointGolden.run(entry, file.getParent()), List.of(), ""));
      }
    } else if (area.equals("text")) {
      cases.put(name, backend -> text(name, file));
    } else {
      cases.put(name, backend -> Result.notRun(name, "without tensors"));
    }
  }

  private Result tensors(String name, Path file, Backend backend) {
    try (GoldenCase golden = GoldenCase.open(name, file)) {
      Runner runner = RUNNERS.get(golden.kind());
      if (runner == null) {
        return Result.notRun(name, golden.kind());
      }
      Findings findings = new Findings(golden);
      String failure = "";
      try {
        runner.run(golden, backend, precision, findings);
      } catch (UserException | IllegalArgumentException e) {
        failure = e.getMessage();
      }
      return Result.of(
          name, golden.kind(), findings.comparisons(), List.copyOf(findings.untouched()), failure);
    }
  }

  private static Result text(String name, Path file) {
    if (!TextGolden.knows(file)) {
      return Result.notRun(name, "stages of reading");
    }
    List<TextGolden.Result> results;
    try {
      results = TextGolden.results(file);
    } catch (UserException e) {
      return Result.of(name, "text", List.of(), List.of(), e.getMessage());
    }
    int leftOut = TextGolden.count(file) - results.size();
    if (results.isEmpty() && leftOut > 0) {
      return Result.notRun(name, "Japanese without a dictionary");
    }
    List<Comparison> comparisons = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (TextGolden.Result result : results) {
      if (result.asRecorded()) {
        comparisons.add(Comparison.passed(result.name()));
      } else if (result.passed()) {
        remarks.add(result.toString());
      } else {
        String difference = result.difference().orElseThrow();
        comparisons.add(Comparison.failed(result.name(), Tolerance.EXACT, difference));
      }
    }
    TextGolden.shares(results).forEach(share -> remarks.add(share.toString()));
    if (leftOut > 0) {
      remarks.add(leftOut + " cases not run: Japanese without a dictionary");
    }
    return Result.ofText(name, comparisons, remarks);
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
      results.add(result);
      listener.accept(result);
    }
    return results;
  }

  /** Runs one case. */
  public Result run(String name, Backend backend) {
    return cases.get(name).run(backend);
  }
}

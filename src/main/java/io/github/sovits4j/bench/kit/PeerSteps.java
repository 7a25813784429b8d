package io.github.sovits4j.bench.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the steps about the cases that PyTorch is timed on, ours and PyTorch's. */
final class PeerSteps {

  private static final String PEERS = "io.github.sovits4j.peers.Peers";

  private final StepParts parts;
  private final Path upstream;
  private final String python;
  private final boolean tiny;

  /**
   * Makes steps.
   *
   * @param upstream a checkout of GPT-SoVITS for PyTorch, or null
   * @param python the Python that has PyTorch
   * @param tiny whether the models are small, so that no case fits them
   */
  PeerSteps(StepParts parts, Path upstream, String python, boolean tiny) {
    this.parts = parts;
    this.upstream = upstream;
    this.python = python;
    this.tiny = tiny;
  }

  /** Whether the packing machine prepared a case of a version; cases are of full size. */
  boolean hasCase(String version) {
    String file = version.equals("v2") ? "case.safetensors" : "diffusion.safetensors";
    return !tiny && Files.exists(work(version).resolve(file));
  }

  /**
   * Whether a version that draws mel frames is asked about: where there is a case, or none can be.
   */
  boolean asksAbout(String version) {
    return tiny || hasCase(version);
  }

  private Path work(String version) {
    Path peers = parts.kit().peers();
    return version.equals("v2") ? peers : peers.resolve(version);
  }

  /** Ours on the case whose results were computed when the kit was packed. */
  Step ours(Target target) {
    return ours(target, "peers-" + target.name(), "ours", "v2", "--runs", "3");
  }

  /** The diffusion transformer in 8 and 32 steps. */
  Step diffusion(Target target, String version, String precision) {
    String name = "peers-" + version + '-' + target.name() + '-' + precision;
    return ours(target, name, "diffusion", version, "--precision", precision);
  }

  /** The vocoder of such a version. */
  Step vocoder(Target target, String version) {
    String name = "peers-" + version + '-' + target.name() + "-vocoder";
    return ours(target, name, "vocoder", version, "--runs", "3");
  }

  private Step ours(
      Target target, String name, String command, String version, String... arguments) {
    List<String> all = parts.java(target.options(), PEERS, command, "--backend", target.backend());
    all.addAll(inputs(version));
    all.addAll(List.of(arguments));
    String title =
        String.format(
            "the case that PyTorch is timed on, %s, %s, on %s", version, command, target.name());
    return parts.sampled(name, title, all, StepParts.modelStep(version));
  }

  /** Whether PyTorch can be timed. */
  boolean hasPyTorch() {
    return upstream != null;
  }

  /**
   * PyTorch on the same case.
   *
   * @param script of the kit's folder
   */
  Step pytorch(String name, String script, String version, String... arguments) {
    String file = parts.kit().peers().resolve(script).toString();
    List<String> command = new ArrayList<>(List.of(python, "-u", "-W", "ignore", file));
    command.addAll(List.of("--upstream", upstream.toString()));
    command.addAll(inputs(version));
    command.addAll(List.of(arguments));
    String title = "the same in PyTorch, " + version;
    return parts.sampled(name, title, command, StepParts.modelStep(version));
  }

  private List<String> inputs(String version) {
    return List.of("--model", parts.model(version).toString(), "--work", work(version).toString());
  }
}

package io.github.sovits4j.bench.kit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.bench.SampleText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is asked, in the order of worth: what is right before what is fast, the fastest device
 * first.
 */
final class KitPlan {

  /** The step that asks what can compute. */
  static final String DEVICES = "devices";

  private static final String WITHOUT_OPENCL = "devices-without-opencl";
  private static final List<String> TORNADO = List.of("cuda", "ptx", "opencl");

  /** Rank of the CPU's loops, and of devices that a backend does not take by itself. */
  private static final int LOOPS = 2;

  private static final List<String> DIFFUSION = List.of("v4", "v3");

  private final StepParts parts;
  private final KitSteps make;
  private final PeerSteps peers;
  private final Path tuning;

  /**
   * Plans.
   *
   * @param make makes the steps of our own commands
   * @param peers makes those beside PyTorch
   * @param tuning where parameters of kernels are written that are found here
   */
  KitPlan(StepParts parts, KitSteps make, PeerSteps peers, Path tuning) {
    this.parts = parts;
    this.make = make;
    this.peers = peers;
    this.tuning = tuning;
  }

  /** Where a step's output goes. */
  Path log(String step) {
    return parts.log(step);
  }

  /** First of all: what can compute here? */
  List<Step> discovery() throws IOException {
    List<Step> steps = new ArrayList<>();
    steps.add(make.devices(DEVICES, KitSteps.plain()));
    for (String backend : TORNADO) {
      if (parts.kit().hasTornado(backend)) {
        steps.add(make.devices("devices-tornado-" + backend, make.tornado(backend)));
      }
    }
    return steps;
  }

  /** When a driver of OpenCL ended the process that asked it: what else can compute here? */
  Step withoutOpenCl() {
    return make.withoutOpenCl(WITHOUT_OPENCL);
  }

  /** The backends and devices that answered, the fastest first. */
  List<Target> targets(List<Step.Result> discovered) throws IOException {
    List<Target> targets = new ArrayList<>();
    for (Step.Result result : discovered) {
      if (!(result.figures().get("backends") instanceof JsonNode backends)) {
        continue;
      }
      boolean tornado = !List.of(DEVICES, WITHOUT_OPENCL).contains(result.name());
      for (JsonNode listed : backends) {
        String name = listed.get("backend").asText();
        if (listed.get("device").isNull()
            || name.equals("reference")
            || tornado != name.equals("tornado")) {
          continue;
        }
        String device = listed.get("device").asText();
        if (tornado) {
          String backend = result.name().substring(result.name().lastIndexOf('-') + 1);
          targets.add(new Target("tornado-" + backend, name, make.tornado(backend), device, false));
        } else {
          targets.add(new Target(name, name, KitSteps.plain(), device, true));
          addOthers(listed, name, targets);
        }
      }
    }
    // TornadoVM's kernels before the CPU's, after those of the device they share.
    targets.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    return targets;
  }

  private static int rank(Target target) {
    return target.name().equals("opencl") ? 0 : target.backend().equals("tornado") ? 1 : LOOPS;
  }

  /** The devices of a backend that it does not take by itself, where it takes one. */
  private static void addOthers(JsonNode listed, String name, List<Target> targets) {
    boolean met = false;
    for (int i = 0; i < listed.get("choice").size(); i++) {
      String device = listed.get("choice").get(i).asText();
      if (!met && listed.get("device").asText().startsWith(device)) {
        met = true; // of two that are alike, the first is taken
        continue;
      }
      List<String> options = new ArrayList<>(KitSteps.plain());
      options.add("-Dsovits4j.opencl.device=" + i);
      targets.add(new Target(name + "-" + i, name, options, device, true));
    }
  }

  /**
   * Everything else: what is right, beside each other; then all of the fastest target, its whole
   * requests, the other targets, PyTorch, and tuning. A CPU's loops, and devices that nobody would
   * take, come late, where there is more; the whole requests of TornadoVM, which take minutes,
   * last.
   */
  List<Step> steps(List<Target> targets) throws IOException {
    List<Step> steps = new ArrayList<>();
    if (targets.isEmpty()) {
      return steps;
    }
    Target first = targets.getFirst();
    List<Target> devices =
        targets.stream().filter(target -> rank(target) < LOOPS || target.equals(first)).toList();
    List<Target> loops = targets.stream().filter(target -> !devices.contains(target)).toList();
    devices.forEach(target -> right(target, steps));
    steps.add(make.model("v2"));
    List<String> diffusion = DIFFUSION.stream().filter(peers::asksAbout).toList();
    diffusion.forEach(version -> steps.add(make.model(version)));
    fast(first, steps);
    for (String version : List.of("v2Pro", "v2ProPlus", "v1")) {
      steps.add(make.model(version));
    }
    requests(first, steps);
    for (Target target : devices) {
      steps.add(make.encoding(target));
    }
    for (String version : diffusion) {
      steps.add(make.profile(first, version));
    }
    for (Target target : devices.subList(1, devices.size())) {
      steps.add(make.bench(target, "f16", "SHORT", Map.of(), "", KitSteps.MODEL));
    }
    pytorch(steps);
    if (first.backend().equals("opencl")) {
      steps.add(make.tune(first, tuning));
      Map<String, String> tuned = Map.of("SOVITS4J_OPENCL_TUNING", tuning.toString());
      steps.add(make.bench(first, "f16", "SHORT", tuned, "-tuned", "tune"));
    }
    for (Target target : loops) {
      right(target, steps);
      steps.add(make.bench(target, "f16", "SHORT", Map.of(), "", KitSteps.MODEL));
    }
    for (Target target : targets) {
      steps.add(make.bench(target, "f16", "LONG", Map.of(), "-long", KitSteps.MODEL));
    }
    devices.stream().skip(1).forEach(target -> requests(target, steps));
    return steps;
  }

  private void right(Target target, List<Step> steps) {
    steps.add(make.verify(target));
    steps.add(make.golden(target));
    for (String precision : target.precisions()) {
      if (!precision.equals("f32")) {
        steps.add(make.golden(target, precision));
      }
    }
  }

  private void fast(Target target, List<Step> steps) {
    steps.add(make.bench(target, "f16", "SHORT", Map.of(), "", KitSteps.MODEL));
    for (String precision : target.precisions()) {
      if (!precision.equals("f16")) {
        steps.add(make.batches(target, precision));
      }
    }
    steps.add(make.concurrent(target));
    if (peers.hasCase("v2")) {
      steps.add(peers.ours(target));
    }
    for (String version : DIFFUSION.stream().filter(peers::hasCase).toList()) {
      steps.add(peers.diffusion(target, version, "f32"));
      steps.add(peers.diffusion(target, version, "f16"));
      steps.add(peers.vocoder(target, version));
    }
    steps.add(make.operators(target));
  }

  /** A step for each text, so that none takes another's time; the text of two languages first. */
  private void requests(Target target, List<Step> steps) {
    for (SampleText text : List.of(SampleText.MIXED, SampleText.ZH, SampleText.EN)) {
      for (String version : List.of("v2", "v2Pro", "v2ProPlus", "v1")) {
        steps.add(make.requests(target, version, text));
      }
    }
  }

  private void pytorch(List<Step> steps) {
    if (!peers.hasPyTorch()) {
      return;
    }
    if (peers.hasCase("v2")) {
      steps.add(peers.pytorch("peers-pytorch", "pytorch_gpu.py", "v2"));
    }
    for (String version : DIFFUSION.stream().filter(peers::hasCase).toList()) {
      for (String precision : List.of("f32", "f16")) {
        String name = "peers-" + version + "-pytorch-" + precision;
        String[] options = {"--device", "cuda", "--precision", precision};
        steps.add(peers.pytorch(name, "pytorch_diffusion.py", version, options));
        steps.add(peers.pytorch(name + "-vocoder", "pytorch_vocoder.py", version, options));
      }
    }
  }
}

package io.github.sovits4j.peers;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.cfm.MelSampler;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.peers.Samples.Measure;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.TensorInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The diffusion transformer of a model of v3 or v4: two seconds of speech behind a prompt of two and
 * a half. What is checked on the reference backend is short, for its steps take minutes.
 */
final class DiffusionPeer {

  private static final String FILE = "diffusion.safetensors";

  // What is checked.
  private static final int FEW_FRAMES = 48;
  private static final int FEW_HELD = 24;
  private static final int FEW_STEPS = 2;

  // What is timed; whole buckets, so that no backend computes more.
  private static final int FRAMES = 448;
  private static final int HELD = 248;

  private final Backend backend;
  private final ModelFolder model;
  private final StoragePolicy precision;
  private final Path folder;

  DiffusionPeer(Backend backend, ModelFolder model, StoragePolicy precision, Path folder) {
    this.backend = backend;
    this.model = model;
    this.precision = precision;
    this.folder = folder;
  }

  /** Draws inputs, computes the short one on the reference backend, and writes all into a folder. */
  static void prepare(Path model, Path folder) {
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open("reference");
        MelSampler sampler =
            new MelSampler(
                backend, weights.sovits(), weights.diffusionConfig(), StoragePolicy.F32)) {
      Files.createDirectories(folder);
      DiffusionConfig config = weights.diffusionConfig();
      Random random = new Random(1);
      MelSampler.Draft few = draw(config, random, FEW_FRAMES, FEW_HELD, FEW_STEPS);
      MelSampler.Draft many = draw(config, random, FRAMES, HELD, 1);
      float[] mel = sampler.sample(few, () -> {});
      int f = config.featureDim();
      int bands = config.melBands();
      List<TensorInfo> tensors =
          List.of(
              new TensorInfo("few_features", DType.F32, f, FEW_FRAMES),
              new TensorInfo("few_prompt", DType.F32, bands, FEW_HELD),
              new TensorInfo("few_noise", DType.F32, bands, FEW_FRAMES),
              new TensorInfo("few_mel", DType.F32, bands, FEW_FRAMES),
              new TensorInfo("features", DType.F32, f, FRAMES),
              new TensorInfo("prompt", DType.F32, bands, HELD),
              new TensorInfo("noise", DType.F32, bands, FRAMES));
      List<float[]> values =
          List.of(
              few.features(), few.prompt(), few.noise(), mel, many.features(), many.prompt(),
              many.noise());
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(folder.resolve(FILE), tensors, Map.of())) {
        for (int i = 0; i < tensors.size(); i++) {
          writer.writeFloats(tensors.get(i).name(), values.get(i), 0, values.get(i).length);
        }
        writer.finish();
      }
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static MelSampler.Draft draw(
      DiffusionConfig config, Random random, int frames, int held, int steps) {
    return new MelSampler.Draft(
        normal(random, config.featureDim() * frames),
        frames,
        normal(random, config.melBands() * held),
        held,
        normal(random, config.melBands() * frames),
        steps,
        0);
  }

  private static float[] normal(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Checks the short one, then times the long one in 8 and in 32 steps. */
  void run(int runs, String who, PrintStream out) {
    DiffusionConfig config = model.diffusionConfig();
    double seconds = (double) (FRAMES - HELD) * config.melHop() / config.melSampleRate();
    double[] flops = new double[1];
    try (Safetensors file = Safetensors.open(folder.resolve(FILE));
        MelSampler sampler =
            new MelSampler(
                backend,
                model.sovits(),
                config,
                precision,
                graph -> flops[0] += graph.program().flops())) {
      float[] mel = sampler.sample(draft(file, "few_", FEW_FRAMES, FEW_HELD, FEW_STEPS), () -> {});
      double error = Parity.relativeL2(file.floats("few_mel"), mel);
      System.err.printf("%s: relative distance from the reference %.1e%n", who, error);
      if (precision == StoragePolicy.F32 && !(error <= PeerCase.WAVE_TOLERANCE)) {
        throw new UserException(who + ": wrong mel frames, so not timed.");
      }
      for (int steps : new int[] {8, 32}) {
        Measure measure = steps == 8 ? Measure.DIT_8 : Measure.DIT_32;
        MelSampler.Draft draft = draft(file, "", FRAMES, HELD, steps);
        if (steps == 8) {
          sampler.sample(draft, () -> {}); // warms up
        }
        for (int run = 0; run < runs; run++) {
          flops[0] = 0;
          long start = System.nanoTime();
          sampler.sample(draft, () -> {});
          double took = 1e-9 * (System.nanoTime() - start);
          new Samples(who, out).add(measure, took / seconds);
        }
        backend // narrow matrices are widened, and multiplied in 32 bits
            .bareRates()
            .ifPresent(
                rates ->
                    new Samples(Limits.of(who), out)
                        .add(measure, flops[0] / rates.flopsPerSecond() / seconds));
      }
    }
  }

  private static MelSampler.Draft draft(
      Safetensors file, String prefix, int frames, int held, int steps) {
    return new MelSampler.Draft(
        file.floats(prefix + "features"),
        frames,
        file.floats(prefix + "prompt"),
        held,
        file.floats(prefix + "noise"),
        steps,
        0);
  }
}

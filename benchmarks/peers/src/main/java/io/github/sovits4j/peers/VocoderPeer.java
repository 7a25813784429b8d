package io.github.sovits4j.peers;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.vocoder.VocoderRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.peers.Samples.Measure;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.DType;
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
 * The vocoder of a model of v3 or v4, about a second of speech.
 *
 * @param mel drawn from a seed, natural logarithms {@code [bands, 100]}
 * @param wave what the reference backend makes of it
 * @param gflop operations of the network's formulas on it, in thousands of millions
 */
record VocoderPeer(float[] mel, float[] wave, float gflop) {

  static final int FRAMES = 100;

  private static final String FILE = "vocoder.safetensors";

  /** Draws an input, computes on the reference backend, and writes both into a folder. */
  static void prepare(Path model, Path folder) {
    float[] gflop = new float[1];
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open("reference");
        VocoderRunner vocoder =
            new VocoderRunner(
                backend,
                weights.vocoder(),
                weights.vocoderConfig(),
                FRAMES,
                graph -> gflop[0] = 1e-9f * graph.program().flops())) {
      int bands = weights.vocoderConfig().melBands();
      Random random = new Random(1);
      float[] mel = new float[bands * FRAMES];
      for (int i = 0; i < mel.length; i++) {
        mel[i] = random.nextFloat(-11.5f, 2);
      }
      float[] wave = vocoder.decode(mel, () -> {});
      Files.createDirectories(folder);
      List<TensorInfo> tensors =
          List.of(
              new TensorInfo("mel", DType.F32, bands, FRAMES),
              new TensorInfo("wave", DType.F32, wave.length),
              new TensorInfo("gflop", DType.F32, 1));
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(folder.resolve(FILE), tensors, Map.of())) {
        writer.writeFloats("mel", mel, 0, mel.length);
        writer.writeFloats("wave", wave, 0, wave.length);
        writer.writeFloats("gflop", gflop, 0, 1);
        writer.finish();
      }
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Reads what {@link #prepare} wrote. */
  static VocoderPeer read(Path folder) {
    try (Safetensors file = Safetensors.open(folder.resolve(FILE))) {
      return new VocoderPeer(
          file.floats("mel"), file.floats("wave"), file.floats("gflop")[0]);
    }
  }

  private double seconds(ModelFolder model) {
    return (double) wave.length / model.sampleRate();
  }

  /** The least time of who does all operations, on a backend that measures what the machine does. */
  void limit(Backend backend, ModelFolder model, PrintStream out) {
    backend
        .bareRates()
        .ifPresent(
            rates ->
                new Samples(Limits.of(""), out)
                    .add(
                        Measure.VOCODER,
                        1e9 * gflop / rates.flopsPerSecond() / seconds(model)));
  }

  /** Times it on one backend. */
  void run(Backend backend, ModelFolder model, int runs, Samples samples) {
    try (VocoderRunner vocoder =
        new VocoderRunner(backend, model.vocoder(), model.vocoderConfig())) {
      check(backend.name(), vocoder.decode(mel, () -> {}));
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        vocoder.decode(mel, () -> {});
        samples.add(Measure.VOCODER, 1e-9 * (System.nanoTime() - start) / seconds(model));
      }
    }
  }

  private void check(String who, float[] got) {
    double error = Parity.relativeL2(wave, got);
    System.err.printf("%s: relative distance from the reference %.1e%n", who, error);
    if (!(error <= PeerCase.WAVE_TOLERANCE)) {
      throw new UserException(who + ": wrong waveform, so not timed.");
    }
  }
}

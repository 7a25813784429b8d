package io.github.sovits4j.peers;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What everybody computes, and what must come out: inputs drawn from a seed, and the results of the
 * reference backend. Nobody is timed whose result differs.
 *
 * @param phones of the text, for both networks {@code [100]}
 * @param bert features of the phones {@code [1024, 100]}
 * @param prompt codes of the reference recording {@code [150]}
 * @param s1Codes what S1 greedily generates from these {@code [100]}
 * @param codes what S2 decodes: 8 s of speech {@code [200]}
 * @param spectrogram of the reference recording {@code [bins, 250]}
 * @param noise standard normal {@code [inter, 400]}
 * @param speaker the vector S2 makes of the spectrogram {@code [gin]}
 * @param z the latent that the generator gets {@code [inter, 400]}
 * @param wave what S2 decodes {@code [256000]}
 */
record PeerCase(
    int[] phones,
    float[] bert,
    int[] prompt,
    int[] s1Codes,
    int[] codes,
    float[] spectrogram,
    float[] noise,
    float[] speaker,
    float[] z,
    float[] wave) {

  static final int PHONES = 100;
  static final int PROMPT = 150;
  static final int STEPS = 100;
  static final int CODES = 200;
  static final int SPECTROGRAM_FRAMES = 250;
  static final double AUDIO_SECONDS = 8;

  /** The most likely code always; upstream's repetition penalty. */
  static final SamplerSettings GREEDY = new SamplerSettings(1, 1f, 1f, 1.35f);

  /** Relative L2 distance that a waveform may have from the reference's. */
  static final double WAVE_TOLERANCE = 1e-3;

  private static final String FILE = "case.safetensors";
  private static final int MOST_SEEDS = 20;

  /** Reads what {@link #prepare} wrote. */
  static PeerCase read(Path folder) {
    try (Safetensors file = Safetensors.open(folder.resolve(FILE))) {
      return new PeerCase(
          file.ints("phones"),
          file.floats("bert"),
          file.ints("prompt"),
          file.ints("s1_codes"),
          file.ints("codes"),
          file.floats("spectrogram"),
          file.floats("noise"),
          file.floats("speaker"),
          file.floats("z"),
          file.floats("wave"));
    }
  }

  /** Draws inputs, computes on the reference backend, and writes both into a folder. */
  static PeerCase prepare(Path model, Path folder) {
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open("reference")) {
      Files.createDirectories(folder);
      PeerCase result = compute(weights, backend);
      result.write(folder.resolve(FILE));
      return result;
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Greedy decoding of untrained weights may end early; then other inputs are drawn. */
  private static PeerCase compute(ModelFolder weights, Backend backend) {
    try (Text2Semantic network =
            new Text2Semantic(backend, weights.t2s(), weights.text2SemanticConfig());
        Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
      for (int seed = 1; seed <= MOST_SEEDS; seed++) {
        Random random = new Random(seed);
        Text2SemanticConfig config = weights.text2SemanticConfig();
        int[] phones = random.ints(PHONES, 1, config.phonemeVocabSize()).toArray();
        float[] bert = floats(Text2SemanticConfig.BERT_DIM * PHONES, random, -1.5f, 1.5f);
        int[] prompt = random.ints(PROMPT, 0, config.eos()).toArray();
        Generated generated =
            generator
                .generate(
                    List.of(new Prompt(phones, bert, prompt, 0)), GREEDY, seed, STEPS, step -> {})
                .getFirst();
        if (!generated.ended() && generated.codes().length == STEPS) {
          return withSecondStage(weights, backend, random, phones, bert, prompt, generated.codes());
        }
      }
    }
    throw new UserException(
        "S1 of this model ends before "
            + STEPS
            + " codes with each of "
            + MOST_SEEDS
            + " inputs; use synthetic weights of another seed.");
  }

  private static PeerCase withSecondStage(
      ModelFolder weights,
      Backend backend,
      Random random,
      int[] phones,
      float[] bert,
      int[] prompt,
      int[] s1Codes) {
    var config = weights.sovitsConfig();
    int[] codes = random.ints(CODES, 0, config.codebookSize()).toArray();
    float[] spectrogram = floats(config.referenceBins() * SPECTROGRAM_FRAMES, random, 0, 4);
    float[][] z = new float[1][];
    try (SovitsRunner network =
        new SovitsRunner(
            backend,
            weights.sovits(),
            config,
            CODES * 2,
            graph -> {
              var latent = graph.program().probes().get("z");
              if (latent != null) {
                z[0] = graph.floats(latent);
              }
            })) {
      float[] speaker =
          network.speakerVector(List.of(new Reference(spectrogram, SPECTROGRAM_FRAMES, null)));
      DecodeInput input = new DecodeInput(codes, phones, speaker, 1, null);
      float[] noise = new float[config.inter() * input.frames()];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      float[] wave = network.decode(input, noise).samples();
      return new PeerCase(
          phones, bert, prompt, s1Codes, codes, spectrogram, noise, speaker, z[0], wave);
    }
  }

  private static float[] floats(int count, Random random, float from, float to) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat(from, to);
    }
    return values;
  }

  private void write(Path file) {
    int frames = noise.length / (z.length / (2 * CODES));
    List<TensorInfo> tensors =
        List.of(
            new TensorInfo("phones", DType.I32, PHONES),
            new TensorInfo("bert", DType.F32, Text2SemanticConfig.BERT_DIM, PHONES),
            new TensorInfo("prompt", DType.I32, PROMPT),
            new TensorInfo("s1_codes", DType.I32, STEPS),
            new TensorInfo("codes", DType.I32, CODES),
            new TensorInfo(
                "spectrogram",
                DType.F32,
                spectrogram.length / SPECTROGRAM_FRAMES,
                SPECTROGRAM_FRAMES),
            new TensorInfo("noise", DType.F32, noise.length / frames, frames),
            new TensorInfo("speaker", DType.F32, speaker.length),
            new TensorInfo("z", DType.F32, z.length / frames, frames),
            new TensorInfo("wave", DType.F32, wave.length));
    Map<String, Object> values =
        Map.of(
            "phones", phones,
            "bert", bert,
            "prompt", prompt,
            "s1_codes", s1Codes,
            "codes", codes,
            "spectrogram", spectrogram,
            "noise", noise,
            "speaker", speaker,
            "z", z,
            "wave", wave);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of())) {
      for (TensorInfo tensor : tensors) {
        switch (values.get(tensor.name())) {
          case float[] floats -> writer.writeFloats(tensor.name(), floats, 0, floats.length);
          case int[] ints -> writer.write(tensor.name(), littleEndian(ints));
          default -> throw new IllegalStateException(tensor.name());
        }
      }
      writer.finish();
    }
  }

  private static MemorySegment littleEndian(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return MemorySegment.ofBuffer(bytes);
  }

  /** Says how many codes are the reference's, for storage in which near ties fall another way. */
  void tellAgreement(String who, int[] codes) {
    int same = 0;
    for (int i = 0; i < Math.min(codes.length, s1Codes.length); i++) {
      same += codes[i] == s1Codes[i] ? 1 : 0;
    }
    System.err.printf("%s: %d of %d codes are the reference's%n", who, same, s1Codes.length);
  }

  /**
   * Compares S1's codes.
   *
   * @throws UserException when they differ
   */
  void checkCodes(String who, int[] got) {
    if (!Arrays.equals(s1Codes, got)) {
      throw new UserException(
          who
              + ": wrong codes, so not timed; the first difference from the reference is at step "
              + Arrays.mismatch(s1Codes, got)
              + ".");
    }
  }

  /**
   * Compares a waveform.
   *
   * @throws UserException when it is further away than {@link #WAVE_TOLERANCE}
   */
  void checkWave(String who, float[] got) {
    double error = Parity.relativeL2(wave, got);
    System.err.printf("%s: relative distance from the reference %.1e%n", who, error);
    if (!(error <= WAVE_TOLERANCE)) {
      throw new UserException(
          who
              + ": wrong waveform, so not timed; expected a relative distance of at most "
              + WAVE_TOLERANCE
              + ", got "
              + error
              + ".");
    }
  }
}

package io.github.sovits4j.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.sovits4j.UserException;
import io.github.sovits4j.peers.Samples.Measure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime through its Java package. Tensors are made once over native buffers and used in
 * every call; results go straight into such buffers; one pool of threads serves all graphs.
 */
final class OnnxPeer {

  private final Path graphs;
  private final PeerCase peerCase;
  private final int threads;
  private final boolean spin;
  private final int runs;
  private final Samples samples;

  /**
   * @param spin whether idle threads wait busily, the runtime's default: faster where the cores are
   *     free, several times slower where they are not
   */
  OnnxPeer(Path work, PeerCase peerCase, int threads, boolean spin, int runs, Samples samples) {
    this.graphs = work.resolve("onnx");
    this.peerCase = peerCase;
    this.threads = threads;
    this.spin = spin;
    this.runs = runs;
    this.samples = samples;
  }

  void run() {
    if (!Files.isRegularFile(graphs.resolve("s1_step.onnx"))) {
      throw new UserException(graphs + ": no ONNX graphs; run export_onnx.py first.");
    }
    try (OrtEnvironment.ThreadingOptions pool = new OrtEnvironment.ThreadingOptions()) {
      pool.setGlobalIntraOpNumThreads(threads);
      pool.setGlobalInterOpNumThreads(1);
      pool.setGlobalSpinControl(spin);
      try (OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "peers", pool)) {
        first(environment);
        second(environment);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private OrtSession open(OrtEnvironment environment, String graph) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.disablePerSessionThreads();
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(graphs.resolve(graph).toString(), options);
    }
  }

  private void first(OrtEnvironment environment) throws OrtException {
    try (OrtSession prefill = open(environment, "s1_prefill.onnx");
        OrtSession step = open(environment, "s1_step.onnx");
        Generation generation = new Generation(environment, prefill, step)) {
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        generation.prefill();
        long prefilled = System.nanoTime();
        generation.decode();
        long end = System.nanoTime();
        peerCase.checkCodes("ONNX Runtime", generation.codes);
        if (run > 0) {
          samples.add(Measure.S1_PREFILL, 1e-6 * (prefilled - start));
          samples.add(Measure.S1_STEP, 1e-6 * (end - prefilled) / (PeerCase.STEPS - 1));
        }
      }
    }
  }

  /** A named tensor over a native buffer. */
  private record Floats(FloatBuffer data, OnnxTensor tensor) {
    static Floats of(OrtEnvironment environment, long... shape) throws OrtException {
      int size = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
      FloatBuffer data =
          ByteBuffer.allocateDirect(size * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      return new Floats(data, OnnxTensor.createTensor(environment, data, shape));
    }

    static Floats of(OrtEnvironment environment, float[] values, long... shape)
        throws OrtException {
      Floats floats = of(environment, shape);
      floats.data.put(0, values);
      return floats;
    }
  }

  private record Longs(LongBuffer data, OnnxTensor tensor) {
    static Longs of(OrtEnvironment environment, int[] values, long... shape) throws OrtException {
      LongBuffer data =
          ByteBuffer.allocateDirect(values.length * Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .asLongBuffer();
      data.put(0, Arrays.stream(values).asLongStream().toArray());
      return new Longs(data, OnnxTensor.createTensor(environment, data, shape));
    }
  }

  /** One generation after another over the same buffers. */
  private final class Generation implements AutoCloseable {
    private static final int EOS_BAN = 11;

    final int[] codes = new int[PeerCase.STEPS];

    private final OrtSession prefill;
    private final OrtSession step;
    private final Map<String, OnnxTensor> prompt = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxValue> prefillOutputs = new LinkedHashMap<>();
    private final Map<String, OnnxValue> stepOutputs = new LinkedHashMap<>();
    private final Floats[] keys;
    private final Floats[] values;
    private final Floats newKeys;
    private final Floats newValues;
    private final Floats firstLogits;
    private final Floats logits;
    private final Floats mask;
    private final Longs code;
    private final Longs position;
    private final int heads;
    private final int capacity;
    private final int headSize;
    private final boolean[] seen;

    Generation(OrtEnvironment environment, OrtSession prefill, OrtSession step)
        throws OrtException {
      this.prefill = prefill;
      this.step = step;
      long[] cache = shape(step, "keys_0"); // [heads, capacity, head size]
      heads = (int) cache[0];
      capacity = (int) cache[1];
      headSize = (int) cache[2];
      int layers = (int) step.getInputNames().stream().filter(n -> n.startsWith("keys_")).count();
      int vocabulary = (int) outputShape(step, "logits")[1];
      seen = new boolean[vocabulary];

      prompt.put("phones", Longs.of(environment, peerCase.phones(), PeerCase.PHONES).tensor());
      prompt.put("prompt", Longs.of(environment, peerCase.prompt(), PeerCase.PROMPT).tensor());
      prompt.put(
          "bert",
          Floats.of(
                  environment,
                  peerCase.bert(),
                  peerCase.bert().length / PeerCase.PHONES,
                  PeerCase.PHONES)
              .tensor());
      code = Longs.of(environment, new int[1], 1);
      position = Longs.of(environment, new int[1], 1);
      mask = Floats.of(environment, capacity);
      inputs.put("code", code.tensor());
      inputs.put("position", position.tensor());
      inputs.put("mask", mask.tensor());
      firstLogits = Floats.of(environment, vocabulary);
      logits = Floats.of(environment, 1, vocabulary);
      newKeys = Floats.of(environment, layers, heads, headSize);
      newValues = Floats.of(environment, layers, heads, headSize);
      prefillOutputs.put("logits", firstLogits.tensor());
      stepOutputs.put("logits", logits.tensor());
      stepOutputs.put("new_keys", newKeys.tensor());
      stepOutputs.put("new_values", newValues.tensor());
      keys = new Floats[layers];
      values = new Floats[layers];
      for (int i = 0; i < layers; i++) {
        keys[i] = Floats.of(environment, cache);
        values[i] = Floats.of(environment, cache);
        inputs.put("keys_" + i, keys[i].tensor());
        inputs.put("values_" + i, values[i].tensor());
        prefillOutputs.put("keys_" + i, keys[i].tensor());
        prefillOutputs.put("values_" + i, values[i].tensor());
      }
    }

    private static long[] shape(OrtSession session, String input) throws OrtException {
      return ((ai.onnxruntime.TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
    }

    private static long[] outputShape(OrtSession session, String output) throws OrtException {
      return ((ai.onnxruntime.TensorInfo) session.getOutputInfo().get(output).getInfo()).getShape();
    }

    void prefill() throws OrtException {
      Arrays.fill(seen, false);
      for (int c : peerCase.prompt()) {
        seen[c] = true;
      }
      prefill.run(prompt, Set.of(), prefillOutputs).close();
      int rows = PeerCase.PHONES + PeerCase.PROMPT;
      for (int i = 0; i < capacity; i++) {
        mask.data().put(i, i < rows ? 0 : Float.NEGATIVE_INFINITY);
      }
      codes[0] = choose(firstLogits.data(), 0);
    }

    void decode() throws OrtException {
      for (int i = 1; i < codes.length; i++) {
        int row = PeerCase.PHONES + PeerCase.PROMPT + i - 1;
        code.data().put(0, codes[i - 1]);
        position.data().put(0, PeerCase.PROMPT + i - 1);
        step.run(inputs, Set.of(), stepOutputs).close();
        append(keys, newKeys, row);
        append(values, newValues, row);
        mask.data().put(row, 0);
        codes[i] = choose(logits.data(), i);
      }
    }

    /** Puts the new row of each layer and head into the cache. */
    private void append(Floats[] caches, Floats rows, int row) {
      for (int layer = 0; layer < caches.length; layer++) {
        for (int head = 0; head < heads; head++) {
          caches[layer]
              .data()
              .put(
                  (head * capacity + row) * headSize,
                  rows.data(),
                  (layer * heads + head) * headSize,
                  headSize);
        }
      }
    }

    /** The greedy code, as upstream chooses it. */
    private int choose(FloatBuffer scores, int at) {
      int candidates = at < EOS_BAN ? seen.length - 1 : seen.length;
      int best = 0;
      float highest = Float.NEGATIVE_INFINITY;
      float penalty = PeerCase.GREEDY.repetitionPenalty();
      for (int i = 0; i < candidates; i++) {
        float score = scores.get(i);
        if (seen[i]) {
          score = score < 0 ? score * penalty : score / penalty;
        }
        if (score > highest) {
          highest = score;
          best = i;
        }
      }
      seen[best] = true;
      return best;
    }

    @Override
    public void close() {
      prompt.values().forEach(OnnxTensor::close);
      inputs.values().forEach(OnnxTensor::close);
      firstLogits.tensor().close();
      stepOutputs.values().forEach(OnnxValue::close);
    }
  }

  private void second(OrtEnvironment environment) throws OrtException {
    int frames = 2 * PeerCase.CODES;
    float[] z = peerCase.z();
    float[] spectrogram = peerCase.spectrogram();
    int spectrogramFrames = PeerCase.SPECTROGRAM_FRAMES;
    Floats latent = Floats.of(environment, z, 1, z.length / frames, frames);
    Floats speaker = Floats.of(environment, peerCase.speaker(), 1, peerCase.speaker().length, 1);
    time(
        environment,
        "s2_generator.onnx",
        Map.of("z", latent.tensor(), "speaker", speaker.tensor()),
        Measure.S2_GENERATOR);
    Floats noise =
        Floats.of(environment, peerCase.noise(), 1, peerCase.noise().length / frames, frames);
    Floats linear =
        Floats.of(
            environment, spectrogram, 1, spectrogram.length / spectrogramFrames, spectrogramFrames);
    time(
        environment,
        "s2_decode.onnx",
        Map.of(
            "codes", Longs.of(environment, peerCase.codes(), 1, 1, PeerCase.CODES).tensor(),
            "phones", Longs.of(environment, peerCase.phones(), 1, PeerCase.PHONES).tensor(),
            "spectrogram", linear.tensor(),
            "noise", noise.tensor()),
        Measure.S2_DECODE);
  }

  /** Times one graph whose only output is the waveform; closes the inputs. */
  private void time(
      OrtEnvironment environment, String graph, Map<String, OnnxTensor> inputs, Measure measure)
      throws OrtException {
    Floats wave = Floats.of(environment, 1, 1, peerCase.wave().length);
    try (OrtSession session = open(environment, graph)) {
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        session.run(inputs, Set.of(), Map.of("wave", wave.tensor())).close();
        double took = 1e-9 * (System.nanoTime() - start);
        if (run > 0) {
          samples.add(measure, took / PeerCase.AUDIO_SECONDS);
        } else {
          float[] got = new float[peerCase.wave().length];
          wave.data().get(0, got);
          peerCase.checkWave("ONNX Runtime, " + graph, got);
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      wave.tensor().close();
    }
  }
}

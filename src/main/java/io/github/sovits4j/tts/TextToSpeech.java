package io.github.sovits4j.tts;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.OutputAudio;
import io.github.sovits4j.audio.ReferenceSignal;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.Precision;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.ReferenceSpectrogram;
import io.github.sovits4j.model.sovits.Sovits;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SemanticGenerator;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A loaded GPT-SoVITS model on a device.
 *
 * {@snippet class="io.github.sovits4j.tts.ApiSnippet" region="speak"}
 *
 * <p>Any number of threads may use one instance; requests are worked off one after another on the
 * device, and the same request gives the same samples whatever else is going on. The voice is the
 * reference's timbre; the words of the reference are not used (prompt-free mode).
 */
public final class TextToSpeech implements AutoCloseable {

  private static final double CODES_PER_SECOND = 25;

  private final DeviceThread device = new DeviceThread();
  private final ModelVersion version;
  private final int sampleRate;
  private final TextFrontend frontend;
  private final Networks networks;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What lives on the device; touched only by its thread. */
  private record Networks(
      Backend backend,
      DeviceMeter meter, // null: the backend was opened without profiling
      Text2Semantic text2Semantic,
      SemanticGenerator generator,
      Sovits sovits,
      ReferenceSpectrogram spectrogram) {

    static Networks load(ModelFolder model, Builder options) {
      List<AutoCloseable> opened = new ArrayList<>();
      try {
        Backend backend = opening(opened, options.backend);
        DeviceMeter meter = new DeviceMeter();
        boolean profiled = backend.profile(meter);
        Text2Semantic text2Semantic =
            opening(
                opened,
                () ->
                    new Text2Semantic(
                        backend, model.t2s(), model.text2SemanticConfig(), options.precision));
        Sovits sovits =
            opening(opened, () -> new Sovits(backend, model.sovits(), model.sovitsConfig()));
        return new Networks(
            backend,
            profiled ? meter : null,
            text2Semantic,
            new SemanticGenerator(text2Semantic),
            sovits,
            new ReferenceSpectrogram(backend));
      } catch (RuntimeException | Error e) {
        closeAll(opened, e);
        throw e;
      }
    }

    private static <T extends AutoCloseable> T opening(
        List<AutoCloseable> opened, Supplier<T> supplier) {
      T value = supplier.get();
      opened.add(value);
      return value;
    }

    private static void closeAll(List<AutoCloseable> opened, Throwable because) {
      for (AutoCloseable resource : opened.reversed()) {
        try {
          resource.close();
        } catch (Exception e) {
          because.addSuppressed(e);
        }
      }
    }

    /**
     * Sees to it that a sentence fits the device before anything is captured for it: gives graphs
     * of other shapes back where that helps, and refuses what cannot fit.
     *
     * @param most codes that may be generated
     */
    void makeRoom(Sentence sentence, int most, double speed) {
      long needed = bytesNeeded(sentence, most, speed);
      if (needed <= backend.memory().free()) {
        return;
      }
      generator.close();
      sovits.forget();
      needed = bytesNeeded(sentence, most, speed);
      DeviceMemory memory = backend.memory();
      if (needed > memory.free()) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "a sentence of %d phones and up to %.0f s needs %.0f MB on %s; %.0f of its %.0f MB"
                    + " are free. Cut the text into shorter sentences, allow fewer seconds, or"
                    + " store the transformer in fewer bits (precision f16).",
                sentence.ids().length,
                most / CODES_PER_SECOND,
                needed / 1e6,
                backend.name(),
                memory.free() / 1e6,
                memory.capacity() / 1e6));
      }
    }

    private long bytesNeeded(Sentence sentence, int most, double speed) {
      float[] speaker = new float[sovits.config().gin()];
      DecodeInput longest = new DecodeInput(new int[most], sentence.ids(), speaker, speed, null);
      return generator.bytesNeeded(1, sentence.ids().length, most) + sovits.bytesNeeded(longest);
    }

    void close() {
      generator.close();
      spectrogram.close();
      sovits.close();
      text2Semantic.close();
      backend.close();
    }
  }

  private TextToSpeech(Builder options) {
    try (ModelFolder model = ModelFolder.open(options.modelFolder)) {
      version = model.version();
      sampleRate = model.sovitsConfig().sampleRate();
      frontend = TextFrontend.of(version == ModelVersion.V1 ? SymbolSet.V1 : SymbolSet.V2);
      networks = device.call(() -> Networks.load(model, options));
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  /**
   * Loads a model in 32 bits on the fastest backend that runs here.
   *
   * @param modelFolder made by {@code sovits convert} or {@code sovits synthesize-weights}
   * @throws UserException when the folder or a weight in it is not as it should be
   */
  public static TextToSpeech open(Path modelFolder) {
    return builder(modelFolder).open();
  }

  /**
   * Loads a model with a choice of backend and precision.
   *
   * @param modelFolder made by {@code sovits convert} or {@code sovits synthesize-weights}
   */
  public static Builder builder(Path modelFolder) {
    return new Builder(modelFolder);
  }

  /** What a model is loaded with. */
  public static final class Builder {
    private final Path modelFolder;
    private Supplier<Backend> backend = () -> Backends.open(Backends.AUTO);
    private Precision precision = Precision.F32;

    private Builder(Path modelFolder) {
      this.modelFolder = modelFolder;
    }

    /** A backend's name, or {@link Backends#AUTO}, the fastest that runs here (default). */
    public Builder backend(String name) {
      return backend(() -> Backends.open(name));
    }

    /**
     * A backend of the caller's making.
     *
     * @param opener called once, on the thread that will use the backend; what it returns is closed
     *     with the model
     */
    public Builder backend(Supplier<Backend> opener) {
      backend = opener;
      return this;
    }

    /** How the transformer's matrices and caches are stored (default: in 32 bits). */
    public Builder precision(Precision chosen) {
      precision = chosen;
      return this;
    }

    /**
     * Loads the model.
     *
     * @throws UserException when folder, weights or backend are not as they should be
     */
    public TextToSpeech open() {
      return new TextToSpeech(this);
    }
  }

  /** Generation of the model. */
  public ModelVersion version() {
    return version;
  }

  /** Samples per second of the speech. */
  public int sampleRate() {
    return sampleRate;
  }

  /** What the model and its last requests hold of the device. */
  public DeviceMemory memory() {
    return device.call(() -> networks.backend.memory());
  }

  /** The backend and its device, in one line. */
  public String device() {
    return device.call(() -> networks.backend.name() + " on " + networks.backend.device());
  }

  /**
   * Makes a voice of WAV files: their mean.
   *
   * @param first a recording of up to 60 seconds; 3 to 10 of clean speech are best
   * @param more further recordings of the same speaker
   * @throws UserException when a file is no usable recording
   */
  public Voice voice(Path first, Path... more) {
    WavReader reader = new WavReader(ReferenceSignal.MAX_SECONDS);
    List<Waveform> recordings = new ArrayList<>(List.of(reader.read(first)));
    for (Path path : more) {
      recordings.add(reader.read(path));
    }
    return voice(recordings, List.of());
  }

  /**
   * Makes a voice of recordings: their mean.
   *
   * @param recordings at least one
   * @param embeddings for the Pro versions, the speaker-verification embedding of each recording;
   *     else empty
   * @throws UserException when a recording is not usable or an embedding is missing
   */
  public Voice voice(List<Waveform> recordings, List<float[]> embeddings) {
    if (recordings.isEmpty()) {
      throw new UserException("voice: expected at least one recording, got none.");
    }
    if (version.isPro() != (embeddings.size() == recordings.size())) {
      throw new UserException(
          version.isPro()
              ? "model version "
                  + version
                  + " needs a speaker-verification embedding for each recording, which sovits4j"
                  + " cannot compute yet; pass one to TextToSpeech.voice, or use a v1 or v2 model."
              : "model version " + version + " takes no speaker-verification embeddings.");
    }
    List<float[]> signals = recordings.stream().map(ReferenceSignal::prepare).toList();
    return device.call(
        () -> {
          List<Reference> references = new ArrayList<>();
          for (int i = 0; i < signals.size(); i++) {
            float[] signal = signals.get(i);
            references.add(
                new Reference(
                    networks.spectrogram.compute(signal),
                    networks.spectrogram.frames(signal.length),
                    version.isPro() ? embeddings.get(i) : null));
          }
          return new Voice(networks.sovits.speakerVector(references), this);
        });
  }

  /** Speaks; blocks until the speech is ready. */
  public Speech speak(SpeechRequest request) {
    return speak(request, Progress.NONE);
  }

  /**
   * Speaks; blocks until the speech is ready.
   *
   * @param progress is told how far it is
   * @throws UserException when the text has nothing to say or its language is not supported
   */
  public Speech speak(SpeechRequest request, Progress progress) {
    if (request.voice().owner() != this) {
      throw new UserException("this voice was made by another model; make it with this one.");
    }
    UtteranceEvent event = new UtteranceEvent();
    event.begin();
    long started = System.nanoTime();
    List<Sentence> sentences = frontend.analyse(request.text(), request.language(), request.cut());
    long textEnded = System.nanoTime();
    progress.finished(Stage.TEXT, 0, started, textEnded);
    Map<Stage, StageUse> stages = new EnumMap<>(Stage.class);
    stages.put(Stage.TEXT, new StageUse((textEnded - started) * 1e-9, 0, null));
    OutputAudio output = new OutputAudio(sampleRate, request.pauseSeconds());
    List<float[]> spoken = new ArrayList<>();
    int codes = 0;
    double firstAudio = 0;
    for (int i = 0; i < sentences.size(); i++) {
      // One task per sentence: requests of several threads take turns between sentences.
      Sentence sentence = sentences.get(i);
      int index = i;
      Callable<Part> work =
          () -> speakSentence(request, sentence, index, sentences.size(), progress);
      Part part = device.call(work);
      if (i == 0) {
        firstAudio = (System.nanoTime() - started) * 1e-9;
      }
      part.stages.forEach((stage, use) -> stages.merge(stage, use, StageUse::plus));
      codes += part.codes;
      spoken.add(part.samples);
    }
    Speech speech = new Speech(output.join(spoken), new Timings(stages, codes, firstAudio));
    event.commit(sentences.size(), speech);
    return speech;
  }

  private record Part(float[] samples, int codes, Map<Stage, StageUse> stages) {}

  private Part speakSentence(
      SpeechRequest request, Sentence sentence, int index, int count, Progress progress) {
    int most =
        (int)
            Math.clamp(
                Math.ceil(request.maxSeconds() * CODES_PER_SECOND),
                1,
                SemanticGenerator.mostCodes(networks.text2Semantic.config()));
    networks.makeRoom(sentence, most, request.speed());
    StageClock clock = new StageClock(networks.backend, networks.meter, progress, index + 1);
    Prompt prompt = new Prompt(sentence.ids(), null, new int[0], index);
    Generated generated =
        networks
            .generator
            .generate(
                List.of(prompt),
                request.sampling(),
                request.seed(),
                most,
                codes -> {
                  clock.end(Stage.PREFILL);
                  progress.update(Stage.DECODE, index + 1, count, codes);
                })
            .getFirst();
    clock.end(Stage.DECODE);
    int codes = generated.codes().length;
    progress.update(Stage.PRIOR, index + 1, count, codes);
    DecodeInput input =
        new DecodeInput(
            generated.codes(), sentence.ids(), request.voice().speaker(), request.speed(), null);
    float[] noise =
        RandomStream.normal(
            request.seed(), index, networks.sovits.config().inter() * input.frames());
    float[] samples = networks.sovits.decode(input, noise, () -> clock.end(Stage.PRIOR)).samples();
    clock.end(Stage.GENERATOR);
    return new Part(samples, codes, clock.uses());
  }

  /** Waits for requests in work and frees the device. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      device.call(
          () -> {
            networks.close();
            return null;
          });
      device.close();
    }
  }
}

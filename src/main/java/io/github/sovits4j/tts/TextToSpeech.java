package io.github.sovits4j.tts;

import static java.util.Objects.requireNonNull;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.PipelineListener;
import io.github.sovits4j.pipeline.SlotUse;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.SpokenPart;
import io.github.sovits4j.pipeline.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A loaded GPT-SoVITS model on a device.
 *
 * {@snippet class="io.github.sovits4j.tts.ApiSnippet" region="speak"}
 *
 * <p>Any number of threads may use one instance; their sentences share the device, and the same
 * request gives the same samples whatever else is going on. A voice is its recordings' timbre and,
 * where the words of one are given ({@link VoiceSource#withTranscript}), also its manner: speech
 * goes on from them.
 *
 * <p>A thread that is interrupted while it waits for a voice or for speech gets a {@link
 * java.util.concurrent.CancellationException} and stays interrupted; its request is left, and the
 * model can be used on. A {@link CancellationToken} does the same from another thread.
 */
public final class TextToSpeech implements AutoCloseable {

  /**
   * The fastest backend that can run here; never {@code reference}, which is for checking. Where
   * none can, opening fails with a {@link DeviceException} that tells what is missing.
   */
  public static final String AUTO = Backends.AUTO;

  private static final double SECONDS_PER_CODE = 0.04;

  private final Pipeline pipeline;

  private TextToSpeech(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Loads a model in 32 bits on the fastest backend that runs here.
   *
   * @param modelFolder made by {@code sovits convert} or {@code sovits synthesize-weights}
   * @throws SovitsException as {@link Builder#open} does
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
    return new Builder(requireNonNull(modelFolder, "modelFolder"));
  }

  /** The backends that were found, fastest first, and what those lack that cannot run here. */
  public static List<BackendInfo> backends() {
    return Backends.providers().stream()
        .map(provider -> new BackendInfo(provider.name(), provider.missing()))
        .toList();
  }

  /** What a model is loaded with. */
  public static final class Builder {
    private final Path modelFolder;
    private String backend = AUTO;
    private Precision precision; // null: as the backend prefers
    private boolean profiling;
    private int sentencesAtOnce; // 0: as the pipeline has it
    private Path encoders; // null: those in or beside the model's folder

    private Builder(Path modelFolder) {
      this.modelFolder = modelFolder;
    }

    /** A backend's name, or {@link #AUTO} (default). */
    public Builder backend(String name) {
      backend = requireNonNull(name, "name");
      return this;
    }

    /**
     * How the transformer's matrices and caches are stored (default: as the backend prefers, which
     * is 16 bits on {@code simd} and 32 on the others).
     */
    public Builder precision(Precision chosen) {
      precision = requireNonNull(chosen, "precision");
      return this;
    }

    /**
     * A folder of encoders (default: {@code encoders} in the model's folder, or beside it). Each is
     * read when it is first needed: for a recording's transcript, for Chinese text, for voices of
     * the Pro versions.
     */
    public Builder encoders(Path folder) {
      encoders = requireNonNull(folder, "folder");
      return this;
    }

    /** Whether the device tells when it computes (default: no); the price is an event a launch. */
    public Builder profiling(boolean wanted) {
      profiling = wanted;
      return this;
    }

    /**
     * How many sentences, of one request or of several, the transformer may work on at once
     * (default 8). More make more speech a second and take more memory; where there is too little,
     * fewer are worked on. What is spoken does not depend on it.
     *
     * @param most 1 … 16; in force is the power of two below
     */
    public Builder sentencesAtOnce(int most) {
      if (most < 1 || most > Pipeline.MOST_AT_ONCE) {
        throw new RequestException(
            "sentences at once: expected 1 … " + Pipeline.MOST_AT_ONCE + ", got " + most + ".",
            null);
      }
      sentencesAtOnce = most;
      return this;
    }

    /**
     * Loads the model.
     *
     * @throws ModelException when the folder or a weight in it is not as it should be
     * @throws DeviceException when there is no such backend, or it cannot run here
     * @throws MemoryException when the model does not fit
     */
    public TextToSpeech open() {
      BackendOptions options = BackendOptions.DEFAULT.withProfiling(profiling);
      Pipeline pipeline =
          SovitsException.translating(
              ModelException::new,
              () ->
                  Pipeline.open(
                      modelFolder,
                      encoders,
                      () -> Backends.open(backend, options),
                      precision == null ? null : precision.stored()));
      if (sentencesAtOnce > 0) {
        pipeline.sentencesAtOnce(sentencesAtOnce);
      }
      return new TextToSpeech(pipeline);
    }
  }

  /**
   * Whether a voice needs the words of its recording: so it is with v3 and v4, which go on from
   * both.
   */
  public boolean needsTranscript() {
    return pipeline.version().isDiffusion();
  }

  /** Version of the model, under upstream's name: {@code v1}, {@code v2}, {@code v2Pro} … */
  public String version() {
    return pipeline.version().label();
  }

  /** Samples per second of the speech. */
  public int sampleRate() {
    return pipeline.sampleRate();
  }

  /** What the model and its last requests hold of the device. */
  public MemoryUse memory() {
    DeviceMemory memory = pipeline.memory();
    return new MemoryUse(memory.used(), memory.peak(), memory.capacity());
  }

  /** What the device is at; does not wait for it. */
  public DeviceLoad load() {
    SlotUse use = pipeline.slotUse();
    return new DeviceLoad(
        use.slots(), use.taken(), use.waiting(), pipeline.busySeconds(), pipeline.busyShare());
  }

  /** The backend and its device, in one line. */
  public String device() {
    return pipeline.device();
  }

  /**
   * Makes a voice of a WAV file.
   *
   * @param wav a recording of up to 60 seconds; 3 to 10 of clean speech are best
   * @throws RequestException when the file is no usable recording
   */
  public Voice voice(Path wav) {
    return voice(List.of(VoiceSource.of(wav)));
  }

  /**
   * Makes a voice of recordings of one speaker: their mean. The first that has a transcript is the
   * voice's prompt, in whose manner it speaks.
   *
   * @param sources at least one
   * @throws RequestException when a recording is not usable, or lacks what the model's version
   *     needs
   */
  public Voice voice(List<VoiceSource> sources) {
    requireNonNull(sources, "sources");
    return SovitsException.translating(
        RequestException::new,
        () ->
            new Voice(pipeline.voice(sources.stream().map(VoiceSource::reference).toList()), this));
  }

  /**
   * Reads a voice that {@link Voice#save} wrote.
   *
   * @throws RequestException when it is damaged, or another model made it
   */
  public Voice loadVoice(Path folder) {
    requireNonNull(folder, "folder");
    return SovitsException.translating(
        RequestException::new, () -> new Voice(pipeline.load(folder), this));
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Speaks; blocks until the speech is ready. */
  public Speech speak(SpeechRequest request) {
    return speak(request, Progress.NONE);
  }

  /** Speaks; blocks until the speech is ready, and tells how far it is. */
  public Speech speak(SpeechRequest request, Progress progress) {
    return speak(request, progress, new CancellationToken());
  }

  /**
   * Speaks; blocks until the speech is ready.
   *
   * @param progress is told how far it is
   * @param token cancels it
   * @throws RequestException when the text has nothing to say, its language is not supported, or
   *     the voice is another model's
   * @throws MemoryException when a sentence does not fit
   * @throws java.util.concurrent.CancellationException when the token was cancelled or the thread
   *     interrupted
   */
  public Speech speak(SpeechRequest request, Progress progress, CancellationToken token) {
    return speak(request, requireNonNull(progress, "progress"), token, part -> {});
  }

  /**
   * Speaks, and hands every sentence over as soon as it is there, or every {@linkplain
   * SpeechRequest.Builder#chunks chunk} of one: the first long before the last is begun. Blocks
   * until the whole speech is ready, which is also returned.
   *
   * @param sink takes the parts, in order and on this thread
   * @param token cancels it; what was handed over stays so
   * @throws SovitsException as {@link #speak} does
   * @throws java.util.concurrent.CancellationException when the token was cancelled or the thread
   *     interrupted
   */
  public Speech stream(SpeechRequest request, SpeechSink sink, CancellationToken token) {
    requireNonNull(sink, "sink");
    return speak(request, Progress.NONE, token, new Parts(sink));
  }

  /**
   * Speech for reactive code: every subscriber has it spoken for itself, from its first demand on
   * and on a virtual thread. Without demand nothing is handed over, and the device leaves the
   * request after some sentences; cancelling ends its work. What {@link #stream} would throw is
   * told to {@code onError}.
   *
   * @param request what each of them hears
   */
  public Flow.Publisher<SpeechPart> publisher(SpeechRequest request) {
    requireNonNull(request, "request");
    return subscriber ->
        requireNonNull(subscriber, "subscriber")
            .onSubscribe(new SpeechSubscription(this, request, subscriber));
  }

  /** Knows where the parts of a speech lie in it. */
  private static final class Parts implements Consumer<SpokenPart> {
    private final SpeechSink sink;
    private long at; // samples
    private long sentence; // where the one begins that is being heard
    private boolean within; // more of it follows

    Parts(SpeechSink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(SpokenPart part) {
      sentence = within ? sentence : at + part.silence().before();
      within = part.sentence() == null;
      SpeechPart next = new SpeechPart(part, at, sentence);
      at += part.audio().frames();
      sink.accept(next);
    }
  }

  private Speech speak(
      SpeechRequest request,
      Progress progress,
      CancellationToken token,
      Consumer<SpokenPart> sink) {
    requireNonNull(token, "token");
    if (requireNonNull(request, "request").voice().owner() != this) {
      throw new RequestException(
          "this voice was made by another model; make it with this one.", null);
    }
    Spoken spoken =
        SovitsException.translating(
            RequestException::new,
            () ->
                pipeline.speak(request.utterance(), listening(progress), token::isCancelled, sink));
    return new Speech(spoken);
  }

  private static PipelineListener listening(Progress progress) {
    return new PipelineListener() {
      @Override
      public void update(Stage stage, int sentence, int sentences, int codes) {
        progress.update(
            new Progress.State(
                stage == Stage.DECODE ? Progress.Activity.COMPOSING : Progress.Activity.VOICING,
                sentence,
                sentences,
                codes * SECONDS_PER_CODE));
      }
    };
  }

  /**
   * Waits for requests in work and frees the device. An interrupt cancels them, so that the wait is
   * short; the device is freed all the same, and the thread stays interrupted. May be called again.
   */
  @Override
  public void close() {
    pipeline.close();
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.OutputAudio;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.t2s.TextAttention;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.StoredVoice;
import io.github.sovits4j.weights.VoiceFolder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A loaded model on its device thread: recordings to voices, utterances to sound. Any number of
 * threads may use one; their sentences share S1 and take turns in S2.
 */
public final class Pipeline implements AutoCloseable {

  /** Semantic codes of a second of speech. */
  static final double CODES_PER_SECOND = 25;

  /** Most sentences that S1 can work on at once. */
  public static final int MOST_AT_ONCE = 16;

  /** Sentences whose text features are read together: one batch, and little before the first. */
  private static final int READ_AHEAD = 8;

  private final DeviceThread device = new DeviceThread();
  private final ModelVersion version;
  private final int sampleRate;
  private final TextFrontend frontend;
  private final TextReader texts;
  private final String fingerprint;
  private Networks networks; // made, used and closed on the device thread
  private volatile SentenceScheduler scheduler; // of it

  private Pipeline(
      Path modelFolder, Path encoders, Supplier<Backend> opener, StoragePolicy precision) {
    EncoderFolder folder =
        encoders == null
            ? EncoderFolder.beside(modelFolder).orElse(null)
            : EncoderFolder.of(encoders);
    try (ModelFolder model = ModelFolder.open(modelFolder)) {
      version = model.version();
      sampleRate = model.sampleRate();
      frontend = TextFrontend.of(version == ModelVersion.V1 ? SymbolSet.V1 : SymbolSet.V2);
      boolean asks =
          version != ModelVersion.V1 && folder != null && folder.has(EncoderKind.POLYPHONES);
      texts = new TextReader(frontend, device, asks ? () -> networks : null);
      fingerprint = model.description().sovits().orElseThrow().data().sha256();
      load(model, folder, opener, precision);
    }
  }

  /**
   * Also when the caller is interrupted, the folder stays open until the device is done with it.
   */
  private void load(
      ModelFolder model,
      EncoderFolder encoders,
      Supplier<Backend> opener,
      StoragePolicy precision) {
    Cancellation cancellation = device.cancellation(Pipeline::never);
    try {
      device.call(
          cancellation,
          () -> {
            networks = new Networks(model, encoders, opener, precision, cancellation);
            scheduler = new SentenceScheduler(networks);
            device.inPieces(scheduler::step);
            return networks;
          });
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Loads a model and, when they are wanted, the encoders in or beside its folder.
   *
   * @param modelFolder a model folder
   * @param opener called once, on the thread that will use the backend; what it returns is closed
   *     with the pipeline
   * @param precision how the transformer is stored; null: as the backend prefers
   * @throws UserException when the folder or a weight in it is not as it should be
   * @throws io.github.sovits4j.DeviceUnavailableException when there is no such backend
   * @throws io.github.sovits4j.ops.DeviceMemoryException when the model does not fit
   * @throws CancellationException when the thread is interrupted, which it stays
   */
  public static Pipeline open(Path modelFolder, Supplier<Backend> opener, StoragePolicy precision) {
    return open(modelFolder, null, opener, precision);
  }

  /**
   * As above with a folder of encoders.
   *
   * @param encoders null: those in or beside the model's folder, if there are any
   */
  public static Pipeline open(
      Path modelFolder, Path encoders, Supplier<Backend> opener, StoragePolicy precision) {
    try {
      return new Pipeline(modelFolder, encoders, opener, precision);
    } catch (UserException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        CancellationException cancelled =
            new CancellationException("interrupted while the model was read");
        cancelled.initCause(e);
        throw cancelled;
      }
      throw e;
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

  /**
   * Sets how many sentences S1 works on at once, from now on; to begin with {@value Composer#MOST}.
   * Fewer where the device has no room for so many.
   *
   * @param most 1 … {@value #MOST_AT_ONCE}; in force is the power of two below
   */
  public void sentencesAtOnce(int most) {
    device.call(
        device.cancellation(Pipeline::never),
        () -> {
          scheduler.most(Integer.highestOneBit(most));
          return most;
        });
  }

  /** What the model and its last utterances hold of the device. */
  public DeviceMemory memory() {
    return device.call(device.cancellation(Pipeline::never), () -> networks.backend().memory());
  }

  /** What S1 is at; does not wait for the device. */
  public SlotUse slotUse() {
    return scheduler.use();
  }

  /** Seconds in which the device was at work for somebody, or was waited for. */
  public double busySeconds() {
    return device.busy().seconds();
  }

  /** Share of the last half minute in which it was; 0 to 1. */
  public double busyShare() {
    return device.busy().share();
  }

  /** The backend and its device, in one line. */
  public String device() {
    return device.call(
        device.cancellation(Pipeline::never),
        () -> networks.backend().name() + " on " + networks.backend().device());
  }

  /** What a voice is bound to: the hash of the second stage, which made its speaker vector. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Makes a voice of recordings: their mean; the first that has a transcript is its prompt.
   *
   * @param recordings at least one
   * @throws UserException when a recording is not usable, or an encoder that it needs is missing
   */
  public VoiceData voice(List<ReferenceAudio> recordings) {
    return new VoiceMaker(version, texts).make(recordings, device, () -> networks);
  }

  /**
   * Writes a voice to a folder.
   *
   * @param replace whether a voice that is there already may be replaced
   * @throws UserException when there is one already, or the folder cannot be written
   */
  public void save(VoiceData voice, Path folder, boolean replace) {
    VoicePrompt prompt = voice.prompt();
    VoiceFolder.write(
        folder,
        new StoredVoice(
            version,
            fingerprint,
            voice.speaker(),
            prompt == null
                ? null
                : new StoredVoice.Prompt(
                    prompt.transcript(),
                    prompt.language(),
                    prompt.codes(),
                    prompt.phones(),
                    prompt.features(),
                    stored(prompt.mel()))),
        replace);
  }

  /**
   * Reads a voice that {@link #save} wrote.
   *
   * @throws UserException when it is damaged, or another model made it
   */
  public VoiceData load(Path folder) {
    StoredVoice stored = VoiceFolder.readFor(folder, version, fingerprint);
    StoredVoice.Prompt prompt = stored.prompt();
    return new VoiceData(
        stored.speaker(),
        prompt == null
            ? null
            : new VoicePrompt(
                prompt.codes(),
                prompt.phones(),
                prompt.features(),
                prompt.text(),
                prompt.language(),
                prompt.mel() == null
                    ? null
                    : new MelPrompt(
                        prompt.mel().features(), prompt.mel().frames(), prompt.mel().count())),
        List.of());
  }

  private static StoredVoice.Mel stored(MelPrompt mel) {
    return mel == null ? null : new StoredVoice.Mel(mel.mel(), mel.features(), mel.frames());
  }

  /** Speaks; blocks until the speech is there. */
  public Spoken speak(Utterance utterance) {
    return speak(utterance, PipelineListener.NONE, Pipeline::never);
  }

  /** As below; nobody takes the sound as it is made. */
  public Spoken speak(Utterance utterance, PipelineListener listener, BooleanSupplier cancelled) {
    return speak(utterance, listener, cancelled, part -> {});
  }

  /**
   * Speaks; blocks until the speech is there.
   *
   * @param listener is told how far it is
   * @param cancelled whether it is no longer wanted; asked often, by this thread and the device's
   * @param sink takes every sentence, or chunk of one, when it is there, in order and on this
   *     thread. While it does not return, some more sentences are made, and then no more. What it
   *     throws ends the request
   * @throws UserException when the text has nothing to say or its language is not supported
   * @throws CancellationException when it is no longer wanted, or this thread was interrupted,
   *     which stays so
   */
  public Spoken speak(
      Utterance utterance,
      PipelineListener listener,
      BooleanSupplier cancelled,
      Consumer<SpokenPart> sink) {
    VoicePrompt from = utterance.voice().prompt();
    if (version.isDiffusion() && (from == null || from.mel() == null)) {
      throw new UserException(VoiceMaker.needsWords(version));
    }
    UtteranceEvent event = new UtteranceEvent();
    event.begin();
    long started = System.nanoTime();
    Cancellation cancellation = device.cancellation(cancelled);
    OutputAudio output = new OutputAudio(sampleRate, utterance.pauseSeconds());
    TextInWork text = texts.begin(utterance, cancellation);
    Talk talk = new Talk(utterance, listener, cancellation);
    List<OutputAudio.Silence> silences = new ArrayList<>();
    List<SpokenSentence> spoken = new ArrayList<>();
    UnspokenCharacters unspoken = null; // looked for when all is read
    double firstAudio = 0;
    int begun = -1; // the sentence that the last part was of
    double read = (System.nanoTime() - started) * 1e-9; // seconds for text, its features included
    try {
      for (int given = 0; !text.isRead() || spoken.size() < text.size(); ) {
        // The first alone, for it is waited for; the others while the device is at it.
        while ((!text.isRead() || given < text.size()) && given <= spoken.size() + READ_AHEAD) {
          int wanted = given == 0 ? 1 : given + READ_AHEAD;
          readUntil(wanted, text, listener);
          int end = Math.min(wanted, text.size());
          read += give(talk, text, given, end);
          given = end;
        }
        if (text.isRead() && unspoken == null) {
          unspoken = unspoken(utterance);
        }
        int index = spoken.size();
        Talk.Piece piece = device.await(talk.take(), cancellation);
        firstAudio = firstAudio == 0 ? (System.nanoTime() - started) * 1e-9 : firstAudio;
        Sentence sentence = text.sentence(index);
        OutputAudio.Silence around = output.silence(sentence.silenceBefore(), sentence.silence());
        SpokenSentence whole = piece.sentence();
        if (whole != null) {
          whole = timed(whole, sentence, talk.attention(index));
          spoken.add(whole);
          silences.add(around);
        }
        OutputAudio.Silence silence =
            new OutputAudio.Silence(
                begun == index ? 0 : around.before(), whole == null ? 0 : around.after());
        begun = index;
        sink.accept(
            new SpokenPart(
                output.join(List.of(piece.samples()), List.of(silence)),
                sentence.text(),
                silence,
                whole));
      }
    } finally {
      cancellation.cancel(); // where it ended early, what is left is not wanted
    }
    Spoken result =
        new Spoken(
            output.join(spoken.stream().map(SpokenSentence::samples).toList(), silences),
            spoken,
            unspoken,
            silences,
            read + text.seconds(),
            firstAudio);
    event.commit(result);
    return result;
  }

  /**
   * Adds when its words are spoken.
   *
   * @param attention null: nobody asked for it
   */
  private SpokenSentence timed(SpokenSentence made, Sentence sentence, TextAttention attention) {
    return attention == null
        ? made
        : made.timed(WordTimes.of(sentence, attention.starts(), made.samples(), sampleRate));
  }

  /** Reads on until so many sentences are there, or all. */
  private static void readUntil(int wanted, TextInWork text, PipelineListener listener) {
    if (text.size() < wanted && !text.isRead()) {
      long start = System.nanoTime();
      text.readUntil(wanted);
      listener.finished(Stage.TEXT, 0, start, System.nanoTime());
    }
  }

  private UnspokenCharacters unspoken(Utterance utterance) {
    return frontend.unspoken(utterance.text(), utterance.language().code(), utterance.lexicon());
  }

  /**
   * Gives some sentences to the device thread, which then speaks them by and by.
   *
   * @return seconds for their text features
   */
  private double give(Talk talk, TextInWork text, int from, int to) {
    if (from == to) { // what was read last has nothing to say
      return 0;
    }
    List<Sentence> sentences = text.sentences(from, to);
    int expected = text.expected();
    return device.call(
        talk.cancellation(),
        () -> {
          talk.expect(expected);
          long start = System.nanoTime();
          List<float[]> features = networks.features().of(sentences);
          long end = System.nanoTime();
          List<SentenceWork> works = new ArrayList<>();
          for (int i = from; i < to; i++) {
            works.add(
                new SentenceWork(
                    talk,
                    sentences.get(i - from),
                    features.get(i - from),
                    i,
                    networks.mostCodes()));
          }
          works.forEach(work -> networks.generator().check(work.item().prompt()));
          scheduler.add(talk, works);
          device.wake();
          return (end - start) * 1e-9;
        });
  }

  private static boolean never() {
    return false;
  }

  /**
   * Waits for utterances in work and frees the device. An interrupt ends the utterances in work, so
   * that the wait is short; the device is freed all the same, and the thread stays interrupted. May
   * be called again.
   *
   * @throws IllegalStateException on the device thread, in a callback
   */
  @Override
  public void close() {
    device.close(
        () -> {
          if (networks != null) {
            networks.close();
          }
        });
  }
}

package io.github.sovits4j.tts;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.SpokenSentence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was spoken. */
public final class Speech {

  private static final WavWriter WRITER = new WavWriter(SampleFormat.PCM_16);

  private final Spoken spoken;
  private final List<SentenceReport> sentences = new ArrayList<>();

  Speech(Spoken spoken) {
    this.spoken = spoken;
    int at = 0;
    for (int i = 0; i < spoken.sentences().size(); i++) {
      SpokenSentence sentence = spoken.sentences().get(i);
      at += spoken.silences().get(i).before();
      int end = at + sentence.samples().length;
      sentences.add(
          new SentenceReport(sentence, (double) at / sampleRate(), (double) end / sampleRate()));
      at = end + spoken.silences().get(i).after();
    }
  }

  /** The samples, one channel, in [-1, 1]; a copy. */
  public float[] samples() {
    return spoken.audio().channel(0).clone();
  }

  /** Samples per second. */
  public int sampleRate() {
    return spoken.audio().sampleRate();
  }

  /** How long it is, pauses included. */
  public double seconds() {
    return spoken.audio().seconds();
  }

  /** The sentences in their order, and where each lies. */
  public List<SentenceReport> sentences() {
    return List.copyOf(sentences);
  }

  /** The characters of the text that are not in the speech. */
  public Unspoken unspoken() {
    return new Unspoken(spoken.unspoken());
  }

  /** How many semantic codes all sentences took. */
  public int codes() {
    return spoken.codes();
  }

  /** Where the time went. */
  public Timings timings() {
    return new Timings(spoken);
  }

  /** Seconds of processing per second of audio; below 1 is faster than real time. */
  public double realTimeFactor() {
    return spoken.realTimeFactor();
  }

  /**
   * Writes a WAV file of 16-bit PCM. The file is complete or not there at all.
   *
   * @throws OutputException when it cannot be written
   */
  public void writeWav(Path file) {
    SovitsException.translating(
        OutputException::new,
        () -> {
          WRITER.write(spoken.audio(), file);
          return null;
        });
  }

  /**
   * Writes a WAV of 16-bit PCM; neither flushes nor closes the stream.
   *
   * @throws OutputException when the speech does not fit in a WAV (4 GiB)
   * @throws IOException as the stream throws it
   */
  public void writeWav(OutputStream out) throws IOException {
    try {
      WRITER.write(spoken.audio(), out);
    } catch (io.github.sovits4j.UserException e) {
      throw new OutputException(e.getMessage(), e);
    }
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.TextFrontend;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Texts to sentences of phones, on the caller's thread. Where a network tells readings apart, a
 * text is read twice: once to find the sentences that it must be asked about, which takes
 * milliseconds, and again with its answers; between, the device's thread is asked once, however
 * long the text is.
 */
final class TextReader {

  private final TextFrontend frontend;
  private final DeviceThread device;
  private final Supplier<Networks> networks; // null: dictionaries decide alone

  /**
   * @param networks asked on the device's thread for readings; null where there is no network for
   *     them
   */
  TextReader(TextFrontend frontend, DeviceThread device, Supplier<Networks> networks) {
    this.frontend = frontend;
    this.device = device;
    this.networks = networks;
  }

  /** The text of an utterance, cut into sentences. */
  List<Sentence> sentences(Utterance utterance, Cancellation cancellation) {
    return read(
        with ->
            with.analyse(
                utterance.text(),
                utterance.language().code(),
                utterance.cut(),
                utterance.lexicon()),
        cancellation);
  }

  /** The transcript of a recording. */
  Sentence reference(ReferenceAudio recording, Cancellation cancellation) {
    return read(
        with -> with.reference(recording.transcript(), recording.language().code()), cancellation);
  }

  private <T> T read(Function<TextFrontend, T> reading, Cancellation cancellation) {
    if (networks == null) {
      return reading.apply(frontend);
    }
    Set<String> asked = new LinkedHashSet<>();
    T byDictionary =
        reading.apply(
            frontend.with(
                sentence -> {
                  asked.add(sentence);
                  return null;
                }));
    if (asked.isEmpty()) {
      return byDictionary;
    }
    Map<String, List<String>> readings =
        device.call(cancellation, () -> networks.get().encoders().readings(asked));
    return reading.apply(frontend.with(readings::get));
  }
}

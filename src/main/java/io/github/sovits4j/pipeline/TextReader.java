package io.github.sovits4j.pipeline;

import io.github.sovits4j.text.CutText;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SentenceReadings;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UnspokenCharacters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Texts to sentences of phones, on the caller's thread, as far as they are wanted. Where a network
 * tells readings apart, what is read is read twice: once to find the sentences that it must be
 * asked about, which takes milliseconds, and again with its answers; between, the device's thread
 * is asked once, for all pieces that are read then.
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

  /** The text of an utterance, cut and not read yet. */
  TextInWork begin(Utterance utterance, Cancellation cancellation) {
    CutText text =
        frontend.cut(
            utterance.text(), utterance.language().code(), utterance.cut(), utterance.lexicon());
    WorkTime time = new WorkTime();
    TextInWork.Reader reader =
        (from, to) ->
            read(
                with -> IntStream.range(from, to).mapToObj(p -> with.read(text, p)).toList(),
                cancellation,
                time);
    return new TextInWork(text, reader, time);
  }

  /** The transcript of a recording. */
  Sentence reference(ReferenceAudio recording, Cancellation cancellation) {
    return read(
        with -> with.reference(recording.transcript(), recording.language().code()),
        cancellation,
        new WorkTime());
  }

  /** What of a recording's transcript its language cannot read. */
  UnspokenCharacters unread(ReferenceAudio recording) {
    return frontend.unspoken(recording.transcript(), recording.language().code());
  }

  /**
   * @param time gets what it takes, without waiting for the device's thread
   */
  private <T> T read(Function<TextFrontend, T> reading, Cancellation cancellation, WorkTime time) {
    if (networks == null) {
      return time.of(() -> reading.apply(frontend));
    }
    Set<String> asked = new LinkedHashSet<>();
    SentenceReadings asking =
        sentence -> {
          asked.add(sentence);
          return null;
        };
    T byDictionary = time.of(() -> reading.apply(frontend.with(asking)));
    if (asked.isEmpty()) {
      return byDictionary;
    }
    Map<String, List<String>> readings =
        device.call(cancellation, () -> time.of(() -> networks.get().encoders().readings(asked)));
    return time.of(() -> reading.apply(frontend.with(readings::get)));
  }
}

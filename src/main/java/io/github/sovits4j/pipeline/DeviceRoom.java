package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.t2s.BatchSlots;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.DeviceMemoryException;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Room on the device for sentences. How long they get is known when S1 has spoken: before, it is
 * made sure that the longest would fit if nothing else were there, and room is made for S1 alone;
 * after, for what S2 really has to do. So nothing is given back for a length that does not come,
 * and graphs that are there are used again however little room there is beside them. What is kept
 * for the next voice goes first.
 */
final class DeviceRoom {

  private final Networks networks;

  DeviceRoom(Networks networks) {
    this.networks = networks;
  }

  /** Rows of the longest prompt. */
  static int rows(List<SentenceWork> works) {
    return most(works, SentenceWork::rows);
  }

  /** Most codes that one may get. */
  static int codes(List<SentenceWork> works) {
    return most(works, SentenceWork::maxCodes);
  }

  private static int most(List<SentenceWork> works, ToIntFunction<SentenceWork> number) {
    return works.stream().mapToInt(number).max().orElseThrow();
  }

  /**
   * Whether so many sentences at once, and beside them the longest of S2, would fit if nothing else
   * were captured.
   *
   * @param count slots of S1
   * @param works the sentences that are to be in them
   */
  boolean holds(int count, List<SentenceWork> works) {
    return bytesOfCodes(count, works) + networks.secondStage().bytesOf(longest(works)) <= room();
  }

  /**
   * Makes room for S1, giving graphs of S2 back where need be, and the text encoder where that is
   * not enough. Nobody is in a slot.
   *
   * @param count 1, or as many as it {@linkplain #holds holds}
   * @throws DeviceMemoryException when so long a sentence would not fit even with nothing else
   *     captured; nothing is allocated, and nothing of S1 and S2 given back then
   */
  void makeForCodes(int count, List<SentenceWork> works) {
    long needed = needed(count, works);
    forVoices().yieldTo(() -> needed);
    if (needed <= free()) {
      return; // as most sentences do
    }
    DecodeInput longest = longest(works);
    if (!holds(count, works)) {
      networks.encoders().forget();
      // S1 and S2 work in turns: where both do not fit, each makes room for the other.
      long most = Math.max(bytesOfCodes(count, works), networks.secondStage().bytesOf(longest));
      if (most > room()) {
        throw doesNotFit(most(works, SentenceWork::phones), codes(works), most);
      }
    }
    if (!hasForCodes(count, works)) {
      networks.generator().forgetBut(count);
    }
    if (!hasForCodes(count, works)) {
      networks.secondStage().forget();
    }
    if (!hasForCodes(count, works)) {
      networks.generator().forget();
    }
  }

  /** Whether S1, and then the longest of S2, find room without anything being given back. */
  boolean hasForAll(int count, List<SentenceWork> works) {
    return needed(count, works) <= free();
  }

  private long needed(int count, List<SentenceWork> works) {
    return codesNeeded(count, works) + networks.secondStage().bytesNeeded(longest(works));
  }

  private long codesNeeded(int count, List<SentenceWork> works) {
    return networks.generator().bytesNeeded(count, rows(works), codes(works));
  }

  private long bytesOfCodes(int count, List<SentenceWork> works) {
    return networks.generator().bytesOf(count, rows(works), codes(works));
  }

  /** All that the sentences could want of S2, in one. */
  private DecodeInput longest(List<SentenceWork> works) {
    return new DecodeInput(
        new int[codes(works)],
        new int[most(works, SentenceWork::phones)],
        new float[networks.secondStage().speakerSize()],
        works.stream().mapToDouble(work -> work.talk().utterance().speed()).min().orElseThrow(),
        null,
        new DecodeInput.Diffusion(
            null, most(works, work -> work.talk().utterance().sampleSteps())));
  }

  /**
   * Makes room for other slots beside those that S1 is at work in.
   *
   * @param count how many others
   * @param works the sentences that are to be in them
   * @return false where there is too little, or would be for S2 afterwards
   */
  boolean makeForMove(int count, List<SentenceWork> works) {
    if (!holds(count, works)) {
      return false;
    }
    forVoices().yieldTo(() -> codesNeeded(count, works));
    if (!hasForCodes(count, works)) {
      networks.generator().forgetBut(count); // and those that it is at work in
    }
    if (!hasForCodes(count, works)) {
      networks.secondStage().forget();
    }
    return hasForCodes(count, works);
  }

  /** Whether nothing must be given back for so many slots. */
  boolean hasForCodes(int count, List<SentenceWork> works) {
    return hasForCodes(count, works, 0);
  }

  /**
   * Whether nothing must be given back for so many slots.
   *
   * @param beside bytes that something else will take
   */
  boolean hasForCodes(int count, List<SentenceWork> works, long beside) {
    return codesNeeded(count, works) + beside <= free();
  }

  /** Makes room for a prompt that is to be read while others are in slots. */
  void makeForPrompt(BatchSlots slots, SentenceWork work) {
    forVoices().yieldTo(() -> codesNeeded(slots.count(), List.of(work)));
    if (!hasForCodes(slots.count(), List.of(work))) {
      networks.generator().forgetBut(slots.count());
    }
    if (!hasForCodes(slots.count(), List.of(work))) {
      networks.secondStage().forget();
    }
  }

  /**
   * Makes room for S2, giving its graphs of other shapes back where need be, then those of S1 that
   * nobody is in, then the text encoder.
   *
   * @param needed what it will take
   * @param idle whether nobody is in a slot of S1
   * @return false where it must wait until nobody is
   * @throws DeviceMemoryException when it does not fit even so
   */
  boolean makeForSound(DecodeInput input, LongSupplier needed, boolean idle) {
    forVoices().yieldTo(needed);
    if (needed.getAsLong() <= free()) {
      return true;
    }
    networks.secondStage().forget();
    long bytes = needed.getAsLong();
    if (bytes > free()) {
      networks.generator().forget();
    }
    if (bytes > free() && !idle) {
      return false;
    }
    if (bytes > free()) {
      networks.encoders().forget();
    }
    if (bytes > free()) {
      throw doesNotFit(input.phones().length, input.codes().length, bytes);
    }
    return true;
  }

  /** Makes room for what is held for a moment only, as far as that goes. */
  void makeFor(long bytes) {
    forVoices().yieldTo(() -> bytes);
    if (bytes > free()) {
      networks.secondStage().forget();
    }
    if (bytes > free()) {
      networks.encoders().forget();
    }
  }

  private VoiceEncoders forVoices() {
    return networks.encoders().forVoices();
  }

  private long free() {
    return networks.backend().memory().free();
  }

  /** What is free when neither S1 nor S2 holds graphs, and nothing is kept for the next voice. */
  private long room() {
    return free()
        + networks.generator().bytesHeld()
        + networks.secondStage().bytesHeld()
        + forVoices().bytesHeld();
  }

  private DeviceMemoryException doesNotFit(int phones, int codes, long needed) {
    DeviceMemory memory = networks.backend().memory();
    return new DeviceMemoryException(
        String.format(
            Locale.ROOT,
            "a sentence of %d phones and up to %.0f s needs %.0f MB on %s; %.0f of its %.0f MB"
                + " are free. Cut the text into shorter sentences, allow fewer seconds, or"
                + " store the transformer in fewer bits (precision f16).",
            phones,
            codes / Pipeline.CODES_PER_SECOND,
            needed / 1e6,
            networks.backend().name(),
            room() / 1e6,
            memory.capacity() / 1e6));
  }
}

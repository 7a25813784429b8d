package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.text.Sentence;
import java.util.Locale;

/**
 * Room on the device for a sentence. How long it gets is known when S1 has spoken: before, it is
 * made sure that the longest would fit if nothing else were there, and room is made for S1 alone;
 * after, for what S2 really has to do. So nothing is given back for a length that does not come,
 * and graphs that are there are used again however little room there is beside them.
 */
final class DeviceRoom {

  private final Networks networks;

  DeviceRoom(Networks networks) {
    this.networks = networks;
  }

  /**
   * Makes room for S1, giving graphs of S2 back where need be, and the text encoder where that is
   * not enough: the text features of all sentences are there by now.
   *
   * @param prompt rows of S1 before those of the sentence and of its codes
   * @param most codes that may be generated
   * @throws DeviceMemoryException when so long a sentence would not fit even with nothing captured;
   *     nothing is allocated, and nothing of S1 and S2 given back then
   */
  void makeForCodes(Sentence sentence, int prompt, int most, double speed) {
    DecodeInput longest =
        new DecodeInput(
            new int[most],
            sentence.ids(),
            new float[networks.sovits().config().gin()],
            speed,
            null);
    int rows = prompt + sentence.ids().length;
    long forCodes = networks.generator().bytesNeeded(1, rows, most);
    if (forCodes + networks.sovits().bytesNeeded(longest) <= free()) {
      return; // as most sentences do
    }
    long whole = networks.generator().bytesOf(1, rows, most) + networks.sovits().bytesOf(longest);
    if (whole > room()) {
      networks.encoders().forget();
    }
    if (whole > room()) {
      throw doesNotFit(rows, most, whole);
    }
    if (forCodes > free()) {
      networks.sovits().forget();
    }
  }

  /**
   * Makes room for S2, giving its graphs of other shapes back where need be, then those of S1,
   * which has done its work, then the text encoder.
   *
   * @throws DeviceMemoryException when it does not fit even so
   */
  void makeForSound(DecodeInput input) {
    if (networks.sovits().bytesNeeded(input) <= free()) {
      return;
    }
    networks.sovits().forget();
    long needed = networks.sovits().bytesNeeded(input);
    if (needed > free()) {
      networks.generator().close();
    }
    if (needed > free()) {
      networks.encoders().forget();
    }
    if (needed > free()) {
      throw doesNotFit(input.phones().length, input.codes().length, needed);
    }
  }

  private long free() {
    return networks.backend().memory().free();
  }

  /** What is free when neither S1 nor S2 holds graphs. */
  private long room() {
    return free() + networks.generator().bytesHeld() + networks.sovits().bytesHeld();
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

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.text.Sentence;
import java.util.Locale;

/** Room on the device for a sentence, before anything is captured for it. */
final class DeviceRoom {

  private final Networks networks;

  DeviceRoom(Networks networks) {
    this.networks = networks;
  }

  /**
   * Gives graphs of other shapes back where a sentence would not fit beside them.
   *
   * @param most codes that may be generated
   * @throws DeviceMemoryException when it does not fit even so
   */
  void makeFor(Sentence sentence, int most, double speed) {
    long needed = bytesNeeded(sentence, most, speed);
    if (needed <= networks.backend().memory().free()) {
      return;
    }
    networks.generator().close();
    networks.sovits().forget();
    needed = bytesNeeded(sentence, most, speed);
    DeviceMemory memory = networks.backend().memory();
    if (needed > memory.free()) {
      throw new DeviceMemoryException(
          String.format(
              Locale.ROOT,
              "a sentence of %d phones and up to %.0f s needs %.0f MB on %s; %.0f of its %.0f MB"
                  + " are free. Cut the text into shorter sentences, allow fewer seconds, or"
                  + " store the transformer in fewer bits (precision f16).",
              sentence.ids().length,
              most / Pipeline.CODES_PER_SECOND,
              needed / 1e6,
              networks.backend().name(),
              memory.free() / 1e6,
              memory.capacity() / 1e6));
    }
  }

  private long bytesNeeded(Sentence sentence, int most, double speed) {
    float[] speaker = new float[networks.sovits().config().gin()];
    DecodeInput longest = new DecodeInput(new int[most], sentence.ids(), speaker, speed, null);
    return networks.generator().bytesNeeded(1, sentence.ids().length, most)
        + networks.sovits().bytesNeeded(longest);
  }
}

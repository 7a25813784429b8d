package io.github.sovits4j.model.vocoder;

import java.util.ArrayList;
import java.util.List;

/**
 * Part of long speech that a generator decodes at once: frames {@code from … to − 1}, of which
 * {@code at … end − 1} are kept.
 *
 * @param from first frame
 * @param at first that is kept
 * @param end behind the last that is kept
 * @param to behind the last frame
 */
public record Window(int from, int at, int end, int to) {

  /** Frames to decode. */
  public int frames() {
    return to - from;
  }

  /**
   * Cuts speech into windows that share as many frames as a sample can depend on, so that what is
   * kept has no seams.
   *
   * @param frames of all
   * @param kept frames that a window contributes
   * @param reach see {@link Generator#reach}
   */
  public static List<Window> of(int frames, int kept, int reach) {
    return ofTail(0, frames, kept, reach);
  }

  /**
   * Cuts the end of speech into such windows.
   *
   * @param first frame that is kept
   */
  public static List<Window> ofTail(int first, int frames, int kept, int reach) {
    int from = Math.max(0, first - reach);
    if (frames - from <= kept + 2 * reach) {
      return List.of(new Window(from, first, frames, frames));
    }
    List<Window> windows = new ArrayList<>();
    for (int at = first; at < frames; at += kept) {
      int end = Math.min(frames, at + kept);
      windows.add(
          new Window(Math.max(0, at - reach), at, end, Math.min(frames, at + kept + reach)));
    }
    return windows;
  }
}

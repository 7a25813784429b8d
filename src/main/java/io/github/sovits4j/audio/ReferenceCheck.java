package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks at a reference recording for what makes a bad voice, and says so with numbers. What no
 * voice can be made of is refused; the rest is remarked upon.
 */
public final class ReferenceCheck {

  /** Shortest prompt in seconds. */
  public static final double SHORTEST_PROMPT = 3;

  /** Longest prompt in seconds. */
  public static final double LONGEST_PROMPT = 10;

  /** What is quieter, as a share of full scale, is silence: −60 dB. */
  private static final double SILENCE = 1e-3;

  /** What is louder stands at full scale: half a step of 16 bits below it. */
  private static final float FULL_SCALE = 32766.5f / 32768;

  /** So many neighbours at full scale are cut off, not a peak. */
  private static final int CLIPPED_RUN = 3;

  /** This share of clipped samples is worth a remark. */
  private static final double CLIPPED = 1e-3;

  /** Less than this share of the power left by mixing channels is worth a remark: −6 dB. */
  private static final double CANCELLED = 0.25;

  private ReferenceCheck() {}

  /**
   * Checks a recording.
   *
   * @param sound as it was read
   * @param prompt whether its words are to be gone on from
   * @return sentences for the user; mostly none
   * @throws UserException when it is silent, or outside 3 to 10 seconds though a prompt
   */
  public static List<String> check(Waveform sound, boolean prompt) {
    List<String> remarks = new ArrayList<>();
    Waveform mono = sound.mono();
    double left = power(mono);
    checkLength(sound.seconds(), prompt, remarks);
    if (sound.peak() == 0 || Math.sqrt(power(sound)) < SILENCE) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The reference is silent: its level is %s, its loudest sample %.5f of full scale;"
                  + " expected speech at more than -60 dB. Record it again, closer to the microphone.",
              decibels(power(sound)),
              sound.peak()));
    }
    double share = left / power(sound);
    if (sound.channels() > 1 && share < CANCELLED) {
      String mixed =
          String.format(
              Locale.ROOT,
              "The channels of the reference are out of phase: mixed to one, %.1f %% of their power"
                  + " is left. Invert one channel, or keep a single one.",
              100 * share);
      if (Math.sqrt(left) < SILENCE) {
        throw new UserException(mixed);
      }
      remarks.add(mixed);
    }
    double clipped = clipped(sound);
    if (clipped > CLIPPED) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "The reference is clipped: %.2f %% of its samples stand at full scale. Record it again"
                  + " at a lower level.",
              100 * clipped));
    }
    return List.copyOf(remarks);
  }

  private static void checkLength(double seconds, boolean prompt, List<String> remarks) {
    if (seconds >= SHORTEST_PROMPT && seconds <= LONGEST_PROMPT) {
      return;
    }
    String what = String.format(Locale.ROOT, "The reference is %.2f s long", seconds);
    if (prompt) {
      throw new UserException(
          what
              + "; with a transcript it has to be 3 to 10 s. Cut it, and its transcript, to whole"
              + " sentences, or, but for v3 and v4, leave the transcript out.");
    }
    remarks.add(what + "; 3 to 10 s of speech give the best voice.");
  }

  /** Mean square of all channels. */
  private static double power(Waveform sound) {
    double squares = 0;
    for (int c = 0; c < sound.channels(); c++) {
      for (float sample : sound.channel(c)) {
        squares += (double) sample * sample;
      }
    }
    return squares / Math.max(1, (long) sound.channels() * sound.frames());
  }

  /** Share of samples in runs at full scale. */
  private static double clipped(Waveform sound) {
    long clipped = 0;
    for (int c = 0; c < sound.channels(); c++) {
      int run = 0;
      for (float sample : sound.channel(c)) {
        run = Math.abs(sample) >= FULL_SCALE ? run + 1 : 0;
        clipped += run == CLIPPED_RUN ? CLIPPED_RUN : run > CLIPPED_RUN ? 1 : 0;
      }
    }
    return (double) clipped / Math.max(1, (long) sound.channels() * sound.frames());
  }

  private static String decibels(double power) {
    return power == 0 ? "-inf dB" : String.format(Locale.ROOT, "%.0f dB", 10 * Math.log10(power));
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Tail;
import io.github.sovits4j.model.t2s.QuietCodes;
import java.util.Arrays;

/**
 * The sound of a sentence, chunk by chunk. Every chunk is the end of all codes so far; it begins
 * where the one before ended, and fades in over what that one had made of the same time with fewer
 * codes. Belongs to the device thread.
 */
final class ChunkedSound {

  private final ChunkCutter cutter;
  private final DecodeInput sentence; // its codes are of no account
  private final int hop; // samples of a frame
  private final int fade; // samples
  private ChunkCutter.Chunk chunk; // that is to be made; null: not known yet
  private int[] codes = {};
  private boolean ended;
  private float[] beyond = {}; // of the chunk before: its samples behind its end
  private float[] heard = {};

  /**
   * @param sentence phones, speaker and speed
   * @param hop samples of a frame
   */
  ChunkedSound(Chunking chunking, QuietCodes quiet, DecodeInput sentence, int hop) {
    cutter = new ChunkCutter(chunking, quiet);
    this.sentence = sentence;
    this.hop = hop;
    fade = hop * Math.max(1, Tail.frameOf(1, sentence.speed()));
  }

  /** Codes that there must be before it is worth telling. */
  int wanted() {
    return cutter.wanted();
  }

  /**
   * The codes so far.
   *
   * @param all whether there will be no more
   */
  void drawn(int[] soFar, boolean all) {
    codes = soFar;
    ended = all;
    chunk = cutter.next(codes, ended);
  }

  /** Whether there are codes enough for the next chunk. */
  boolean ready() {
    return chunk != null;
  }

  /** Whether the next chunk is the last. */
  boolean last() {
    return chunk.last();
  }

  /** Whether the codes are enough for more than one. */
  boolean isCut() {
    return heard.length > 0 || !chunk.last();
  }

  /** What S2 is to make. */
  Tail tail() {
    return new Tail(
        new DecodeInput(
            Arrays.copyOf(codes, chunk.seen()),
            sentence.phones(),
            sentence.speaker(),
            sentence.speed(),
            null),
        Tail.frameOf(chunk.start(), sentence.speed()));
  }

  /**
   * S2 has made it.
   *
   * @return what is to be heard next
   */
  float[] made(float[] samples) {
    int blended = Math.min(fade, Math.min(beyond.length, samples.length));
    for (int i = 0; i < blended; i++) {
      float share = (i + 0.5f) / blended;
      samples[i] = share * samples[i] + (1 - share) * beyond[i];
    }
    int length =
        chunk.last()
            ? samples.length
            : hop
                * (Tail.frameOf(chunk.end(), sentence.speed())
                    - Tail.frameOf(chunk.start(), sentence.speed()));
    float[] next = Arrays.copyOf(samples, length);
    beyond = Arrays.copyOfRange(samples, length, samples.length);
    int before = heard.length;
    heard = Arrays.copyOf(heard, before + length);
    System.arraycopy(next, 0, heard, before, length);
    cutter.take(chunk);
    chunk = chunk.last() ? null : cutter.next(codes, ended);
    return next;
  }

  /** All of it that was made. */
  float[] heard() {
    return heard;
  }
}

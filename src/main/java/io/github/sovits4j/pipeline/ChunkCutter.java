package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.t2s.QuietCodes;

/**
 * Where the sound of a sentence is cut. It depends on the codes alone, not on when somebody looked
 * at how many: so the sound is the same whatever else the device does.
 */
final class ChunkCutter {

  /** Codes that a chunk may grow by in search of a quiet place. */
  static final int PATIENCE = 8;

  /**
   * A chunk: codes {@code start … end-1}, made of the first {@code seen} codes.
   *
   * @param last whether the sentence ends with it
   */
  record Chunk(int start, int end, int seen, boolean last) {}

  private final Chunking chunking;
  private final QuietCodes quiet;
  private int start;
  private int size;

  ChunkCutter(Chunking chunking, QuietCodes quiet) {
    this.chunking = chunking;
    this.quiet = quiet;
    size = chunking.first();
  }

  /** How many codes there must be until it can say more. */
  int wanted() {
    return start + size + chunking.overlap();
  }

  /**
   * The next chunk.
   *
   * @param codes so far
   * @param ended whether there will be no more
   * @return null where more codes are needed
   */
  Chunk next(int[] codes, boolean ended) {
    int end = end(codes);
    if (end > 0) {
      return new Chunk(start, end, end + chunking.overlap(), false);
    }
    return ended ? new Chunk(start, codes.length, codes.length, true) : null;
  }

  /** A chunk was taken. */
  void take(Chunk chunk) {
    start = chunk.end();
    size = Math.min(chunking.longest(), 2 * size);
  }

  /** 0 where more codes are needed. */
  private int end(int[] codes) {
    int earliest = start + size;
    int known = codes.length - chunking.overlap(); // the last end that could be taken now
    if (!chunking.atPauses()) {
      return known >= earliest ? earliest : 0;
    }
    int best = earliest;
    for (int end = earliest; end <= known; end++) {
      float here = quietness(codes, end);
      best = here > quietness(codes, best) ? end : best;
      if (here >= 0) {
        return end;
      }
      if (end == earliest + PATIENCE) {
        return best;
      }
    }
    return 0;
  }

  /** Of the place before a code: at least 0 where neither side of it is unlike silence, or so. */
  private float quietness(int[] codes, int end) {
    return quiet.of(codes[end - 1]) + quiet.of(codes[end]);
  }
}

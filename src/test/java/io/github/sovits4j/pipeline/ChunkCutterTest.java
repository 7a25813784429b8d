package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.t2s.QuietCodes;
import io.github.sovits4j.pipeline.ChunkCutter.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Chunks follow from the codes alone, and end where it is quiet, or in time. */
class ChunkCutterTest {

  /** Code 0 is silence, 1 is like it, 2 is unlike it. */
  private static final QuietCodes QUIET = new QuietCodes(new float[] {1, 0.4f, -0.3f});

  /** All chunks of codes that are looked at in steps of some size. */
  private static List<Chunk> chunks(Chunking chunking, int[] codes, int step) {
    ChunkCutter cutter = new ChunkCutter(chunking, QUIET);
    List<Chunk> chunks = new ArrayList<>();
    for (int known = 1; ; known = Math.min(codes.length, known + step)) {
      boolean ended = known == codes.length;
      Chunk chunk = cutter.next(Arrays.copyOf(codes, known), ended);
      while (chunk != null) {
        assertTrue(known >= cutter.wanted() || chunk.last());
        chunks.add(chunk);
        if (chunk.last()) {
          return chunks;
        }
        cutter.take(chunk);
        chunk = cutter.next(Arrays.copyOf(codes, known), ended);
      }
    }
  }

  private static int[] loud(int n, int... quiet) {
    int[] codes = new int[n];
    Arrays.fill(codes, 2);
    for (int at : quiet) {
      codes[at] = 0;
    }
    return codes;
  }

  @Test
  void evenChunksAreOfOneLength() {
    assertEquals(
        List.of(
            new Chunk(0, 16, 18, false), new Chunk(16, 32, 34, false), new Chunk(32, 40, 40, true)),
        chunks(new Chunking(false, 16, 16, 2), loud(40), 1));
  }

  @Test
  void chunksGrow() {
    List<Chunk> chunks = chunks(new Chunking(false, 8, 30, 4), loud(200), 3);
    assertEquals(
        List.of(8, 16, 30, 30, 30, 30, 30, 26),
        chunks.stream().map(chunk -> chunk.end() - chunk.start()).toList());
  }

  @Test
  void aPauseIsTakenWhereThereIsOne() {
    // Quiet before a code, and behind one: the first place with silence on one side at least.
    assertEquals(20, chunks(new Chunking(true, 16, 16, 2), loud(60, 20), 1).getFirst().end());
    assertEquals(16, chunks(new Chunking(true, 16, 16, 2), loud(60, 15, 30), 1).getFirst().end());
    // Too early, too late: in time all the same, at the place that is least loud.
    int[] codes = loud(60, 9, 40);
    codes[19] = 1;
    assertEquals(19, chunks(new Chunking(true, 16, 16, 2), codes, 1).getFirst().end());
    assertEquals(16, chunks(new Chunking(true, 16, 16, 2), loud(60), 1).getFirst().end());
  }

  @Test
  void chunksDoNotDependOnWhenSomebodyLooked() {
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      int[] codes = random.ints(1 + random.nextInt(300), 0, 3).toArray();
      for (boolean atPauses : new boolean[] {true, false}) {
        Chunking chunking = new Chunking(atPauses, 10, 40, 1 + random.nextInt(8));
        List<Chunk> one = chunks(chunking, codes, 1);
        for (int step : new int[] {2, 7, 64, 1000}) {
          assertEquals(one, chunks(chunking, codes, step));
        }
        int at = 0;
        for (Chunk chunk : one) {
          assertEquals(at, chunk.start());
          at = chunk.end();
          assertTrue(chunk.seen() - chunk.end() == (chunk.last() ? 0 : chunking.overlap()));
        }
        assertEquals(codes.length, at);
      }
    }
  }

  @Test
  void sizesOutOfTheirRangeAreRefused() {
    UserException thrown = assertThrows(UserException.class, () -> new Chunking(true, 16, 16, 0));
    assertEquals("overlap of chunks: expected 1 to 50 codes, got 0.", thrown.getMessage());
    assertThrows(UserException.class, () -> new Chunking(true, 3, 16, 2));
    assertThrows(UserException.class, () -> new Chunking(true, 8, 16, 9));
    assertThrows(UserException.class, () -> new Chunking(true, 16, 15, 2));
  }
}

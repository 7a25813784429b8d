package io.github.sovits4j.backend.simd;

/** The body of a launch. Pieces are independent: they run in any order, on any thread. */
@FunctionalInterface
interface Piece {

  /**
   * Runs one piece.
   *
   * @param index 0 … number of pieces − 1
   * @param scratch memory of the thread that runs it
   */
  void run(int index, Scratch scratch);
}

package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.Chunking;

/**
 * Speech in chunks within a sentence: the vocoder makes sound of the codes that are there while the
 * transformer still draws the rest, so that the first sound comes after a moment, however long the
 * sentence. The price: the vocoder's encoders cannot see what is not there yet, so the sound
 * differs a little from that of the whole sentence, and where chunks meet they are faded into each
 * other; what overlaps is computed twice.
 *
 * <p>Lengths are in codes; one is 40 ms at speed 1. A sentence that is shorter than the first chunk
 * with its overlap is made whole, and so are all of models of v3 and v4, which have no chunks.
 *
 * @param atPauses whether a chunk may be up to 8 codes longer so that it ends where it is quiet.
 *     That needs the codebook that all released models share; with another no place counts as quiet
 * @param first codes of the first chunk, 4 … 1500, and no less than the overlap; each later chunk
 *     is twice as long as the one before
 * @param longest codes of a chunk at most, no less than the first
 * @param overlap codes behind a chunk's end that must be there, 1 … 50: the more, the closer it is
 *     to the whole sentence, and the later
 */
public record Chunks(boolean atPauses, int first, int longest, int overlap) {

  /** Upstream's streaming mode 2: chunks end where it is quiet; the first comes soon. */
  public static final Chunks AT_PAUSES = new Chunks(true, 16, 64, 2);

  /** Upstream's streaming mode 3: chunks of one length. */
  public static final Chunks EVEN = new Chunks(false, 16, 16, 2);

  /**
   * @throws RequestException when a value is out of its range
   */
  public Chunks {
    Chunking unused = made(atPauses, first, longest, overlap);
  }

  /** The same with another first chunk. */
  public Chunks withFirst(int codes) {
    return new Chunks(atPauses, codes, longest, overlap);
  }

  /** The same with longer or shorter chunks. */
  public Chunks withLongest(int codes) {
    return new Chunks(atPauses, first, codes, overlap);
  }

  /** The same with more or less overlap. */
  public Chunks withOverlap(int codes) {
    return new Chunks(atPauses, first, longest, codes);
  }

  Chunking made() {
    return made(atPauses, first, longest, overlap);
  }

  private static Chunking made(boolean atPauses, int first, int longest, int overlap) {
    return SovitsException.translating(
        RequestException::new, () -> new Chunking(atPauses, first, longest, overlap));
  }
}

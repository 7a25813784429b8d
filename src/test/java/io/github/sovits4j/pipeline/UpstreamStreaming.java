package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Decoded;
import io.github.sovits4j.model.sovits.FrameNoise;
import io.github.sovits4j.model.sovits.Overlap;
import io.github.sovits4j.model.sovits.SovitsRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * GPT-SoVITS' own streaming of chunks at speed 1, as a yardstick: every chunk is decoded from the
 * latent of the one before, blended in, and joined where the waves fit best. Kinder to it than it
 * is to itself in one thing: noise belongs to the frame, and is not drawn anew for every chunk.
 */
final class UpstreamStreaming {

  private static final int SEARCH = 320;

  /**
   * Sound that was emitted.
   *
   * @param at where its first sample lies in the sentence
   */
  record Piece(float[] samples, int at) {}

  private final SovitsRunner sovits;
  private final FrameNoise noise;
  private final int overlap; // codes

  UpstreamStreaming(SovitsRunner sovits, FrameNoise noise, int overlap) {
    this.sovits = sovits;
    this.noise = noise;
    this.overlap = overlap;
  }

  /** Speaks in chunks of so many codes; what is left at the end is the last. */
  List<Piece> speak(DecodeInput sentence, int chunk) {
    int perCode = 2 * sovits.config().hop();
    int cross = overlap * perCode;
    int total = sentence.codes().length;
    List<Piece> pieces = new ArrayList<>();
    float[] latent = null;
    float[] before = null;
    for (int start = 0; start < total; ) {
      int end = Math.min(total, start + chunk);
      boolean last = end == total;
      int n = end - start;
      int blend = start == 0 ? 0 : overlap + Math.max(0, 10 - n);
      float[] earlier = latent == null ? null : lastFrames(latent, 2 * blend);
      Overlap with = new Overlap(start == 0 ? 0 : n + blend, earlier, 2 * blend, 0);
      DecodeInput input =
          new DecodeInput(
              Arrays.copyOf(sentence.codes(), end), sentence.phones(), sentence.speaker(), 1, with);
      int from = 2 * end - input.frames();
      Decoded decoded = sovits.decode(input, noise.frames(from, input.frames()));
      latent = decoded.latent();
      float[] audio = decoded.samples();
      int at = from * sovits.config().hop();
      if (blend > overlap) {
        int kept = (overlap + n) * perCode;
        at += audio.length - kept;
        audio = Arrays.copyOfRange(audio, audio.length - kept, audio.length);
      }
      if (before == null || last) {
        // The last is put where the one before ended, which is where its overlap begins.
        pieces.add(new Piece(last ? audio : Arrays.copyOf(audio, audio.length - cross), at));
      } else {
        int shift = shift(before, audio, cross);
        float[] joined = Arrays.copyOfRange(audio, shift, audio.length);
        for (int i = 0; i < cross; i++) {
          double share = 0.5 - 0.5 * Math.cos(Math.PI * i / cross);
          joined[i] = (float) (share * joined[i] + (1 - share) * before[before.length - cross + i]);
        }
        pieces.add(new Piece(Arrays.copyOf(joined, joined.length - cross), at + shift));
        audio = joined;
      }
      before = audio;
      start = end;
    }
    return pieces;
  }

  /** Where the new wave fits best to the end of the old. */
  private static int shift(float[] before, float[] audio, int cross) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k <= Math.min(SEARCH, audio.length - 2 * cross); k++) {
      double product = 0;
      double power = 1e-8;
      for (int i = 0; i < cross; i++) {
        product += (double) before[before.length - cross + i] * audio[k + i];
        power += (double) audio[k + i] * audio[k + i];
      }
      if (product / Math.sqrt(power) > most) {
        most = product / Math.sqrt(power);
        best = k;
      }
    }
    return best;
  }

  private float[] lastFrames(float[] latent, int frames) {
    int hidden = sovits.config().hidden();
    int all = latent.length / hidden;
    float[] last = new float[hidden * frames];
    for (int c = 0; c < hidden; c++) {
      System.arraycopy(latent, c * all + all - frames, last, c * frames, frames);
    }
    return last;
  }
}

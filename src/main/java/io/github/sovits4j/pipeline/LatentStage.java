package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.FrameNoise;
import io.github.sovits4j.model.sovits.Meanwhile;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.sovits.Tail;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.RandomStream;
import java.util.List;

/**
 * S2 of v1, v2 and v2Pro: a latent is drawn from the prior, and a generator makes samples of it.
 */
final class LatentStage implements SecondStage {

  private final SovitsRunner sovits;

  LatentStage(SovitsRunner sovits) {
    this.sovits = sovits;
  }

  @Override
  public int speakerSize() {
    return sovits.config().gin();
  }

  @Override
  public float[] speakerVector(List<Reference> references) {
    return sovits.speakerVector(references);
  }

  @Override
  public MelPrompt prompt(DecodeInput input, Waveform sound) {
    return null;
  }

  @Override
  public LatentStage inChunks() {
    return this;
  }

  /** Samples of a latent frame. */
  int hop() {
    return sovits.config().hop();
  }

  @Override
  public float[] decode(DecodeInput input, long seed, int stream, Progress progress) {
    float[] noise = noise(seed, stream).frames(0, input.frames());
    return sovits.decode(input, noise, telling(progress)).samples();
  }

  /** The end of the codes so far to samples, see {@link SovitsRunner#decodeTail}. */
  float[] decodeTail(Tail tail, long seed, int stream, Progress progress) {
    return sovits.decodeTail(tail, noise(seed, stream), telling(progress));
  }

  private static Meanwhile telling(Progress progress) {
    return new Meanwhile() {
      @Override
      public void beforeWindow() {
        progress.before(Stage.GENERATOR);
      }

      @Override
      public void await(Graph graph) {
        progress.await(graph);
      }
    };
  }

  /** The noise of a sentence: of a frame always the same, whatever it is decoded with. */
  private FrameNoise noise(long seed, int stream) {
    int inter = sovits.config().inter();
    return (from, frames) -> {
      float[] byFrame = RandomStream.normal(seed, stream, from * inter, frames * inter);
      float[] noise = new float[inter * frames];
      for (int t = 0; t < frames; t++) {
        for (int c = 0; c < inter; c++) {
          noise[c * frames + t] = byFrame[t * inter + c];
        }
      }
      return noise;
    };
  }

  /** The same as {@link #bytesNeeded} for {@link #decodeTail}. */
  long bytesNeededForTail(Tail tail) {
    return sovits.bytesNeededForTail(tail);
  }

  @Override
  public long bytesNeeded(DecodeInput input) {
    return sovits.bytesNeeded(input);
  }

  @Override
  public long bytesOf(DecodeInput input) {
    return sovits.bytesOf(input);
  }

  @Override
  public long bytesHeld() {
    return sovits.bytesHeld();
  }

  @Override
  public void forget() {
    sovits.forget();
  }

  @Override
  public void close() {
    sovits.close();
  }
}

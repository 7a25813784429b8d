package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.ops.Graph;
import java.util.List;

/**
 * S2 of any generation on the device: references to a speaker vector, codes and phones to samples.
 * Belongs to the device thread.
 */
interface SecondStage extends AutoCloseable {

  /** Is told how far a sentence is, and may end it by throwing from any of its methods. */
  @FunctionalInterface
  interface Progress {

    /** Some of this stage is to be done; the first time, what was before it is over. */
    void before(Stage stage);

    /** The device works on a graph; returns when that is {@linkplain Graph#done done}. */
    default void await(Graph graph) {
      graph.finish();
    }
  }

  /** Values of a speaker vector. */
  int speakerSize();

  /** The speaker vector: the mean over the references. */
  float[] speakerVector(List<Reference> references);

  /**
   * What the stage itself goes on from.
   *
   * @param input codes of a recording and phones of its words, with the speaker
   * @param sound the recording
   * @return null where codes and phones are all
   */
  MelPrompt prompt(DecodeInput input, Waveform sound);

  /**
   * Codes and phones to samples.
   *
   * @param seed decides the noise
   * @param stream which of the seed's streams
   */
  float[] decode(DecodeInput input, long seed, int stream, Progress progress);

  /** What decodes sentences in chunks; null where they can only be whole. */
  default LatentStage inChunks() {
    return null;
  }

  /** How much more device memory decoding this input will take; nothing is allocated. */
  long bytesNeeded(DecodeInput input);

  /** How much device memory decoding this input takes when nothing is captured. */
  long bytesOf(DecodeInput input);

  /** Device memory that {@link #forget} gives back. */
  long bytesHeld();

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  void forget();

  @Override
  void close();
}

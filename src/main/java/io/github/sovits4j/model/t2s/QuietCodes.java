package io.github.sovits4j.model.t2s;

import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.Arrays;

/**
 * How much codes are like silence: the cosine between a code's row of S1's audio table and that of
 * the code for silence, as upstream has it. That code is known of the codebook that all released
 * models share; of another, no code is known to be quiet.
 *
 * @param likeness by code, −1 … 1
 */
public record QuietCodes(float[] likeness) {

  /** Codes of the released codebook, and the end code. */
  private static final int RELEASED_VOCABULARY = 1025;

  /** Silence in the released codebook. */
  private static final int SILENCE = 486;

  /** Looks at a model's table. */
  public static QuietCodes of(TensorSource source, Text2SemanticConfig config) {
    float[] likeness = new float[config.vocabSize()];
    Arrays.fill(likeness, -1);
    if (config.vocabSize() == RELEASED_VOCABULARY) {
      float[] table = source.floats("model.ar_audio_embedding.word_embeddings.weight");
      int width = config.hiddenDim();
      double silence = Math.sqrt(dot(table, SILENCE, SILENCE, width));
      for (int code = 0; code < likeness.length; code++) {
        double norms = silence * Math.sqrt(dot(table, code, code, width));
        likeness[code] = norms == 0 ? -1 : (float) (dot(table, code, SILENCE, width) / norms);
      }
    }
    return new QuietCodes(likeness);
  }

  private static double dot(float[] table, int a, int b, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) table[a * width + i] * table[b * width + i];
    }
    return sum;
  }

  /** How much a code is like silence, −1 … 1; a code that is rather unlike it counts as −1. */
  public float of(int code) {
    return likeness[code] < 0 ? -1 : likeness[code];
  }
}

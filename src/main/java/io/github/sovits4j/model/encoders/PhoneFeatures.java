package io.github.sovits4j.model.encoders;

/** Features of characters as features of phones: every phone of a character has the character's. */
public final class PhoneFeatures {

  private PhoneFeatures() {}

  /**
   * Repeats and turns.
   *
   * @param rows of tokens {@code [characters + 2, width]}: the first and the last mark the ends of
   *     the text and are dropped
   * @param width of a row
   * @param phones how many phones each character has
   * @return {@code [width, phones]}, row-major
   */
  public static float[] of(float[] rows, int width, int[] phones) {
    if (rows.length != (phones.length + 2) * width) {
      throw new IllegalArgumentException(
          "expected rows of "
              + phones.length
              + " characters and both ends, got "
              + rows.length / width);
    }
    int all = 0;
    for (int n : phones) {
      all += n;
    }
    float[] features = new float[width * all];
    int at = 0;
    for (int c = 0; c < phones.length; c++) {
      for (int n = 0; n < phones[c]; n++) {
        for (int i = 0; i < width; i++) {
          features[i * all + at] = rows[(c + 1) * width + i];
        }
        at++;
      }
    }
    return features;
  }
}

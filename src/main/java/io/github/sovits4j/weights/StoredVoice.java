package io.github.sovits4j.weights;

/**
 * What a voice folder holds.
 *
 * @param version generation of the model that made it
 * @param model hash of the model's second stage: the speaker vector means nothing to another
 * @param speaker the speaker vector
 * @param prompt what the recording says; null: nothing
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
public record StoredVoice(ModelVersion version, String model, float[] speaker, Prompt prompt) {

  /**
   * A recording's words and how they were said.
   *
   * @param text the words
   * @param language code of their language
   * @param codes semantic codes
   * @param phones phone ids of the words
   * @param features text features {@code [1024, phones]}, row-major; null: all zero
   * @param mel what S2 of v3 and v4 goes on from; null for the others
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  public record Prompt(
      String text, String language, int[] codes, int[] phones, float[] features, Mel mel) {}

  /**
   * A recording's mel frames and the features of its words.
   *
   * @param frames scaled to −1 … 1 {@code [bands, count]}, row-major
   * @param features {@code [features, count]}, row-major
   * @param count how many
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  public record Mel(float[] frames, float[] features, int count) {}
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.text.Sentence;
import java.util.Arrays;

/**
 * What S1 goes on from: a reference's words and how they were said.
 *
 * @param codes semantic codes of the reference
 * @param phones phone ids of its transcript
 * @param features text features of these {@code [1024, phones]}, row-major; null: all zero
 * @param transcript the words
 * @param language the code of the language they are said in
 * @param mel what S2 of v3 and v4 goes on from; null for the others
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record VoicePrompt(
    int[] codes,
    int[] phones,
    float[] features,
    String transcript,
    String language,
    MelPrompt mel) {

  /**
   * The reference's words, then a sentence; and the reference's codes, from which S1 goes on.
   *
   * @param said text features of the sentence {@code [1024, phones]}, row-major; null: all zero
   * @param stream which of the seed's streams of random numbers it is drawn from
   */
  public Prompt before(Sentence sentence, float[] said, int stream) {
    int[] ids = sentence.ids();
    int n = phones.length;
    int[] all = Arrays.copyOf(phones, n + ids.length);
    System.arraycopy(ids, 0, all, n, ids.length);
    return new Prompt(all, TextFeatures.joined(features, n, said, ids.length), codes, stream);
  }
}

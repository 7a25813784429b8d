package io.github.sovits4j.pipeline;

import java.util.List;
import java.util.Map;

/**
 * What became of one sentence.
 *
 * @param text the piece of the text
 * @param samples as S2 made them, at the model's rate
 * @param codes how many S1 generated
 * @param ended whether S1 found an end; else it was cut off at the most codes allowed
 * @param outcome what S1 made of it
 * @param attempts how often S1 drew it: 1, and one more for every retry
 * @param stages what each stage on the device took
 * @param words when its words are spoken; empty where that was not asked for
 */
public record SpokenSentence(
    String text,
    float[] samples,
    int codes,
    boolean ended,
    Outcome outcome,
    int attempts,
    Map<Stage, StageUse> stages,
    List<SpokenWord> words) {

  /** The same with the times of its words. */
  SpokenSentence timed(List<SpokenWord> times) {
    return new SpokenSentence(text, samples, codes, ended, outcome, attempts, stages, times);
  }
}

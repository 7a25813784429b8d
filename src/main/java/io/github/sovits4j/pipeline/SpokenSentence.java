package io.github.sovits4j.pipeline;

import java.util.Map;

/**
 * What became of one sentence.
 *
 * @param text the piece of the text
 * @param samples as S2 made them, at the model's rate
 * @param codes how many S1 generated
 * @param ended whether S1 found an end; else it was cut off at the most codes allowed
 * @param stages what each stage on the device took
 */
public record SpokenSentence(
    String text, float[] samples, int codes, boolean ended, Map<Stage, StageUse> stages) {}

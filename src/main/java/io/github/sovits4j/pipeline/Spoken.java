package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.OutputAudio.Silence;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.text.UnspokenCharacters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What became of an utterance, and where its time went. Waiting for other requests is not counted,
 * except in {@code firstAudio}.
 *
 * @param audio all sentences with the silence around them; mono, in [-1, 1]
 * @param sentences in order
 * @param unspoken the characters of the text that are not in the sound
 * @param silences around each sentence in {@code audio}
 * @param textSeconds from characters to phones, all sentences together
 * @param firstAudio seconds from the call until the first sound was there: a sentence, or a chunk
 *     of one
 */
public record Spoken(
    Waveform audio,
    List<SpokenSentence> sentences,
    UnspokenCharacters unspoken,
    List<Silence> silences,
    double textSeconds,
    double firstAudio) {

  public Spoken {
    sentences = List.copyOf(sentences);
    silences = List.copyOf(silences);
  }

  /** What each stage took, all sentences together. */
  public Map<Stage, StageUse> stages() {
    Map<Stage, StageUse> stages = new EnumMap<>(Stage.class);
    stages.put(Stage.TEXT, new StageUse(textSeconds, 0, null));
    sentences.forEach(
        sentence ->
            sentence.stages().forEach((stage, use) -> stages.merge(stage, use, StageUse::plus)));
    return stages;
  }

  /** Seconds of a stage. */
  public double seconds(Stage stage) {
    StageUse use = stages().get(stage);
    return use == null ? 0 : use.seconds();
  }

  /** Seconds of S1: phones to codes. */
  public double transformerSeconds() {
    return seconds(Stage.PREFILL) + seconds(Stage.DECODE);
  }

  /** Seconds of S2: codes to samples. */
  public double vocoderSeconds() {
    return seconds(Stage.PRIOR) + seconds(Stage.DIFFUSION) + seconds(Stage.GENERATOR);
  }

  /** Seconds of all stages. */
  public double totalSeconds() {
    return textSeconds + transformerSeconds() + vocoderSeconds();
  }

  /** Seconds of processing per second of audio; below 1 is faster than real time. */
  public double realTimeFactor() {
    return totalSeconds() / audio.seconds();
  }

  /** How many codes were generated. */
  public int codes() {
    return sentences.stream().mapToInt(SpokenSentence::codes).sum();
  }

  /** Kernels launched. */
  public long launches() {
    return stages().values().stream().mapToLong(StageUse::launches).sum();
  }

  /** What the device did; null where the backend was opened without profiling. */
  public DeviceUse device() {
    return stages().values().stream()
        .map(StageUse::device)
        .filter(Objects::nonNull)
        .reduce(DeviceUse::plus)
        .orElse(null);
  }

  /**
   * The part of S1's and S2's time in which the device computed; empty where the backend was opened
   * without profiling.
   */
  public OptionalDouble busyRatio() {
    DeviceUse device = device();
    return device == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(device.busySeconds() / (transformerSeconds() + vocoderSeconds()));
  }
}

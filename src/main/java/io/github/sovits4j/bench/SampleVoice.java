package io.github.sovits4j.bench;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.TextLanguage;
import java.util.List;
import java.util.Random;

/**
 * A voice to measure with, where none is at hand: a tone of 4 s. Models of v3 and v4 need a prompt,
 * so for them it has words and codes from a seed. It says nothing, and takes as long as any other.
 */
public final class SampleVoice {

  private static final String WORDS = "The weather is fine today, so we will walk along the river.";

  private static final double SILENCE = 0.6; // s, which is heard behind every prompt
  private static final double CODES_PER_SECOND = 25;
  private static final int CODES = 64; // the smallest codebook has no more

  private SampleVoice() {}

  /** The voice as a model makes it; no encoder is needed, but for the Pro versions. */
  public static VoiceData of(Pipeline pipeline) {
    return pipeline.voice(recordings(pipeline));
  }

  /** What the voice is made of. */
  static List<ReferenceAudio> recordings(Pipeline pipeline) {
    Waveform tone = Tone.falling();
    if (!pipeline.version().isDiffusion()) {
      return List.of(ReferenceAudio.of(tone));
    }
    int[] codes = codes((int) ((tone.seconds() + SILENCE) * CODES_PER_SECOND));
    return List.of(new ReferenceAudio(tone, null, WORDS, TextLanguage.EN, codes));
  }

  /** So many codes, from a seed. */
  static int[] codes(int count) {
    return new Random(1).ints(count, 0, CODES).toArray();
  }
}

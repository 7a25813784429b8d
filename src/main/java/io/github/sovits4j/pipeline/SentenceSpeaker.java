package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.text.Sentence;
import java.util.Arrays;
import java.util.List;

/** One sentence through S1 and S2. Belongs to the device thread. */
final class SentenceSpeaker {

  private final Networks networks;
  private final DeviceRoom room;

  SentenceSpeaker(Networks networks) {
    this.networks = networks;
    this.room = new DeviceRoom(networks);
  }

  /**
   * Speaks. When it ends early, by an exception, all graphs and states are as good as new: whatever
   * speaks next writes what it needs.
   *
   * @param features text features of the sentence {@code [1024, phones]}; null: all zero
   * @param index which sentence of the utterance, from 0; with the seed it decides all draws
   * @param count how many there are
   * @param cancellation looked at between two looks at S1, between the graphs of S2 and between the
   *     windows of the generator
   */
  SpokenSentence speak(
      Utterance utterance,
      Sentence sentence,
      float[] features,
      int index,
      int count,
      PipelineListener listener,
      Cancellation cancellation) {
    int most =
        (int)
            Math.clamp(
                Math.ceil(utterance.maxSeconds() * Pipeline.CODES_PER_SECOND),
                1,
                networks.mostCodes());
    Prompt prompt = prompt(utterance.voice().prompt(), sentence, features, index);
    int before = prompt.phones().length - sentence.ids().length + prompt.codes().length;
    room.makeForCodes(sentence, before, most, utterance.speed());
    StageClock clock = new StageClock(networks.backend(), networks.meter(), listener, index + 1);
    Generated generated =
        networks
            .generator()
            .generate(
                List.of(prompt),
                utterance.sampling(),
                utterance.seed(),
                most,
                codes -> {
                  cancellation.check();
                  clock.end(Stage.PREFILL);
                  listener.update(Stage.DECODE, index + 1, count, codes);
                })
            .getFirst();
    cancellation.check();
    clock.end(Stage.DECODE);
    int[] codes = generated.codes();
    listener.update(Stage.PRIOR, index + 1, count, codes.length);
    DecodeInput input =
        new DecodeInput(
            codes, sentence.ids(), utterance.voice().speaker(), utterance.speed(), null);
    room.makeForSound(input);
    float[] samples =
        decode(
            utterance,
            input,
            index,
            () -> {
              cancellation.check();
              clock.end(Stage.PRIOR);
            });
    clock.end(Stage.GENERATOR);
    return new SpokenSentence(
        sentence.text(), samples, codes.length, generated.ended(), clock.uses());
  }

  /** The reference's words, then the sentence; and the reference's codes, from which S1 goes on. */
  private static Prompt prompt(VoicePrompt voice, Sentence sentence, float[] features, int index) {
    int[] phones = sentence.ids();
    if (voice == null) {
      return new Prompt(phones, features, new int[0], index);
    }
    int n = voice.phones().length;
    int[] all = Arrays.copyOf(voice.phones(), n + phones.length);
    System.arraycopy(phones, 0, all, n, phones.length);
    return new Prompt(
        all,
        TextFeatures.joined(voice.features(), n, features, phones.length),
        voice.codes(),
        index);
  }

  private float[] decode(Utterance utterance, DecodeInput input, int index, Runnable window) {
    int values = networks.sovits().config().inter() * input.frames();
    float[] noise = RandomStream.normal(utterance.seed(), index, values);
    return networks.sovits().decode(input, noise, window).samples();
  }
}

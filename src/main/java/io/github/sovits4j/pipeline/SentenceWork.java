package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Item;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.text.Sentence;
import java.util.Arrays;

/** A sentence of a request on its way through S1 and S2. Belongs to the device thread. */
final class SentenceWork {

  private final Talk talk;
  private final Sentence sentence;
  private final int index;
  private final Prompt prompt;
  private final int maxCodes;
  private StageClock clock; // since S1 began
  private Generated generated; // since S1 ended

  /**
   * @param features text features of the sentence {@code [1024, phones]}; null: all zero
   * @param index which sentence of the request, from 0; with the seed it decides all draws
   * @param mostCodes that the model allows
   */
  SentenceWork(Talk talk, Sentence sentence, float[] features, int index, int mostCodes) {
    this.talk = talk;
    this.sentence = sentence;
    this.index = index;
    Utterance utterance = talk.utterance();
    prompt = prompt(utterance.voice().prompt(), sentence, features, index);
    maxCodes =
        (int)
            Math.clamp(
                Math.ceil(utterance.maxSeconds() * Pipeline.CODES_PER_SECOND), 1, mostCodes);
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

  Talk talk() {
    return talk;
  }

  /** Which sentence of the request, from 0. */
  int index() {
    return index;
  }

  String text() {
    return sentence.text();
  }

  /** Its own phones. */
  int phones() {
    return sentence.ids().length;
  }

  /** For S1. */
  Item item() {
    Utterance utterance = talk.utterance();
    return new Item(prompt, utterance.sampling(), utterance.seed(), maxCodes);
  }

  /** Rows of S1's prompt. */
  int rows() {
    return prompt.rows();
  }

  int maxCodes() {
    return maxCodes;
  }

  void clock(StageClock started) {
    clock = started;
  }

  StageClock clock() {
    return clock;
  }

  void generated(Generated codes) {
    generated = codes;
  }

  Generated generated() {
    return generated;
  }

  /** For S2. */
  DecodeInput sound() {
    return new DecodeInput(
        generated.codes(),
        sentence.ids(),
        talk.utterance().voice().speaker(),
        talk.utterance().speed(),
        null);
  }

  /** How far it is. */
  void tell(Stage stage, int codes) {
    talk.listener().update(stage, index + 1, talk.sentences(), codes);
  }
}

package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.japanese.kana.Moras;
import io.github.sovits4j.text.japanese.kana.Spelling;

/**
 * Words without a pronunciation get one: kana and letters are read one by one, what is left becomes
 * a pause. う behind a verb lengthens its vowel.
 */
final class Pronunciations {

  /** The part of speech of what is read letter by letter. */
  static final String SPELLED = "フィラー";

  static final String PAUSE = "、";
  static final String QUESTION = "？";

  private Pronunciations() {}

  static void set(WordChain chain) {
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      if (word.moras == 0) {
        spell(word);
      }
    }
    chain.removeSilent();
    joinSpelled(chain);
    chain.removeSilent();
    for (AccentedWord word = chain.first(); word != null && word.next != null; word = word.next) {
      adapt(word, word.next);
    }
  }

  private static void spell(AccentedWord word) {
    StringBuilder sounds = new StringBuilder();
    for (int at = 0; at < word.text.length(); ) {
      Spelling.Sound sound = Spelling.at(word.text, at);
      if (sound != null) {
        sounds.append(sound.katakana());
        word.moras += sound.moras();
      }
      at += sound == null ? 1 : sound.length();
    }
    word.reading = sounds.toString();
    if (word.moras != 0) {
      word.part = SPELLED;
      word.group1 = AccentedWord.NOTHING;
      word.group2 = AccentedWord.NOTHING;
      word.group3 = AccentedWord.NOTHING;
    } else if (word.text.equals(QUESTION)) {
      word.reading = QUESTION;
    } else {
      word.reading = PAUSE;
      word.part = "記号";
    }
    word.pronunciation = word.reading;
    if (word.dictionaryForm.equals(AccentedWord.NOTHING)) {
      word.dictionaryForm = word.text;
    }
  }

  /** Kana that are spelled one by one make one word. */
  private static void joinSpelled(WordChain chain) {
    AccentedWord head = null;
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      if (!word.isPart(SPELLED) || !isOneSound(word.text)) {
        head = null;
      } else if (head == null) {
        head = word;
      } else {
        head.text += word.text;
        head.dictionaryForm += word.dictionaryForm;
        head.reading += word.reading;
        head.pronunciation += word.pronunciation;
        head.moras += word.moras;
        word.silence();
      }
    }
  }

  private static boolean isOneSound(String text) {
    Spelling.Sound sound = Spelling.at(text, 0);
    return sound != null && sound.length() == text.length();
  }

  private static void adapt(AccentedWord word, AccentedWord next) {
    boolean auxiliary = word.isPart("助動詞");
    if (next.pronunciation.equals("ウ")
        && next.isPart("助動詞")
        && (auxiliary || word.isPart("動詞"))
        && word.moras > 0) {
      next.pronunciation = Moras.LONG;
    }
    if (auxiliary && next.text.equals(QUESTION)) {
      // The vowel of a question's last mora is not silent.
      if (word.text.equals("です")) {
        word.pronunciation = "デス";
      } else if (word.text.equals("ます")) {
        word.pronunciation = "マス";
      }
    }
  }
}

package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.Syllabary;

/** Pinyin as people write it: ü may be {@code v} or {@code u:}, no tone 5 or 0. */
public final class Pinyin {

  private static final int TONES = 5;

  /** Its syllables, spelled {@code lv4} and {@code de5}. */
  public static final Syllabary SYLLABARY =
      new Syllabary(
          "pinyin",
          "银行[yin2 hang2]",
          PinyinSymbols.syllables(),
          TONES,
          "\u4e00\u9fa5",
          Pinyin::usual);

  private Pinyin() {}

  private static String usual(String written) {
    String plain = written.replace("u:", "v").replace('ü', 'v');
    return plain.endsWith("0") ? plain.substring(0, plain.length() - 1) + "5" : plain;
  }
}

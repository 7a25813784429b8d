package io.github.sovits4j.text.japanese.njd;

import java.util.List;

/**
 * Reads numbers: digits become numbers, points are said, numbers and counters change each other's
 * sound, days and people have names of their own.
 */
final class NumberReadings {

  private static final List<String> UNITS =
      List.of("一", "二", "三", "四", "五", "六", "七", "八", "九", "何", "幾", "数");
  private static final List<String> POWERS =
      List.of(
          "十", "百", "千", "万", "億", "兆", "京", "垓", "𥝱", "穣", "溝", "澗", "正", "載", "極", "恒河沙", "阿僧祇",
          "那由他", "不可思議", "無量大数");

  private static final String DAY = "日";
  private static final String DAYS = "日間";

  private NumberReadings() {}

  static void set(WordChain chain) {
    if (!DigitSequences.read(chain)) {
      return;
    }
    chain.removeSilent();
    if (chain.first() == null) {
      return;
    }
    sayPoints(chain);
    for (AccentedWord word = chain.first().next; word != null; word = word.next) {
      if (word.previous.isNumber() && word.isCounter()) {
        CounterSounds.set(word.previous, word);
        word.previous.chain = AccentedWord.Chain.APART;
        word.chain = AccentedWord.Chain.JOINED;
      }
    }
    for (AccentedWord word = chain.first().next; word != null; word = word.next) {
      if (word.previous.isNumber()) {
        setPhrase(word.previous, word);
        CounterSounds.setPower(word.previous, word);
      }
    }
    for (AccentedWord word = chain.first(); word != null && word.next != null; word = word.next) {
      if (word.isNumber() && isFirst(word) && word.next.isCounter()) {
        nameOne(word, word.next);
      }
    }
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      if (word.previous == null || !word.previous.isNumber()) {
        nameDay(word);
      }
    }
    chain.removeSilent();
  }

  /** The point of a decimal is テン, and the digit before it is long. */
  private static void sayPoints(WordChain chain) {
    AccentedWord word = chain.first().next;
    while (word != null && word.next != null) {
      AccentedWord before = word.previous;
      if (!DigitSequences.isPoint(word) || !before.isNumber() || !word.next.isNumber()) {
        word = word.next;
        continue;
      }
      word.load(NumeralWords.word("点"));
      word.chain = AccentedWord.Chain.JOINED;
      if (DigitSequences.isZero(before)) {
        before.pronunciation = "レー";
        before.moras = 2;
      } else if (before.text.equals("二")) {
        before.pronunciation = "ニー";
        before.moras = 2;
      } else if (before.text.equals("五")) {
        before.pronunciation = "ゴー";
        before.moras = 2;
      } else if (before.text.equals("六")) {
        before.accent = 1;
      }
      word = word.next;
      while (word != null && word.isPart("名詞")) {
        word = word.next;
      }
      word = word == null ? null : word.next;
    }
  }

  /** 二 and 十 are one accent phrase, 十 and 二 are two. */
  private static void setPhrase(AccentedWord before, AccentedWord word) {
    if (!word.isNumber()) {
      return;
    }
    if (UNITS.contains(before.text) && POWERS.contains(word.text)) {
      before.chain = AccentedWord.Chain.APART;
      word.chain = AccentedWord.Chain.JOINED;
    } else if (POWERS.contains(before.text) && UNITS.contains(word.text)) {
      word.chain = AccentedWord.Chain.APART;
    }
  }

  /** Whether no number stands before it. */
  private static boolean isFirst(AccentedWord word) {
    return word.previous == null || word.previous.isPart("記号") || !word.previous.isNumber();
  }

  /** ヒトサラ, ヒトリ, フツカ: a number of one word and its counter. */
  private static void nameOne(AccentedWord number, AccentedWord counter) {
    CounterSounds.setNative(number, counter);
    boolean day = counter.text.equals(DAY);
    if (!day && !counter.text.equals("人") && !counter.text.equals(DAYS)) {
      return;
    }
    boolean month = number.previous != null && number.previous.text.contains("月");
    String first = day && month ? NumeralWords.word("月" + number.text + DAY) : null;
    String name = first != null ? first : NumeralWords.word(number.text + counter.text);
    if (name != null) {
      number.load(name);
      counter.silence();
    }
  }

  /** 十四日, 二十日, 二十四日 and so many days. */
  private static void nameDay(AccentedWord word) {
    AccentedWord second = word.next;
    AccentedWord third = second == null ? null : second.next;
    if (third == null) {
      return;
    }
    if (isDay(third)) {
      boolean fourteen = word.text.equals("十") && second.text.equals("四");
      boolean twenty = word.text.equals("二") && second.text.equals("十");
      if (fourteen || twenty) {
        word.load(NumeralWords.word(word.text + second.text + third.text));
        second.silence();
        third.silence();
      }
    } else if (word.text.equals("二")
        && second.text.equals("十")
        && third.text.equals("四")
        && third.next != null
        && isDay(third.next)) {
      word.load(NumeralWords.word("二十"));
      second.load(NumeralWords.word("二十-四" + third.next.text));
      third.silence();
      third.next.silence();
    }
  }

  private static boolean isDay(AccentedWord word) {
    return word.text.equals(DAY) || word.text.equals(DAYS);
  }
}

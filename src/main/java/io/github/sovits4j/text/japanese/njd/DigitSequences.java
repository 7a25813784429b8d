package io.github.sovits4j.text.japanese.njd;

import java.util.List;
import java.util.Map;

/**
 * Reads runs of digits: as a number, 百二十三, or one by one, イチ ニー サン. Commas that part thousands and
 * what stands beside the digits tell which.
 */
final class DigitSequences {

  private static final Map<String, Integer> VALUES =
      Map.ofEntries(
          Map.entry("○", 0),
          Map.entry("〇", 0),
          Map.entry("０", 0),
          Map.entry("いち", 1),
          Map.entry("壱", 1),
          Map.entry("に", 2),
          Map.entry("弐", 2),
          Map.entry("貳", 2),
          Map.entry("ニ", 2),
          Map.entry("さん", 3),
          Map.entry("参", 3),
          Map.entry("よん", 4),
          Map.entry("し", 4),
          Map.entry("ご", 5),
          Map.entry("ろく", 6),
          Map.entry("なな", 7),
          Map.entry("しち", 7),
          Map.entry("はち", 8),
          Map.entry("きゅう", 9),
          Map.entry("く", 9));

  private static final String DIGITS = "〇一二三四五六七八九";
  private static final List<String> HYPHENS = List.of("―", "−", "‐", "—", "－");
  private static final String NUMBER_OF = "番号";

  /** How a run of digits is to be read. */
  private enum Way {
    NUMBER,
    ONE_BY_ONE,
    UNDECIDED
  }

  private final WordChain chain;

  private DigitSequences(WordChain chain) {
    this.chain = chain;
  }

  /** Reads all runs; words that are not said afterwards are silent. False: there are no numbers. */
  static boolean read(WordChain chain) {
    DigitSequences sequences = new DigitSequences(chain);
    boolean found = false;
    AccentedWord start = null;
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      found |= word.isNumber();
      AccentedWord end = null;
      if (isDigit(word) || (word.isNumber() && (isPoint(word) || isComma(word)))) {
        start = start == null ? word : start;
        end = word == chain.last() ? word : null;
      } else if (start != null) {
        end = word.previous;
      }
      if (end != null) {
        sequences.read(start, end);
        start = null;
      }
    }
    return found;
  }

  /** Whether it is a digit; it is then written with one character. */
  private static boolean isDigit(AccentedWord word) {
    int value = value(word);
    if (value >= 0 && !word.text.equals("０")) {
      word.text = DIGITS.substring(value, value + 1);
      word.dictionaryForm = word.text;
    }
    return value >= 0;
  }

  /** 0 to 9; -1 for what is no digit. */
  private static int value(AccentedWord word) {
    if (!word.isNumber()) {
      return -1;
    }
    int value = word.text.length() == 1 ? DIGITS.indexOf(word.text) : -1;
    if (value < 0 && word.text.length() == 1 && "１２３４５６７８９".contains(word.text)) {
      value = word.text.charAt(0) - '０';
    }
    return value >= 0 ? value : VALUES.getOrDefault(word.text, -1);
  }

  static boolean isZero(AccentedWord word) {
    return word.text.equals("〇") || word.text.equals("０");
  }

  static boolean isPoint(AccentedWord word) {
    return word.text.equals("．") || word.text.equals("・");
  }

  private static boolean isComma(AccentedWord word) {
    return word.text.equals("，");
  }

  /** Reads digits, points and commas from a word to another. */
  private void read(AccentedWord start, AccentedWord end) {
    AccentedWord from = start;
    while (isComma(from) || isPoint(from)) {
      if (from == end) {
        return;
      }
      from = from.next;
    }
    AccentedWord whole = endOfWhole(from, end);
    Way way = way(from, whole);
    if (way == Way.NUMBER) {
      removeCommas(from, whole);
      asNumber(from, whole);
      readRest(whole, end);
      return;
    }
    AccentedWord comma = firstComma(from, whole);
    AccentedWord last = comma == null ? whole : comma.previous;
    if (way == Way.ONE_BY_ONE || score(from, last) < 0) {
      oneByOne(from, last);
    } else {
      asNumber(from, last);
    }
    readRest(last, end);
  }

  private void readRest(AccentedWord read, AccentedWord end) {
    if (read != end) {
      read(read.next, end);
    }
  }

  /** The last digit before a point. */
  private static AccentedWord endOfWhole(AccentedWord start, AccentedWord end) {
    AccentedWord last = start;
    while (last != end && !isPoint(last.next)) {
      last = last.next;
    }
    while (last != start && isComma(last)) {
      last = last.previous;
    }
    return last;
  }

  /** What commas say: thousands make a number, anything else does not tell. */
  private static Way way(AccentedWord start, AccentedWord end) {
    boolean thousands = true;
    boolean commas = false;
    int index = 0;
    for (AccentedWord word = end; ; word = word.previous) {
      commas |= isComma(word);
      thousands &= isComma(word) == (index % 4 == 3);
      index++;
      if (word == start) {
        break;
      }
    }
    if (start != end && value(start) == 0) {
      return Way.ONE_BY_ONE;
    }
    return thousands && commas ? Way.NUMBER : Way.UNDECIDED;
  }

  private static AccentedWord firstComma(AccentedWord start, AccentedWord end) {
    for (AccentedWord word = start; word != end.next; word = word.next) {
      if (isComma(word)) {
        return word;
      }
    }
    return null;
  }

  private void removeCommas(AccentedWord start, AccentedWord end) {
    for (AccentedWord word = start; word != end; word = word.next) {
      if (isComma(word)) {
        chain.remove(word);
      }
    }
  }

  /** How much the surroundings speak for a number: counters do, hyphens and brackets do not. */
  private static int score(AccentedWord start, AccentedWord end) {
    int score = 0;
    AccentedWord before = start.previous;
    if (before != null) {
      boolean afterNumber = before.previous != null && before.previous.isNumber();
      score += before.group1.equals("数接続") ? 2 : 0;
      score += before.isCounter() ? 1 : 0;
      if (isPoint(before)) {
        score -= afterNumber ? 5 : 0;
      } else if (before.text.equals("（")) {
        score -= afterNumber ? 2 : 0;
      } else if (isHyphen(before) || before.text.equals("）") || isNumberOf(before)) {
        score -= 2;
      }
      score -= isNumberOf(before.previous) ? 2 : 0;
    }
    AccentedWord after = end.next;
    if (after != null) {
      score += after.isCounter() ? 2 : 0;
      if (after.text.equals("）")) {
        score -= after.next != null && after.next.isNumber() ? 2 : 0;
      } else if (isHyphen(after) || after.text.equals("（") || isNumberOf(after)) {
        score -= 2;
      } else if (isPoint(after)) {
        score += 4;
      }
    }
    return score;
  }

  private static boolean isHyphen(AccentedWord word) {
    return HYPHENS.contains(word.text);
  }

  private static boolean isNumberOf(AccentedWord word) {
    return word != null && word.text.equals(NUMBER_OF);
  }

  /** ゼロ, ニー, ゴー, …: pairs make accent phrases. */
  private static void oneByOne(AccentedWord start, AccentedWord end) {
    if (start == end) {
      return;
    }
    boolean second = false;
    for (AccentedWord word = start; word != end.next; word = word.next) {
      String said =
          isZero(word) ? "ゼロ" : word.text.equals("二") ? "ニー" : word.text.equals("五") ? "ゴー" : null;
      if (said != null) {
        word.pronunciation = said;
        word.moras = 2;
      }
      word.rule = AccentedWord.NOTHING;
      word.chain = second ? AccentedWord.Chain.JOINED : AccentedWord.Chain.APART;
      if (second) {
        word.previous.accent = 3;
      }
      second = !second;
    }
  }

  /** Puts 十, 百, 千 and 万, 億, … between the digits, and takes out zeros and ones. */
  private void asNumber(AccentedWord start, AccentedWord end) {
    int size = 1;
    for (AccentedWord word = start; word != end; word = word.next) {
      size++;
    }
    int power = (size - 1) / 4;
    int place = (size - 1) % 4;
    if (size == 1 || power > NumeralWords.MOST_POWERS) {
      return;
    }
    boolean any = false; // digits since the last power of 10,000
    AccentedWord behind = end.next;
    for (AccentedWord word = start; word != behind; word = word.next) {
      int value = value(word);
      any |= value > 0;
      if (value <= 0) {
        word.silence();
        word.accent = 0;
        word.moras = 0;
      } else if (place > 0 && value == 1) {
        word.load(NumeralWords.place(place));
      } else if (place > 0) {
        word = insertAfter(word, NumeralWords.place(place));
      }
      if (place == 0) {
        if (any && power > 0) {
          word = insertAfter(word, NumeralWords.power(power));
        }
        any = false;
        power--;
        place = 4;
      }
      place--;
    }
  }

  private AccentedWord insertAfter(AccentedWord word, String line) {
    AccentedWord inserted = AccentedWord.of(line).getFirst();
    chain.insertAfter(word, inserted);
    return inserted;
  }
}

package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.DataLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How numbers and the counters behind them change each other: イチ + ホン is イッポン. */
final class CounterSounds {

  private static final char FIRST_JAPANESE = 0x80;

  private static final String VOICELESS = "カキクケコサシスセソタチツテトハヒフヘホ";
  private static final String VOICED = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ";
  private static final String H = "ハヒフヘホ";
  private static final String P = "パピプペポ";

  /** How a number is said before a counter. */
  private record Sound(String pronunciation, int accent, int moras) {

    static Sound of(String text) {
      String[] fields = text.split("/", -1);
      return new Sound(fields[0], Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
    }

    void set(AccentedWord number) {
      number.pronunciation = pronunciation;
      number.accent = accent;
      number.moras = moras;
    }
  }

  /** One kind of change: what numbers become what, before or behind which counters. */
  private record Table(String kind, Map<String, String> numbers, List<String> counters) {}

  private static final List<Table> TABLES = new ArrayList<>();

  static {
    DataLines.of(
        CounterSounds.class,
        "counters.txt",
        line -> {
          if (line.startsWith("#")) {
            return;
          }
          List<String> words = List.of(line.split(" ", -1));
          if (line.charAt(0) < FIRST_JAPANESE) { // a kind and its numbers
            Map<String, String> numbers = new HashMap<>();
            for (String word : words.subList(1, words.size())) {
              int equals = word.indexOf('=');
              numbers.put(word.substring(0, equals), word.substring(equals + 1));
            }
            TABLES.add(new Table(words.getFirst(), numbers, new ArrayList<>()));
          } else {
            TABLES.getLast().counters().addAll(words);
          }
        });
  }

  private CounterSounds() {}

  /** A number and its counter: 四年, 一本, 三階. */
  static void set(AccentedWord number, AccentedWord counter) {
    setNumber("digit", number, counter);
    setCounter("counter", number, counter);
  }

  /** A number and 百, 千 or 兆 behind it. */
  static void setPower(AccentedWord number, AccentedWord power) {
    setNumber("power-digit", number, power);
    setCounter("power", number, power);
  }

  /** One and two before counters that have their Japanese names: 一皿 is ヒトサラ. */
  static void setNative(AccentedWord number, AccentedWord counter) {
    String sound = change("native", number, counter.text + "=" + counter.reading);
    if (sound != null) {
      Sound.of(sound).set(number);
      number.reading = number.pronunciation;
    }
  }

  private static void setNumber(String kind, AccentedWord number, AccentedWord counter) {
    String sound = change(kind, number, counter.text);
    if (sound != null) {
      Sound.of(sound).set(number);
    }
  }

  private static void setCounter(String kind, AccentedWord number, AccentedWord counter) {
    String change = change(kind, number, counter.text);
    if (change != null) {
      String from = change.equals("p") ? H : VOICELESS;
      String to = change.equals("p") ? P : VOICED;
      int consonant = from.indexOf(counter.pronunciation.charAt(0));
      if (consonant >= 0) {
        counter.pronunciation = to.charAt(consonant) + counter.pronunciation.substring(1);
      }
    }
  }

  /** What the first table of a kind that has the counter says of the number; null: nothing. */
  private static String change(String kind, AccentedWord number, String counter) {
    for (Table table : TABLES) {
      if (table.kind().equals(kind) && table.counters().contains(counter)) {
        return table.numbers().get(number.text);
      }
    }
    return null;
  }
}

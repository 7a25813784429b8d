package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Time grows with the text and no faster, in every language, for what is written as well as for
 * what nobody writes: a text that is cut, the transcript of a recording, which is not, and the
 * search for what is not spoken.
 */
class ReadingTimeTest {

  private static final int SMALL = 3_500; // characters
  private static final int LARGE = 4 * SMALL; // 40 kB of ideographs or Hangul

  /** Four times the text may take so many times as long; quadratic would be 16. */
  private static final int MOST = 9;

  /** What collecting garbage and compiling may add. */
  private static final long SLACK_NANOS = 400_000_000;

  /** What is repeated, and whose characters are drawn at random. */
  private static final Map<String, List<String>> UNITS =
      Map.of(
          "en",
          List.of("a1", "1h30 ", "4/5 ", "[pause 1ms]"),
          "zh",
          List.of("今天天气很好，我们去3公里外的公园。", "1", "1-", "儿", "好[hao4]", "\n"),
          "yue",
          List.of("今日天氣好好，我哋去3公里外嘅公園。", "㗎", "1", "$1", "銀行[ngan4 hong4]"),
          "ja",
          List.of("今日は天気がいいので、3人で公園へ行きます。", "ー", "1", "今日[きょう]", "ｶﾞ"),
          "ko",
          List.of("오늘은 날씨가 좋아서 3명이 공원에 갑니다. ", "값", "1", "1개", "1.", " "),
          "auto",
          List.of("今あ", "。", "1", "駅。", "1km"));

  static Stream<Arguments> texts() {
    List<Arguments> texts = new ArrayList<>();
    UNITS.forEach(
        (language, units) -> {
          units.forEach(unit -> texts.add(Arguments.of(language, unit)));
          texts.add(Arguments.of(language, ""));
        });
    return texts.stream();
  }

  /** An empty unit: characters of all units of the language in random order. */
  @ParameterizedTest
  @MethodSource("texts")
  void timeGrowsWithTheTextOnly(String language, String unit) {
    if (language.equals("ja") || (language.equals("auto") && unit.matches(".*[ぁ-ん駅].*|"))) {
      JapaneseDictionary.require();
    }
    long small = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // the first time classes are loaded
      small = Math.min(small, nanos(language, text(language, unit, SMALL)));
    }
    long large = nanos(language, text(language, unit, LARGE));
    System.out.printf(
        "%-5s %-12s %5d ms, four times as long %5d ms%n",
        language,
        unit.substring(0, Math.min(8, unit.length())).translateEscapes().strip(),
        small / 1_000_000,
        large / 1_000_000);
    assertTrue(large < MOST * small + SLACK_NANOS, "quadratic: " + small + ", " + large);
  }

  private static String text(String language, String unit, int characters) {
    if (!unit.isEmpty()) {
      return unit.repeat(characters / unit.length());
    }
    String all = String.join("", UNITS.get(language)) + ", ";
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      text.append(all.charAt(random.nextInt(all.length())));
    }
    return text.toString().replaceAll("[\\[\\]{}]", "");
  }

  /** Of this thread's processor, whatever else the machine does. */
  private static long nanos(String language, String text) {
    TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (CutMethod method : List.of(CutMethod.CUT0, CutMethod.CUT5)) {
      attempt(() -> frontend.analyse(text, language, method));
    }
    attempt(() -> frontend.reference(text, language));
    attempt(() -> frontend.unspoken(text, language));
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (UserException e) {
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
    }
  }
}

package io.github.sovits4j.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.english.EnglishReader;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import io.github.sovits4j.verify.TextGolden.Counts;
import io.github.sovits4j.verify.TextGolden.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front end against results recorded from the original. */
class TextGoldenTest {

  /**
   * English cases whose recording reads the text wrong, or says the same in another spelling: the
   * text, and why ours is right.
   */
  private static final Map<String, String> READ_OTHERWISE =
      Map.ofEntries(
          Map.entry(
              "She bought 3 apples for $4.50 at 10:30 a.m.",
              "the recording says a.m. twice, and 10:30 is no more a.m. than it says"),
          Map.entry("Dr. Smith lives at 221 Baker Street.", "the recording says drive for doctor"),
          Map.entry(
              "The 1st, 2nd, 3rd and 21st of May.",
              "21st sounds like twenty first; the recording's one word has another stress"),
          Map.entry(
              "It's John's car, isn't it? They're Chris's friends' dogs.",
              "the apostrophe of friends' is no pause"),
          Map.entry("NASA and the FBI work in the USA.", "NASA is said as a word, not spelled"),
          Map.entry(
              "He lives; therefore he thinks: simple...",
              "a semicolon and a colon are pauses; the recording drops them"),
          Map.entry(
              "The wind was too strong to wind the sail.",
              "the noun and the verb wind differ; the recording has the verb twice"),
          Map.entry(
              "Is this the live show where people live?",
              "the verb live is not the adjective; the recording has the adjective twice"),
          Map.entry(
              "Please record a new record.",
              "the verb's first vowel is the dictionary's first, as in recorded and recording"),
          Map.entry(
              "The bass player caught a bass.",
              "the player's is not the fish; the recording has the fish twice"),
          Map.entry("Wow!! Really?? Yes -- truly.", "a dash is a pause; the recording drops it"),
          Map.entry("My email is on the page, no. 7.", "no. before a number is number"),
          Map.entry("OK, I'm AI.", "same sound; OK stays one word"));

  /** Chinese cases whose recording reads the text wrong. */
  private static final Map<String, String> CHINESE_OTHERWISE =
      Map.ofEntries(
          Map.entry("￥128.50", "the recording drops the currency and says a pause"),
          Map.entry("010-62345678", "the recording says minus inside a telephone number"),
          Map.entry("3.1415926", "the recording takes the digits for a telephone number"),
          Map.entry("3:2", "the recording drops the sign of a ratio"),
          Map.entry("12,345,678元", "the recording cuts the number at its commas"),
          Map.entry("60%~70%", "the recording says a range once with 到 and loses the other sign"),
          Map.entry("email", "the recording says 米 for the m of email; letters are English's"),
          Map.entry("80％", "the recording drops a full-width percent sign"),
          Map.entry("400-820-8820", "the recording says minus inside a telephone number"),
          Map.entry("慢慢地走", "地 after an adverb has no full tone; the recording reads di"));

  /** Cantonese cases whose recording reads the text wrong, or not at all. */
  private static final Map<String, String> CANTONESE_OTHERWISE =
      Map.ofEntries(
          Map.entry("㗎", "the recording drops ideographs outside the basic block"),
          Map.entry("102號", "the recording says the digits of a number before 號"),
          Map.entry("7,500,000", "the recording cuts the number at its commas"),
          Map.entry("9:30~10:15", "the recording says half past where the text has 15"),
          Map.entry("$128", "the recording drops the currency and says a full stop"),
          Map.entry("400-820-8820", "the recording says minus inside a telephone number"),
          Map.entry("卅", "the recording has no phones for a character of two syllables"),
          Map.entry("兛同竍", "the recording has no phones for a character of two syllables"),
          Map.entry("IT manager", "the recording says 米 for the m of manager"),
          Map.entry("jeans", "the recording says 秒 for the s of jeans"),
          Map.entry("email", "the recording says 米 for the m of email"),
          Map.entry("@home", "the recording says 米 for the m of home"),
          Map.entry("一甕水", "the recording has no phone for ung3"),
          Map.entry("罌粟", "the recording has no phones for ang1 and aang1"),
          Map.entry("牜犭糹", "the original fails on characters without a reading"));

  /** Korean cases whose recording reads the text wrong, or not at all. */
  private static final Map<String, String> KOREAN_OTHERWISE =
      Map.ofEntries(
          Map.entry("무릎이", "the recording takes 릎 for the end of a letter's name; it is 무르피"),
          Map.entry("끝이", "the recording takes 끝 for the end of a letter's name; it is 끄치"),
          Map.entry("끝에", "the recording takes 끝 for the end of a letter's name; it is 끄테"),
          Map.entry("닫혔다가", "the recording has no ㅊ; 닫혀 is 다처"),
          Map.entry("흙을 밟았다", "the recording has no ㄹ; 밟아 is 발바"),
          Map.entry("밟는, 밟아", "the recording has no ㄹ; 밟아 is 발바"),
          Map.entry("목소리를 만든다", "the recording takes 만든 for a stem and says 만든따"),
          Map.entry("12자루", "자루 is counted in native numerals"),
          Map.entry("버스 102번", "a bus has a number; it is not counted"),
          Map.entry("10대 0", "the recording counts ten in native numerals in a score"),
          Map.entry("3.14159", "the recording says a full stop for the decimal point"),
          Map.entry("5.5도", "the recording says a full stop for the decimal point"),
          Map.entry("35.5%", "the recording says a full stop for the decimal point"),
          Map.entry("1/2과", "the recording reads no fractions"),
          Map.entry("5km를", "the recording spells the unit"),
          Map.entry("65kg", "the recording reads digits and spells the units"),
          Map.entry("500ml", "the recording reads digits and spells the unit"),
          Map.entry("25℃", "the recording reads digits and drops the unit"),
          Map.entry("20㎡", "the recording reads digits and drops the unit"),
          Map.entry("100km/h", "the recording reads digits and spells the unit"),
          Map.entry("할걸 그랬어", "할걸 ends the verb; what follows is not tense"),
          Map.entry("大韓民國", "the recording drops ideographs"),
          Map.entry("中國과", "the recording drops ideographs"),
          Map.entry("漢字를", "the recording drops ideographs"));

  /** Mixtures without Japanese whose recording reads the text wrong, or the same otherwise. */
  private static final Map<String, String> MIXTURE_OTHERWISE =
      Map.ofEntries(
          Map.entry("zh MyGO?", "a made-up word; the recording spells the go of it"),
          Map.entry("zh 当时ThinkPad T60", "T60 is one name; the recording reads 60 in Chinese"),
          Map.entry("zh 他说\"I love you\"", "the comma behind English is a pause"),
          Map.entry("zh 我的iPhone", "phone has less stress in a compound"),
          Map.entry("yue 我用緊iPhone", "phone has less stress in a compound"),
          Map.entry("yue 呢個APP", "APP is a word; English of under four phones has a comma before"),
          Map.entry("yue café和naïve", "the recording drops words with accents"),
          Map.entry("C++和C#", "signs of the names are read"),
          Map.entry("en NASA", "NASA is said as a word, not spelled"),
          Map.entry("ko T셔츠 2장", "장 is counted in native numerals"),
          Map.entry("all_ko 123", "123 is a number; the recording says its digits"),
          Map.entry("all_ko 2024年", "2024 is a number, 年 has a reading"),
          Map.entry("all_ko 안녕 100", "100 is a number; the recording says its digits"),
          Map.entry("ko 한국어와 中文", "the recording drops ideographs"),
          Map.entry("ko 大韓民國", "the recording drops ideographs"),
          Map.entry("ko 今天学了English、", "the mark behind English is a pause"),
          Map.entry("ko これは日本語、", "日本語 has a reading in Hangul; so has 日本"),
          Map.entry("ko BTS的", "日本 has a reading in Hangul"),
          Map.entry("ko  前后空格", "前后 has a reading in Hangul"),
          Map.entry("ko 你  好", "好 has a reading in Hangul"),
          Map.entry("ko テスト　全角", "全角 has a reading in Hangul"));

  /** The same of those with Japanese. */
  private static final Map<String, String> MIXTURE_WITH_JAPANESE_OTHERWISE =
      Map.ofEntries(
          Map.entry("新しいiPhone", "phone has less stress in a compound"),
          Map.entry("Hello、みなさん", "the mark behind English is a pause"),
          Map.entry("JRで東京", "the dictionary of English has jr for junior"),
          Map.entry("ＡＢＣと123", "wide letters are English"),
          Map.entry("all_ja NASA", "NASA is said as a word, not spelled"),
          Map.entry("안녕 100", "what Japanese cannot read is left out; the recording has UNK"),
          Map.entry("今天学了English、", "the mark behind English is a pause"),
          Map.entry("これは日本語、", "the mark behind English is a pause"),
          Map.entry("BTS的한국팬", "what Japanese cannot read is left out; the recording has UNK"),
          Map.entry("Let's go!", "what Japanese cannot read is left out; the recording has UNK"),
          Map.entry("🙂你好🙂", "what Japanese cannot read is left out; the recording has UNK"),
          Map.entry("café和naïve", "words with accents are English"),
          Map.entry("Привет", "what Japanese cannot read is left out; the recording has UNK"),
          Map.entry("αβγ是", "Greek letters are read; the recording has UNK"),
          Map.entry("C++和C#", "signs of the names are read"));

  /** Pieces that are cut otherwise than recorded, by what is in the text. */
  private static final Map<String, String> PIECES_OTHERWISE =
      Map.of(
          "café", "letters with accents are English",
          "T60", "digits on a Latin word belong to it",
          "ＡＢＣ", "wide letters are English",
          "……", "a text of marks has the language asked for, not one of its own",
          "！？", "a text of marks has the language asked for, not one of its own");

  /** Cuts whose recording goes through a number. */
  private static final Map<String, String> CUT_OTHERWISE =
      Map.of(
          "cut5", "the comma of 1,000 cuts nothing",
          "cut1", "the comma of 1,000 ends no clause, and eight clauses are one group");

  private static Path golden;

  @BeforeAll
  static void findGolden() throws URISyntaxException {
    golden = Path.of(TextGoldenTest.class.getResource("/golden/text/en.json").toURI()).getParent();
  }

  @Test
  void everyCutIsAsRecorded() {
    List<Result> results = TextGolden.split(golden.resolve("split.json"));
    report("split", results);
    List<String> unexpected =
        failures(results).stream()
            .filter(
                failure ->
                    CUT_OTHERWISE.keySet().stream().noneMatch(failure::contains)
                        || !failure.contains("1,000"))
            .toList();
    assertEquals(List.of(), unexpected);
  }

  @Test
  void everyEnglishCaseIsAsRecordedButTheWrongReadings() {
    List<Result> results = TextGolden.english(golden.resolve("en.json"));
    report("en", results);
    List<String> unexpected =
        failures(results).stream()
            .filter(failure -> READ_OTHERWISE.keySet().stream().noneMatch(failure::contains))
            .toList();
    assertEquals(List.of(), unexpected);
    List<String> same =
        READ_OTHERWISE.keySet().stream()
            .filter(text -> failures(results).stream().noneMatch(f -> f.contains(text)))
            .toList();
    assertEquals(List.of(), same, "listed, but as recorded");
  }

  @Test
  void everyChineseCaseIsAsRecordedButTheWrongReadings() {
    for (String file : List.of("zh_given_readings.json", "zh_pypinyin.json")) {
      List<Result> results = TextGolden.chinese(golden.resolve(file));
      report(file, results);
      List<String> unexpected =
          failures(results).stream()
              .filter(failure -> CHINESE_OTHERWISE.keySet().stream().noneMatch(failure::contains))
              .toList();
      assertEquals(List.of(), unexpected);
    }
  }

  @Test
  void everyCantoneseCaseIsAsRecordedButTheWrongReadings() {
    asRecordedBut(
        CANTONESE_OTHERWISE, "yue.json", TextGolden.cantonese(golden.resolve("yue.json")));
  }

  @Test
  void everyKoreanCaseIsAsRecordedButTheWrongReadings() {
    asRecordedBut(KOREAN_OTHERWISE, "ko.json", TextGolden.korean(golden.resolve("ko.json")));
  }

  @Test
  void everyTextFallsIntoPiecesAsRecordedButThoseListed() {
    asRecordedBut(
        PIECES_OTHERWISE,
        "lang_segments.json",
        TextGolden.segments(golden.resolve("lang_segments.json")));
  }

  @Test
  void everyMixtureIsAsRecordedButTheWrongReadings() {
    asRecordedBut(MIXTURE_OTHERWISE, "mixed_multi.json without Japanese", mixtures(false));
  }

  @Test
  void everyMixtureWithJapaneseIsAsRecordedButTheWrongReadings() {
    JapaneseDictionary.require();
    asRecordedBut(
        MIXTURE_WITH_JAPANESE_OTHERWISE, "mixed_multi.json with Japanese", mixtures(true));
  }

  private static List<Result> mixtures(boolean japanese) {
    return TextGolden.mixture(golden.resolve("mixed_multi.json")).stream()
        .filter(
            result ->
                japanese
                    == (result.name().contains("ja ")
                        || (result.name().contains(" auto ")
                            && result.name().matches("(?s).*[ぁ-ー].*"))))
        .toList();
  }

  /** All cases are as recorded but those listed, and those are not. */
  private static void asRecordedBut(
      Map<String, String> otherwise, String name, List<Result> results) {
    report(name, results);
    List<String> failures = failures(results);
    assertEquals(
        List.of(),
        failures.stream().filter(f -> otherwise.keySet().stream().noneMatch(f::contains)).toList());
    assertEquals(
        List.of(),
        otherwise.keySet().stream()
            .filter(text -> failures.stream().noneMatch(f -> f.contains(text)))
            .toList(),
        "listed, but as recorded");
    System.out.printf(
        "%s: %d of %d as recorded, the other %d listed%n",
        name, results.size() - failures.size(), results.size(), failures.size());
  }

  @Test
  void everyMixedCaseIsAsRecorded() {
    List<Result> results = TextGolden.mixed(golden.resolve("mixed.json"));
    assertEquals(5, results.size());
    // API is spelled here too; the recording writes the letters apart.
    assertEquals(List.of(), failures(results).stream().filter(f -> !f.contains("A P I")).toList());
  }

  @Test
  void runnerCountsAndPrintsDifferences(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("split.json"),
        """
        {"cases":[
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello there."]},
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello", "there."]},
          {"text":"?,!","lang":"en","method":"cut5","segments":{"error":"ValueError"}}]}
        """);
    Files.writeString(
        folder.resolve("en.json"),
        """
        {"cases":[
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY1","!"],"ids":[1,51,22,0]},
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY2","!"],"ids":[1,51,22,0]},
          {"text":"Hi!","norm_text":"Ho!","phones":[],"ids":[]}]}
        """);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Counts counts = TextGolden.run(folder, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(new Counts(3, 3), counts, printed);
    assertTrue(printed.contains("piece 0: expected \"Hello\", got \"Hello there.\""), printed);
    assertTrue(printed.contains("phone 2: expected \"AY2\", got \"AY1\""), printed);
    assertTrue(printed.contains("normalised: expected \"Ho!\", got \"Hi!\""), printed);
  }

  @Test
  void runnerSaysWhatIsMissing(@TempDir Path folder) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    assertThrows(UserException.class, () -> TextGolden.run(folder, nowhere));
    Files.writeString(folder.resolve("en.json"), "[1, 2");
    assertThrows(UserException.class, () -> TextGolden.run(folder, nowhere));
  }

  /** Shows that reading does not depend on what was read before. */
  @Test
  void readingTwiceGivesTheSame() {
    Reading once = EnglishReader.shared().read("Say it again, flurbington.");
    assertEquals(once, EnglishReader.shared().read("Say it again, flurbington."));
  }

  private static void report(String what, List<Result> results) {
    long passed = results.stream().filter(Result::passed).count();
    System.out.println("golden " + what + ": " + passed + " of " + results.size() + " cases");
    assertTrue(results.size() > 20);
  }

  private static List<String> failures(List<Result> results) {
    return results.stream()
        .filter(result -> !result.passed())
        .map(result -> result.name() + ": " + result.difference().orElseThrow())
        .toList();
  }
}

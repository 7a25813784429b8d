package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFrontendTest {

  private final TextFrontend frontend = TextFrontend.of(SymbolSet.V2);

  @Test
  void textBecomesSentencesOfIds() {
    List<Sentence> sentences =
        frontend.analyse("Hello, how are you today? I am  fine.", "en", CutMethod.CUT5);
    assertEquals(3, sentences.size());
    assertEquals("Hello,", sentences.get(0).text());
    assertEquals(" how are you today?", sentences.get(1).text());
    assertEquals(" I am  fine.", sentences.get(2).text());
    assertEquals("I am fine.", sentences.get(2).normalised());
    assertEquals(
        List.of("HH", "AW1", "AA1", "R", "Y", "UW1", "T", "AH0", "D", "EY1", "?"),
        sentences.get(1).phones());
    assertArrayEquals(new int[] {51, 19, 7, 74, 92, 88, 80, 12, 26, 42, 4}, sentences.get(1).ids());
  }

  /** The next piece is not looked at before it is wanted. */
  @Test
  void piecesAreReadOneByOne() {
    String text = "今天天气很好。我们去公园。他还没有来。你说行不行？";
    List<String> asked = new ArrayList<>();
    TextFrontend counting =
        frontend.with(
            sentence -> {
              asked.add(sentence);
              return null;
            });
    CutText cut = counting.cut(text, "zh", CutMethod.CUT5, UserLexicon.EMPTY);
    assertEquals(4, cut.pieces().size());
    assertEquals(List.of(), asked);
    SentenceList sentences = new SentenceList(cut);
    for (int read = 1; read <= 4; read++) {
      sentences.add(counting.read(cut, sentences.next()));
      assertEquals(read, asked.size());
      assertEquals(read, sentences.size());
    }
    assertEquals(frontend.analyse(text, "zh", CutMethod.CUT5), sentences.list());
  }

  @Test
  void silenceStandsBehindWhatIsSpoken() {
    String text = "[pause 1s] One here. [pause 2s] *** [pause 3s] Two there. [pause 500ms] ";
    List<Sentence> sentences = frontend.analyse(text, "en", CutMethod.CUT5);
    assertEquals(2, sentences.size());
    assertEquals(1, sentences.get(0).silenceBefore());
    assertEquals(OptionalDouble.of(5), sentences.get(0).silence());
    assertEquals(OptionalDouble.of(0.5), sentences.get(1).silence());
    assertEquals(0, sentences.get(1).silenceBefore());
  }

  @Test
  void shortSentenceGetsARunUp() {
    Sentence hi = frontend.reference("Hi", "en");
    assertEquals(List.of(".", "HH", "AY1", "."), hi.phones());
    assertEquals(". Hi.", hi.normalised());
    assertEquals("Hi.", hi.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "...", "你好。", "🙂"})
  void transcriptThatCannotBeReadIsRefused(String text) {
    UserException e = assertThrows(UserException.class, () -> frontend.reference(text, "en"));
    assertTrue(e.getMessage().startsWith("The transcript of the reference "), e.getMessage());
  }

  @Test
  void bothSymbolSetsGiveEnglishTheSameIds() {
    assertEquals(
        frontend.analyse("The same for both.", "en", CutMethod.DEFAULT),
        TextFrontend.of(SymbolSet.V1).analyse("The same for both.", "EN", CutMethod.DEFAULT));
  }

  @Test
  void sentenceKeepsItsIds() {
    Sentence sentence = frontend.reference("Hands off my numbers.", "en");
    int[] before = sentence.ids();
    sentence.ids()[0] = -1;
    assertArrayEquals(before, sentence.ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n", "...", "?!", "你好。", "🙂", "- - -"})
  void nothingToSpeakIsSaidKindly(String text) {
    for (CutMethod method : CutMethod.values()) {
      UserException e =
          assertThrows(UserException.class, () -> frontend.analyse(text, "en", method));
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
    }
  }

  @Test
  void unknownLanguagesSayWhatIsKnown() {
    UserException e =
        assertThrows(
            UserException.class, () -> frontend.analyse("Hello.", "fr", CutMethod.DEFAULT));
    assertTrue(e.getMessage().startsWith("Unknown language \"fr\""), e.getMessage());
    assertTrue(e.getMessage().contains("zh"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(CutMethod.class)
  void anyTextIsReadOrRefusedAndIdsStayInTheTable(CutMethod method) {
    SplittableRandom random = new SplittableRandom(20240601 + method.id().hashCode());
    int spoken = 0;
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      String text = randomText(random);
      try {
        for (Sentence sentence : frontend.analyse(text, "en", method)) {
          assertEquals(sentence.phones().size(), sentence.ids().length);
          for (int id : sentence.ids()) {
            assertTrue(id >= 0 && id < 732 && id != SymbolTable.UNKNOWN, text);
          }
          spoken++;
        }
      } catch (UserException e) {
        refused++;
      }
    }
    System.out.println(method.id() + ": " + spoken + " sentences, " + refused + " texts refused");
    assertTrue(spoken > 1_000 && refused > 10);
  }

  private static String randomText(SplittableRandom random) {
    String usual = "abcdeABC xyz'-.,?!0123456789$£%/:;+=° \n\t。，！？…—";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(1, 60);
    boolean wild = random.nextInt(4) == 0;
    for (int i = 0; i < length; i++) {
      if (wild) {
        // Any code point, unpaired surrogates included.
        text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x110000 : 0x3000));
      } else {
        text.append(usual.charAt(random.nextInt(usual.length())));
      }
    }
    return text.toString();
  }

  /** Input that naive patterns take quadratic time for: at 40 kB that would be minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "The quick brown fox jumps over the lazy dog. ",
        "a",
        "zq",
        "1",
        "1.",
        "1,",
        " ",
        "- ",
        "a - ",
        "a.b.",
        "a'",
        "-'",
        "a b. ",
        "£1.",
        "Aa1!",
        "ⁿ",
        "\n",
        "1/2 "
      })
  void timeGrowsWithTheTextOnly(String unit) {
    String small = "Start. " + unit.repeat(5_000 / unit.length());
    String large = "Start. " + unit.repeat(20_000 / unit.length());
    long quarter = time(small);
    long whole = time(large);
    System.out.printf(
        "%-12s 5 kB %d ms, 20 kB %d ms%n",
        unit.strip().substring(0, Math.min(10, unit.strip().length())),
        quarter / 1_000_000,
        whole / 1_000_000);
    assertTrue(whole < 10 * quarter + 500_000_000L, "quadratic: " + whole / 1e9 + " s");
  }

  /** Of this thread's processor, whatever else the machine does. */
  private long time(String text) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    analyseAll(text);
    return threads.getCurrentThreadCpuTime() - start;
  }

  private void analyseAll(String text) {
    for (CutMethod method : List.of(CutMethod.CUT0, CutMethod.CUT5)) {
      try {
        frontend.analyse(text, "en", method);
      } catch (UserException e) {
        assertTrue(e.getMessage().startsWith("The text has nothing"), e.getMessage());
      }
    }
  }

  @Test
  void threadsShareOneFrontend() throws Exception {
    String text = "Threads share the dictionary, the rules and flurbington's model.";
    List<Sentence> alone = frontend.analyse(text, "en", CutMethod.CUT5);
    List<Callable<List<Sentence>>> tasks = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      tasks.add(() -> TextFrontend.of(SymbolSet.V2).analyse(text, "en", CutMethod.CUT5));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Sentence>> result : threads.invokeAll(tasks)) {
        assertEquals(alone, result.get());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "en, en", "EN-us, en", "en_GB, en", "eng, en", "English, en", "' english ', en",
    "zh-CN, zh", "zh-Hans, zh", "zh_hans_cn, zh", "zh-TW, zh", "cmn-Hans-CN, zh", "Chinese, zh",
    "中文, zh", "Mandarin, zh", "ALL_ZH, all_zh", "all-zh, all_zh", "zh-HK, yue", "Cantonese, yue",
    "ja-JP, ja", "Japanese, ja", "ko-KR, ko", "auto, auto", "auto_yue, auto_yue"
  })
  void languagesAreKnownByCodeTagAndName(String name, String code) {
    assertEquals(code, TextLanguage.of(name).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "xx", "xx-US", "en-", "en--US", "english-us", "enus", "auto-US!", "-"})
  void otherLanguagesAreRefused(String name) {
    UserException e = assertThrows(UserException.class, () -> TextLanguage.of(name));
    assertTrue(e.getMessage().contains("en (English)"), e.getMessage());
  }

  @Test
  void noSentenceHasMorePhonesThanTheLongestPieceOfChinese() {
    List<String> texts =
        List.of("WXYZ".repeat(125), "1".repeat(500), "999,999 ".repeat(60), "的".repeat(510));
    for (String text : texts) {
      for (String language : List.of("en", "zh")) {
        if (language.equals("en") && text.startsWith("的")) {
          continue;
        }
        for (Sentence sentence : frontend.analyse(text, language, CutMethod.CUT0)) {
          assertTrue(sentence.phones().size() <= 1024, text.substring(0, 8) + language);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|Fine :-) or <b>not</b> ❤️|2 emoji (:-) ❤), 2 tags (<b> </b>)",
        "en|One \u0001 я|1 letter of another script (я), 1 control character (U+0001)",
        "en|co\u00adop\u200ber\ufeffate “it”, it’s ½ of 5 % & more…|",
        "en|A family 👨‍👩‍👧 of flags 🇩🇪🇫🇷.|3 emoji (👨‍👩‍👧 🇩🇪 🇫🇷)",
        "en|Rise ↑ and fall ↓ ↑|3 signs (↑ ↓)",
        "zh|你好😀，か@我。|1 emoji (😀), 1 letter of another script (か), 1 sign (@)",
        "zh|价格是￥100，《涨》了5%！（真的）……|",
      })
  void whatIsNotSpokenIsNamedByKind(String language, String text, String named) {
    assertEquals(
        named == null ? "" : named,
        frontend.unspoken(text.translateEscapes(), language).describe());
  }
}

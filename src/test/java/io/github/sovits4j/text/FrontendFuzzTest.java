package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.japanese.mecab.DictionaryFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Any string through the front end of every language: it is read or refused with a message, and
 * what comes out is sound. {@code -Dsovits4j.fuzz=1000000} tries so many, {@code
 * -Dsovits4j.fuzz.seed=N} others, {@code -Dsovits4j.fuzz.languages=ko|all_ko} these languages
 * alone; a string that fails is printed and depends on the seed and its number alone.
 */
class FrontendFuzzTest {

  private static final int COUNT = Integer.getInteger("sovits4j.fuzz", 3000);
  private static final long SEED = Long.getLong("sovits4j.fuzz.seed", 20_250_101);
  private static final String ONLY = "sovits4j.fuzz.languages";
  private static final int LONGEST = 400;

  /** What rules look for, so that they meet. */
  private static final List<String> PIECES =
      List.of(
          "[pause 300ms]",
          "[pause ",
          "1.5s]",
          "<break time=\"1s\"/>",
          "<break",
          "/>",
          "{HH AH0}",
          "{HH",
          "}",
          "好[hao4]",
          "[hao4]",
          "银行[yin2 hang2]",
          "[",
          "]",
          "{",
          "\ue000",
          "\uf8ff",
          "zqx",
          "zqxaaaaa",
          "Dr. ",
          "U.S.",
          "e.g.",
          "St.",
          "No. 5",
          "$1.2B",
          "£3.50",
          "20 °C",
          "5kg",
          "10-20",
          "3/4",
          "½",
          "2024-03-04",
          "16:30",
          "4 pm",
          "555-0123",
          "192.168.0.1",
          "v2.0.1",
          "http://a.b/c?d=e",
          "a@b.com",
          "@you",
          "#tag",
          ":-)",
          "Henry VIII",
          "NASA",
          "CO2",
          "1,000,000",
          "-.5",
          "x²",
          "AT&T",
          "I'll",
          "’cause",
          "“yes”",
          "…",
          "——",
          "……",
          "?!",
          "。",
          "，",
          "！",
          "：",
          "；",
          "、",
          "￥100",
          "80％",
          "3:2",
          "一百",
          "看一看",
          "不对",
          "花儿",
          "重庆",
          "3개",
          "20살",
          "10월 6일",
          "3시 30분",
          "1/2",
          "값이",
          "닭",
          "읽고 ",
          "할 것을 ",
          "좋아요",
          "서울역",
          "ㅋㅋ",
          "ㄳ",
          "\u1112\u1161\u11ab",
          "\u11ab",
          "大韓民國",
          "65kg",
          "010-1234-5678",
          "12,345.67원",
          "㎡",
          "㗎",
          "卅",
          "𨋢",
          "牜",
          "銀行[ngan4 hong4]",
          "佢[keoi5]",
          "[hou2]",
          "$128蚊",
          "２０２４",
          "ＡＢＣ",
          "㎏",
          "①",
          "∑",
          "α",
          "🎉",
          "👨‍👩‍👧",
          "🇩🇪",
          "é",
          "e\u0301",
          "ß",
          "ﬁ",
          "\u200b",
          "\u202e",
          "\u00ad",
          "\ufeff",
          "\ud83d",
          "\ude00",
          "\u0000",
          "\n",
          "\n\n",
          "\r\n",
          "\t",
          "\u2028",
          "\u00a0",
          "\u3000",
          "ع",
          "я",
          "ह",
          "ก",
          "한",
          "か",
          "カ",
          "ゃ",
          "っ",
          "ー",
          "々",
          "ヵ",
          "ﾞ",
          "ｶﾞ",
          "〇",
          "今日[きょう]",
          "[きょう",
          "｜箸[は'し]",
          "です",
          "ます。",
          "しました",
          "一二三",
          "15,000円",
          "03-1234-5678",
          "10:30",
          "5/3",
          "3人",
          "〜",
          "・",
          "℃",
          "㈱",
          "Hello",
          "𠀀",
          "999999999999",
          ".",
          ",",
          "'",
          "-",
          "%",
          "^",
          "/",
          "\\",
          "=",
          "+",
          "*",
          "_",
          "~",
          "|",
          "<",
          ">",
          "&amp;");

  private static final List<TextLanguage> READ =
      Stream.of(TextLanguage.values())
          .filter(language -> isThere(language.base().orElse(TextLanguage.EN)))
          .filter(language -> language.code().matches(System.getProperty(ONLY, ".*")))
          .toList();

  private static final UserLexicon LEXICON =
      UserLexicon.parse(
          "東雲 しののめ\n佢 keoi5\n銀行 ngan4 hong4\na EY1\nc++ S IY1\n好 hao4\n重庆 chong2 qing4\nnew\tN UW1\n🎉 Y EY1",
          "fuzz");

  private final RandomGeneratorFactory<RandomGenerator> generators =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private final Map<SymbolSet, TextFrontend> frontends = new EnumMap<>(SymbolSet.class);
  private final Map<TextLanguage, int[]> outcomes =
      new EnumMap<>(TextLanguage.class); // read, refused

  @Test
  void anyStringIsReadOrRefused() {
    for (SymbolSet set : SymbolSet.values()) {
      frontends.put(set, TextFrontend.of(set));
    }
    long started = System.nanoTime();
    for (int i = 0; i < COUNT; i++) {
      RandomGenerator random = generators.create(SEED * 1_000_003 + i);
      String text = string(random);
      TextLanguage language = any(random, List.of(TextLanguage.values()));
      if (random.nextInt(10) < 8 || System.getProperty(ONLY) != null) { // mostly those read
        language = any(random, READ);
      }
      SymbolSet set = any(random, List.of(SymbolSet.values()));
      CutMethod cut = any(random, List.of(CutMethod.values()));
      UserLexicon lexicon = random.nextInt(4) == 0 ? LEXICON : UserLexicon.EMPTY;
      try {
        read(set, text, language, cut, lexicon);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        String where = "seed " + SEED + ", string " + i + ", " + language + ", " + set + ", " + cut;
        fail(where + ": " + escaped(text), e);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "fuzz: %d strings, seed %d, %.1f s:",
        COUNT,
        SEED,
        (System.nanoTime() - started) * 1e-9);
    outcomes.forEach(
        (language, n) ->
            System.out.printf(" %s %d read, %d refused;", language.code(), n[0], n[1]));
    System.out.println();
    for (TextLanguage language : READ) {
      int least = language.base().isPresent() ? COUNT / READ.size() / 4 : 0;
      assertTrue(outcomes.get(language)[0] > least, language.code());
    }
  }

  /** Japanese needs a dictionary that is not everywhere. */
  private static boolean isThere(TextLanguage language) {
    return language != TextLanguage.JA || DictionaryFolder.find().isPresent();
  }

  private void read(
      SymbolSet set, String text, TextLanguage language, CutMethod cut, UserLexicon lexicon) {
    int[] outcome = outcomes.computeIfAbsent(language, l -> new int[2]);
    TextFrontend frontend = frontends.get(set);
    List<Sentence> sentences;
    try {
      frontend.unspoken(text, language.code(), lexicon);
      sentences = frontend.analyse(text, language.code(), cut, lexicon);
    } catch (UserException e) {
      assertTrue(e.getMessage().endsWith(".") && e.getMessage().length() < 2000, e.getMessage());
      outcome[1]++;
      return;
    }
    outcome[0]++;
    assertTrue(!sentences.isEmpty());
    sentences.forEach(sentence -> check(sentence, SymbolTable.of(set)));
  }

  private static void check(Sentence sentence, SymbolTable table) {
    int phones = sentence.phones().size();
    assertTrue(phones > 0 && phones <= 1100, phones + " phones");
    int[] ids = sentence.ids();
    assertEquals(phones, ids.length);
    for (int i = 0; i < phones; i++) {
      String phone = sentence.phones().get(i);
      assertTrue(table.contains(phone), "not in the table: " + phone);
      assertEquals(phone, table.symbol(ids[i]));
    }
    int at = 0;
    for (Word word : sentence.words()) {
      assertTrue(word.phones() > 0 && word.firstPhone() >= at, word.toString());
      at = word.firstPhone() + word.phones();
    }
    assertTrue(at <= phones);
    for (ChineseSpan span : sentence.chinese()) {
      int spanned = span.phonesPerCharacter().stream().mapToInt(Integer::intValue).sum();
      assertTrue(span.firstPhone() >= 0 && span.firstPhone() + spanned <= phones, span.toString());
    }
    String shown = sentence.text() + sentence.normalised();
    assertTrue(shown.chars().noneMatch(c -> c >= 0xe000 && c <= 0xf8ff), "a mark is left");
    assertTrue(sentence.silence().orElse(0) <= 60 && sentence.silenceBefore() <= 60);
  }

  private static <T> T any(RandomGenerator random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String string(RandomGenerator random) {
    int kind = random.nextInt(5);
    int length = random.nextInt(20) == 0 ? random.nextInt(LONGEST) : random.nextInt(24);
    List<String> parts = new ArrayList<>(Collections.nCopies(length, ""));
    parts.replaceAll(
        nothing ->
            switch (kind == 4 ? random.nextInt(4) : kind) {
              case 0 -> Character.toString(random.nextInt(0x110000));
              case 1 -> Character.toString((char) random.nextInt(0x10000));
              case 2 ->
                  Character.toString(
                      random.nextInt(3) == 0
                          ? ' ' + random.nextInt(95)
                          : 0x4e00 + random.nextInt(0x51a6));
              default -> any(random, PIECES);
            });
    return String.join(random.nextBoolean() ? " " : "", parts);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c ->
                out.append(
                    c >= ' ' && c < 0x7f && c != '"' && c != '\\'
                        ? Character.toString(c)
                        : String.format("\\u%04x", c)));
    return out.append('"').toString();
  }
}

package io.github.sovits4j.text.japanese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UserLexicon;
import io.github.sovits4j.text.Word;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JapaneseReaderTest {

  private final JapaneseReader reader = JapaneseReader.of(SymbolSet.V2);
  private final TextFrontend frontend = TextFrontend.of(SymbolSet.V2);

  @BeforeAll
  static void needDictionary() {
    JapaneseDictionary.require();
  }

  /** The same sounds, without marks of pitch, which differ with how a word is written. */
  private String sounds(String text) {
    return JapaneseReader.of(SymbolSet.V1).read(text).phones().stream()
        .map(phone -> phone.length() == 1 ? phone.toLowerCase(java.util.Locale.ROOT) : phone)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15,000円 | 一万五千円",
        "１５，０００円 | 一万五千円",
        "¥1,200 | 千二百円",
        "$3.5 | 3.5ドル",
        "€20 | 20ユーロ",
        "¥3億 | 三億円",
        "10:30に | 10時30分に",
        "9:05 | 9時5分",
        "12:00:05 | 12時0分5秒",
        "2024/5/3 | 2024年5月3日",
        "2024-05-03 | 2024年5月3日",
        "2024/5 | 2024年5月",
        "5/3(金) | 5月3日(金)",
        "3/4 | 四分の三",
        "½ | 二分の一",
        "16:9 | 十六対九",
        "-5度 | マイナス五度",
        "20℃ | 二十度",
        "80% | 八十パーセント",
        "８０％ | 八十パーセント",
        "10〜20人 | 十から二十人",
        "東京～大阪 | 東京から大阪",
        "すご〜い | すごーい",
        "2+3=5 | 2タス3イコール5",
        "3×4 | 3カケル4",
        "100円×3個 | 100円カケル3個",
        "〇〇さん | マルマルさん",
        "二〇二四年 | 2024年",
        "㈱トヨタ | 株式会社トヨタ",
        "5㌔ | 5キロ",
        "㍻ | 平成",
        "Ⅲ | 三",
        "Ⅻ | 12",
        "50m² | 50平方メートル",
        "5 km | 5キロメートル",
        "60km/h | 60キロメートル毎時",
        "ｶﾞｯﾂﾎﾟｰｽﾞ | ガッツポーズ",
        "HELLO | ハロー",
        "٣つ | 三つ",
        "０３－１２３４－５６７８ | 03-1234-5678",
        "4.6.3版 | 4テン6テン3版",
        "何% | 何パーセント",
        "5−3 | 5マイナス3",
        "2分の1 | 二分の一",
        "5m | 5メートル",
        "500g | 500グラム",
        "1L | 1リットル",
        "16GB | 16ギガバイト",
        "9.58s | 9.58秒",
        "3Lサイズ | 3エルサイズ",
        "100Mbps | 100メガビーピーエス",
        "300kcal | 300キロカロリー",
        "2/14 | 2月14日",
        "11月26日（火） | 11月26日（火曜日）",
        "1/24 | 24分の1"
      })
  void whatIsWrittenWithSignsIsRead(String written, String spoken) {
    assertEquals(sounds(spoken), sounds(written));
  }

  @ParameterizedTest
  @CsvSource({
    "1人, h I t o r i",
    "2人, f U t a r i",
    "3人, s a N n i N",
    "4人, y o n i N",
    "1日, i ch i n i ch i",
    "8月1日, h a ch i g a ts u ts u i t a ch i",
    "20日, h a ts U k a",
    "6本, r o cl p o N",
    "3本, s a N b o N",
    "8分, h a cl p u N",
    "300, s a N by a k u",
    "8000, h a cl s e N",
    "3階, s a N g a i",
    "1杯, i cl p a i",
    "10000, i ch i m a N",
    "7時, sh I ch i j i",
    "9時, k u j i",
    "4月, sh i g a ts u",
    "0.5, r e e t e N g o",
    "〒100-0001, y u u b i N b a N g o o i ch i z e r o z e r o UNK z e r o z e r o z e r o i ch i",
    "03-1234-5678, z e r o s a N UNK i ch i n i i s a N y o N UNK g o o r o k u n a n a h a ch i"
  })
  void numbersAndCountersChangeEachOther(String written, String phones) {
    assertEquals(phones, String.join(" ", JapaneseReader.of(SymbolSet.V1).read(written).phones()));
  }

  @Test
  void pitchIsMarkedForModelsThatLearntIt() {
    assertEquals("h a ] sh i", String.join(" ", reader.read("箸").phones()));
    assertEquals("h a [ sh i n o UNK h a [ sh i", String.join(" ", reader.read("端の橋").phones()));
    List<String> first = JapaneseReader.of(SymbolSet.V1).read("箸を、持つ。").phones();
    assertEquals("h a sh i o , m o ts u .", String.join(" ", first));
  }

  @Test
  void wordsHaveThePhonesBetweenTheirNeighbours() {
    Reading reading = reader.read("今日は、5日だ。");
    assertEquals(
        List.of(
            new Word("今日", 0, 4), new Word("は", 4, 2), new Word("五日", 7, 6), new Word("だ", 13, 2)),
        reading.words());
    assertEquals("ky o ] o w a , i [ ts u k a d a .", String.join(" ", reading.phones()));
    assertTrue(reading.chinese().isEmpty());
  }

  @Test
  void whatHasNoSoundIsSaid() {
    assertEquals(
        "2 emoji (🎉 👍), 4 letters of another script (я ก 谢 𠮷), 1 sign (→)",
        frontend.unspoken("やあ🎉👍 я→ ก谢「」…（）𠮷", "ja").describe());
    assertTrue(frontend.unspoken("15,000円（税込）です。〜「はい」…ー", "ja").isEmpty());
  }

  @Test
  void readingsInKanaAreSpoken() {
    assertEquals(sounds("きのうはあめ"), sounds("昨日は雨"));
    assertEquals("s a k u j i t s u", spoken("昨日[さくじつ]は雨").replace("ts", "t s").substring(0, 17));
    assertEquals(". hy a ] cl k a .", String.join(" ", phones("百花[ひゃっか]")));
    assertTrue(spoken("東京｜都[と]知事").startsWith("t o o ky o o t o ch i j i"), spoken("東京｜都[と]知事"));
    assertNotEquals(phones("東雲[しののめ]の空"), phones("東雲の空[くう]"));
    assertTrue(spoken("東雲[しののめ]の空").startsWith("sh i n o n o m e n o"));
    // An accent of one's own, and the dictionary's where the reading is one of its own.
    assertEquals("h a ] sh i o", String.join(" ", phones("橋[は'し]を").subList(1, 7)));
    assertEquals(phones("今日は"), phones("今日[きょう]は"));
    assertTrue(spoken("王子[おうじ]の追[お]う").contains("o o j i"));
  }

  @Test
  void whatOnlyLooksLikeAReadingIsText() {
    assertEquals("アイ[あい]。", frontend.analyse("アイ[あい]", "ja", CutMethod.CUT0).getFirst().text());
    UserException e =
        assertThrows(
            UserException.class, () -> frontend.analyse("今日[き'ょ'う]", "ja", CutMethod.CUT0));
    assertTrue(e.getMessage().contains("[き'ょ'う]: expected a reading in kana"), e.getMessage());
  }

  @Test
  void aDictionaryOfOnesOwnGoesBeforeOurs() {
    UserLexicon lexicon = UserLexicon.parse("東雲 しののめ\n初音ミク はつねみ'く\nガガ ラ'ラ\nGIF JH IH1 F", "own");
    assertTrue(
        spoken("東雲と初音ミクはガガだ", lexicon)
            .startsWith("sh i n o n o m e t o h a ts u n e m i k u w a r a r a d a"),
        spoken("東雲と初音ミクはガガだ", lexicon));
    for (String wrong : List.of("東雲 ーのめ", "Tokio とうきょう", "東雲 し'の'のめ")) {
      UserException e =
          assertThrows(UserException.class, () -> UserLexicon.parse(wrong, "own"), wrong);
      assertTrue(e.getMessage().startsWith("own, line 1: expected"), e.getMessage());
    }
  }

  private List<String> phones(String text) {
    return frontend.analyse(text, "ja", CutMethod.CUT0).getFirst().phones();
  }

  private String spoken(String text) {
    return spoken(text, UserLexicon.EMPTY);
  }

  /** Phones without marks and the full stop that short texts begin with. */
  private String spoken(String text, UserLexicon lexicon) {
    return frontend.analyse(text, "ja", CutMethod.CUT0, lexicon).stream()
        .map(Sentence::phones)
        .flatMap(List::stream)
        .filter(phone -> !List.of("[", "]", "UNK", ".").contains(phone))
        .collect(Collectors.joining(" "));
  }

  @Test
  void englishAmongJapaneseIsReadAsEnglish() {
    String phones =
        String.join(
            " ", frontend.analyse("今日はPythonを学ぶ。", "ja", CutMethod.CUT0).getFirst().phones());
    assertTrue(phones.contains("P AY1 TH AA0 N"), phones);
  }

  @Test
  void unitsBehindNumbersAreJapanese() {
    assertEquals(phones("60キログラムです"), phones("60kgです"));
    assertEquals(phones("3.5ギガヘルツの"), phones("3.5GHzの"));
  }

  @Test
  void aWordWithAReadingInKanaIsJapaneseWhereLanguagesAreToldApart() {
    List<String> phones = frontend.analyse("今日[きょう]", "auto", CutMethod.CUT0).getFirst().phones();
    assertEquals(". ky o ] o .", String.join(" ", phones));
  }

  @Test
  void noNumberIsCut() {
    for (String text : List.of("値段は１５，０００円です", "円周率は3.14です", "朝１０：３０に起きます", "15,000円です")) {
      assertEquals(1, frontend.analyse(text, "ja", CutMethod.CUT5).size(), text);
    }
    assertEquals(3, frontend.analyse("１００個も、２００個も、３００個も", "ja", CutMethod.CUT5).size());
  }

  @Test
  void timeGrowsWithTheLengthOnly() {
    for (String hard : List.of("あ", "漢", "一", "1", "1,", "ー", "ｱﾞ", "々", "・", "10:", "1/", "〇")) {
      String text = hard.repeat(40_000 / hard.length());
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> reader.read(text), "slow: " + hard);
    }
  }
}

package io.github.sovits4j.text.cantonese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.DataLines;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UserLexicon;
import io.github.sovits4j.text.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CantoneseReaderTest {

  private final CantoneseReader reader = CantoneseReader.shared();
  private final TextFrontend frontend = TextFrontend.of(SymbolSet.V2);

  /** The examples of the models' convention, then syllables that it has no names for. */
  @ParameterizedTest
  @CsvSource({
    "nei5, Yn Yei5", "ngo5, Yng Yo5", "m4, Ym Ym4", "hai6, Yh Yai6", "aai1, Yaa Yi1",
    "am1, Ya Ym1", "gwok3, Ygw Yok3", "uk1, Yuk Yk1", "ng5, Yng Yg5", "on1, Yon Yn1",
    "ung3, Yng Yung3", "ang1, Yng Yang1", "aang1, Yng Yaang1", "ap1, Yng Yap1", "ong3, Yng Yong3",
    "deu6, Yd Ye Yu6", "lem2, Yl Ye Ym2", "gep6, Yg Ye Yp6", "bet6, Yb Yek6", "coet1, Yc Yeot1",
    "hng6, Yh Yng Yg6", "hm2, Yh Ym2", "ik1, Yj Yik1"
  })
  void syllablesHaveThePhonesThatTheModelsKnow(String syllable, String phones) {
    assertEquals(List.of(phones.split(" ", -1)), JyutpingSymbols.phones(syllable));
  }

  @Test
  void everySyllableHasPhonesInTheTable() {
    List<String> syllables = new ArrayList<>();
    DataLines.of(Jyutping.class, "syllables.txt", syllables::add);
    assertEquals(735, syllables.size());
    for (String syllable : syllables) {
      for (int tone = 1; tone <= 6; tone++) {
        List<String> phones = JyutpingSymbols.phones(syllable + tone);
        assertTrue(phones.stream().allMatch(SymbolTable.of(SymbolSet.V2)::contains), syllable);
        assertTrue(phones.stream().noneMatch("UNK"::equals), syllable);
      }
    }
  }

  @Test
  void theLongestEntryGivesTheReadingAndTheWord() {
    Reading reading = reader.read("佢好長時間先長高。");
    assertEquals(
        List.of(
            new Word("佢", 0, 2),
            new Word("好", 2, 2),
            new Word("长", 4, 2),
            new Word("时间", 6, 4),
            new Word("先", 10, 2),
            new Word("长", 12, 2),
            new Word("高", 14, 2)),
        reading.words());
    assertEquals("佢好长时间先长高.", reading.normalised());
    assertTrue(reading.chinese().isEmpty(), "only Chinese has features of text");
  }

  @ParameterizedTest
  @CsvSource({
    "$128, 一百二十八蚊",
    "$1.5億, 一点五亿蚊",
    "賣$50蚊, 卖五十蚊",
    "二〇二四年, 二〇二四年",
    "'人口係7,500,000。', 人口系七百五十万.",
    "呢度有2個人, 呢度有两个人",
    "𨋢入面, 𨋢入面",
    "5km, 五千米",
    "2345-6789, 二三四五六七八九",
    "2019-2023, 二零一九到二零二三",
    "2:00, 两点",
    "500呎, 五百呎",
    "90後, 九十后"
  })
  void normalisesAsChineseWithItsOwnMoneyAndCharacters(String written, String said) {
    assertEquals(said, reader.read(written).normalised());
  }

  /** What simplification makes one sounds as it is written; and simplified text as it is meant. */
  @ParameterizedTest
  @CsvSource({
    "幾多錢, Yg Yei2 Yd Yo1 Yc Yin2",
    "几多钱, Yg Yei2 Yd Yo1 Yc Yin2",
    "兩隻貓, Yl Yoeng5 Yz Yek3 Ym Yaau1",
    "2隻貓, Yl Yoeng5 Yz Yek3 Ym Yaau1",
    "唔只, Ym Ym4 Yz Yi2",
    "裏面, Yl Yeoi5 Ym Yin6",
    "公里, Yg Yung1 Yl Yei5",
    "20幾個, Yj Yi6 Ys Yap6 Yg Yei2 Yg Yo3",
    "坏咗, Yw Yaai6 Yz Yo2",
    "佛山, Yf Yat6 Ys Yaan1",
    "乾淨, Yg Yon1 Yz Yeng6",
    "請小心, Yc Ying2 Ys Yiu2 Ys Yam1"
  })
  void traditionalCharactersHaveTheirOwnReadings(String text, String phones) {
    assertEquals(List.of(phones.split(" ", -1)), reader.read(text).phones());
  }

  @Test
  void charactersWithoutAReadingAreLeftOutAndTold() {
    Reading reading = reader.read("牜犭糹都係部首。");
    assertEquals("都系部首.", reading.normalised());
    assertEquals(
        "3 letters of another script (牜 犭 糹)", frontend.unspoken("牜犭糹都係部首。", "yue").describe());
    assertTrue(frontend.unspoken("嘅，㗎，嚿，𠻹，𨋢。", "yue").isEmpty());
  }

  @Test
  void readingsMayBeGivenInJyutping() {
    assertEquals(List.of("Yh", "You3", "Yh", "Yok6"), phones("好[hou3]學[hok6]", UserLexicon.EMPTY));
    assertEquals(List.of("Yk", "Yeoi5", "Yl", "Yai4"), phones("佢嚟[lai4]", UserLexicon.EMPTY));
    UserException e =
        assertThrows(UserException.class, () -> phones("銀行[ngan4 hong4 m4]", UserLexicon.EMPTY));
    assertTrue(e.getMessage().contains("Jyutping"), e.getMessage());
  }

  @Test
  void anEntryOfTheLexiconIsForTheLanguageOfItsSyllables() {
    UserLexicon lexicon = UserLexicon.parse("銀行 ngan4 haang4\n重慶 chong2 qing4", "words");
    assertEquals(List.of("Yng", "Yan4", "Yh", "Yaang4"), phones("銀行", lexicon).subList(0, 4));
    assertEquals(phones("重慶", UserLexicon.EMPTY), phones("重慶", lexicon));
    List<Sentence> mandarin = frontend.analyse("銀行重慶", "zh", CutMethod.CUT0, lexicon);
    assertEquals(
        List.of("y", "in2", "h", "ang2", "ch", "ong2", "q", "ing4"),
        mandarin.getFirst().phones().subList(0, 8));
    UserException e =
        assertThrows(UserException.class, () -> UserLexicon.parse("銀行 ngan4 hang7", "words"));
    assertTrue(e.getMessage().contains("\"hang7\" is no syllable"), e.getMessage());
  }

  private List<String> phones(String text, UserLexicon lexicon) {
    List<String> phones =
        frontend.analyse("。" + text + "。", "yue", CutMethod.CUT0, lexicon).stream()
            .flatMap(sentence -> sentence.phones().stream())
            .filter(phone -> phone.startsWith("Y"))
            .toList();
    assertTrue(!phones.isEmpty());
    return phones;
  }

  @Test
  void englishInItIsRead() {
    List<String> phones = frontend.analyse("我用緊Python。", "yue", CutMethod.CUT0).getFirst().phones();
    assertTrue(phones.contains("TH") && phones.contains("Yng"), phones.toString());
  }

  @Test
  void modelsOfTheFirstVersionSayThatTheyDoNotKnowIt() {
    UserException e =
        assertThrows(
            UserException.class,
            () -> TextFrontend.of(SymbolSet.V1).analyse("你好", "yue", CutMethod.CUT0));
    assertTrue(e.getMessage().contains("version v1"), e.getMessage());
  }
}

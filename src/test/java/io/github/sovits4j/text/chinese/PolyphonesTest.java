package io.github.sovits4j.text.chinese;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.chinese.Polyphones.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network is asked about, and what becomes of its answers. */
class PolyphonesTest {

  private static final Set<String> SEVERAL = Set.of("行", "長", "重", "不", "還");

  private final List<Query> asked = new ArrayList<>();

  private List<String> read(int longest, String sentence, String answer) {
    Polyphones polyphones = new Polyphones(SEVERAL, Map.of("慶", "qing4", "似", "si4"), longest);
    return polyphones
        .readings(
            List.of(sentence),
            queries -> {
              asked.addAll(queries);
              return queries.stream().map(query -> answer).toList();
            })
        .get(sentence);
  }

  /** 似 stands in the list of single readings, but is the dictionary's. */
  @Test
  void charactersOfSeveralReadingsAreAskedAboutAsTaiwanWritesThem() {
    List<String> read = read(510, "还不长,似庆.", "X1");
    assertEquals(List.of("X1", "bu4", "X1", ",", "shi4", "qing4", "."), read);
    assertEquals(List.of(new Query("還不長,似慶.", 0), new Query("還不長,似慶.", 2)), asked);
  }

  @Test
  void anEmptyAnswerLeavesItToTheDictionary() {
    assertEquals(List.of("yin2", "hang2"), read(510, "银行", ""));
  }

  @Test
  void aSentenceWithoutThemIsNotAskedAbout() {
    assertEquals(List.of("tian1", "."), read(510, "天.", "X1"));
    assertEquals(List.of(), asked);
  }

  /** Sixteen characters before the first and after the last, and all between. */
  @Test
  void contextIsWhatStandsAround() {
    read(510, "一".repeat(20) + "行" + "二".repeat(50) + "重" + "三".repeat(20), "X1");
    String context = "一".repeat(16) + "行" + "二".repeat(50) + "重" + "三".repeat(16);
    assertEquals(List.of(new Query(context, 16), new Query(context, 67)), asked);
  }

  @Test
  void whatIsTooLongIsCutAroundTheCharacter() {
    read(20, "行" + "二".repeat(50) + "重" + "三".repeat(50), "X1");
    assertEquals(
        List.of(
            new Query("行" + "二".repeat(19), 0),
            new Query("二".repeat(10) + "重" + "三".repeat(9), 10)),
        asked);
  }

  /** As OpenCC's s2tw writes it. */
  @ParameterizedTest
  @CsvSource({
    "银行行长还没有回来, 銀行行長還沒有回來",
    "'这个头发很长,后天再理发', '這個頭髮很長,後天再理髮'",
    "他在台湾的里面吃面条, 他在臺灣的裡面吃麵條",
    "干部干活真干净, 幹部幹活真乾淨",
    "只有一只鸟, 只有一隻鳥",
    "皇后在后面, 皇后在後面",
    "乾坤于是不同, 乾坤於是不同",
    "松树下面很轻松, 松樹下面很輕鬆",
    "'着急也没用,看着办', '著急也沒用,看著辦'",
    "钟表上的时间, 鐘錶上的時間",
    "'复杂的关系,反复', '複雜的關係,反覆'",
    "征服了那座山峰, 征服了那座山峰",
    "裏面为了群众, 裡面為了群眾"
  })
  void taiwanWritesItAsOpenCcDoes(String simplified, String written) {
    assertEquals(written, TaiwanScript.of(simplified));
  }

  /** Words are read as before, and their tones change as before. */
  @Test
  void readersAskForReadings() {
    ChineseReader reader =
        ChineseReader.of(SymbolSet.V2).with(sentence -> List.of("hang4", "hao3", "mei3", "."));
    assertEquals("h ang4 h ao2 m ei3 .", String.join(" ", reader.read("行好美。").phones()));
    assertEquals(
        ChineseReader.of(SymbolSet.V1).read("行好美。"),
        ChineseReader.of(SymbolSet.V1).with(sentence -> List.of()).read("行好美。"),
        "models of the first version learnt the dictionary's readings");
  }
}

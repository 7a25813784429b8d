package io.github.sovits4j.text.chinese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UnspokenCharacters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChineseReaderTest {

  private final ChineseReader reader = ChineseReader.of(SymbolSet.V2);
  private final TextFrontend frontend = TextFrontend.of(SymbolSet.V2);

  static Stream<String> writtenAndSpoken() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name :
        List.of(
            "/text/chinese-readings.tsv",
            "/text/chinese-kinds.tsv",
            "/text/chinese-polyphones.tsv")) {
      try (InputStream in = ChineseReaderTest.class.getResourceAsStream(name)) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
      }
    }
    return lines.stream();
  }

  /**
   * What is written sounds like what is spoken; readings separated by a bar are all right. A
   * character's own may stand behind it in brackets.
   */
  @ParameterizedTest
  @MethodSource("writtenAndSpoken")
  void readsWhatPeopleWrite(String line) {
    String[] fields = line.split("\t", -1);
    List<String> phones = phones(fields[0]);
    assertTrue(
        Stream.of(fields[1].split("\\|", -1)).map(this::phones).anyMatch(phones::equals),
        () -> fields[0] + " was read " + reader.read(fields[0]).normalised());
  }

  private List<String> phones(String text) {
    return frontend.analyse(text, "zh", CutMethod.CUT0).stream()
        .map(Sentence::phones)
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "100万元, 一百万元",
    "过了20年, 过了二十年",
    "98年出生, 九八年出生",
    "90年代, 九十年代",
    "温度在-3~5℃之间, 温度在零下三度到五度之间",
    "温度在-5~-3℃之间, 温度在零下五到零下三度之间",
    "来了10—15人, 来了十到十五人",
    "价格￥1299.00, 价格一千二百九十九元",
    "2023/24赛季, 二零二三至二四赛季",
    "来了100来人, 来了一百来人",
    "第2次, 第二次",
    "2次, 两次",
    "增长10%-20%, 增长百分之十到百分之二十",
    "时速120km/h, 时速一百二十千米每小时",
    "版本1.2.3, 版本一点二点三",
    "10-20人, 十到二十人",
    "10-3=7, 十减三等于七",
    "3:2, 三比二",
    "$5, 五美元",
    "x²+1, 的二次方加一",
    "9:30-10:15, 九点半至十点十五分",
    "20:05:09, 二十点零五分零九秒",
    "1001, 幺零零幺",
    "10000000000个, 一百亿个"
  })
  void numbersAreReadAsTheyAreMeant(String written, String spoken) {
    assertEquals(spoken, ChineseNormaliser.MANDARIN.normalise(written));
  }

  @ParameterizedTest
  @CsvSource({
    "不怕一万, b u2 p a4 y i1 w an4",
    "看一看, k an4 y i5 k an4",
    "第一个, d i4 y i1 g e5",
    "蒙古包, m eng2 g u3 b ao1",
    "小美好, x iao3 m ei2 h ao3",
    "行长, h ang2 zh ang3",
    "银行行长, y in2 h ang2 h ang2 zh ang3",
    "爸爸妈妈, b a4 b a5 m a1 m a5",
    "十一月, sh ir2 y i1 y ve4",
    "一月一日, y i1 y ve4 y i1 r ir4",
    "一日三餐, y i2 r ir4 s an1 c an1",
    "一号楼, y i1 h ao4 l ou2",
    "一楼, y i1 l ou2",
    "一个, y i2 g e5",
    "金额, j in1 EE e2",
    "水滴, sh ui3 d i1",
    "好滴, h ao3 d i5",
    "怎麼, z en3 m e5",
    "花儿, h ua1 EE er2",
    "舍得, sh e3 d e5",
    "虚晃一枪, x v1 h uang3 y i4 q iang1",
    "以牙还牙, y i3 y a2 h uan2 y a2",
    "曾先生, z eng1 x ian1 sh eng5",
    "姓任的, x ing4 r en2 d e5",
    "担任老师, d an1 r en4 l ao3 sh ir1",
    "他任经理五年, t a1 r en4 j ing1 l i3 w u3 n ian2",
    "曾任主任, c eng2 r en4 zh u3 r en4",
    "王老师任主任, w ang2 l ao3 sh ir1 r en4 zh u3 r en4",
    "老师查同学, l ao3 sh ir1 ch a2 t ong2 x ve2",
    "查医生的名字, ch a2 y i1 sh eng1 d e5 m ing2 z i05",
    "任老师说, r en2 l ao3 sh ir1 sh uo1",
    "由任主任说, y ou2 r en2 zh u3 r en4 sh uo1",
    "和查先生去, h e2 zh a1 x ian1 sh eng5 q v4",
    "单经理, sh an4 j ing1 l i3",
    "对薄公堂, d ui4 b u4 g ong1 t ang2",
    "我得走了, w o3 d ei3 z ou3 l e5",
    "我得了奖, w o3 d e5 l e5 j iang3",
    "小院儿, x iao3 y van4 EE er4"
  })
  void tonesChangeInSpeech(String text, String phones) {
    assertEquals(List.of(phones.split(" ", -1)), reader.read(text).phones());
  }

  @Test
  void mixedTextKeepsEnglish() {
    List<Sentence> sentences = frontend.analyse("我今天用Python写了一个程序。", "zh", CutMethod.CUT0);
    assertEquals(1, sentences.size());
    Sentence sentence = sentences.getFirst();
    assertTrue(sentence.phones().containsAll(List.of("P", "AY1", "TH")));
    assertEquals(2, sentence.chinese().size());
    assertEquals("写了一个程序.", sentence.chinese().get(1).text());
    assertEquals(13, sentence.chinese().get(1).firstPhone());
  }

  @Test
  void everyCharacterHasItsPhones() {
    Reading reading = reader.read("嗯，㗎呣欸！");
    assertEquals(
        reading.phones().size(),
        reading.chinese().getFirst().phonesPerCharacter().stream().mapToInt(i -> i).sum());
  }

  @Test
  void whatIsNotSpokenIsTold() {
    UnspokenCharacters unspoken = reader.unspoken("太好了😀，привет《你好》5℃");
    assertEquals(7, unspoken.count(), unspoken.describe());
    assertTrue(reader.unspoken("价格是￥100，涨了5%！（真的）").isEmpty());
  }

  @Test
  void modelsOfTheFirstVersionLearntPlainReadings() {
    assertFalse(
        ChineseReader.of(SymbolSet.V1).read("小院儿").phones().equals(reader.read("小院儿").phones()));
  }

  /** Any string is read without an exception, into symbols the models know, promptly. */
  @Test
  void anyStringIsRead() {
    long seed = Long.getLong("sovits4j.fuzz.seed", 20261126L);
    int count = Integer.getInteger("sovits4j.fuzz.count", 3000);
    Random random = new Random(seed);
    SymbolTable symbols = SymbolTable.of(SymbolSet.V2);
    String alphabet = "一不儿三万年月日点个第百千零的了0123456789.,:/-~%℃￥$+=²年㎡кмkmg中国银行。！？…《》 \n\t\ud83d😀";
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int j = 0; j < length; j++) {
        if (random.nextInt(4) == 0) {
          text.appendCodePoint(random.nextInt(0x30000));
        } else {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      String written = text.toString();
      Reading reading = reader.read(written);
      for (String phone : reading.phones()) {
        assertTrue(symbols.contains(phone), () -> "seed " + seed + ": " + written + ": " + phone);
      }
      reader.unspoken(written);
    }
  }
}

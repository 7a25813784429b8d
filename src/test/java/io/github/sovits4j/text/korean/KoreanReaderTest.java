package io.github.sovits4j.text.korean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.DataLines;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.Word;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KoreanReaderTest {

  private final KoreanReader reader = KoreanReader.shared();
  private final TextFrontend frontend = TextFrontend.of(SymbolSet.V2);

  private static Stream<String> lines(String name) {
    List<String> lines = new ArrayList<>();
    DataLines.of(KoreanReaderTest.class, name, lines::add);
    return lines.stream().filter(line -> !line.startsWith("#"));
  }

  static Stream<String> pronunciations() {
    return lines("/text/korean-pronunciations.tsv");
  }

  static Stream<String> readings() {
    return lines("/text/korean-readings.tsv");
  }

  /** Words sound as the standard says: the letters of what is said are the phones. */
  @ParameterizedTest
  @MethodSource("pronunciations")
  void soundsAsStandardKoreanDoes(String line) {
    String[] fields = line.split("\t", -1);
    List<Unit> said = fields[2].codePoints().mapToObj(Unit::new).toList();
    assertEquals(new Sounds(said).phones(), reader.read(fields[1]).phones(), line);
  }

  /** Numbers and signs sound like their words. */
  @ParameterizedTest
  @MethodSource("readings")
  void readsWhatPeopleWrite(String line) {
    String[] fields = line.split("\t", -1);
    assertEquals(
        reader.read(fields[1]).phones(),
        reader.read(fields[0]).phones(),
        () -> fields[0] + " was read " + reader.read(fields[0]).normalised());
  }

  @Test
  void wordsStandBetweenSpaces() {
    Reading reading = reader.read("책 2권을, 읽다");
    assertEquals("책 두권을, 읽다", reading.normalised());
    assertEquals(
        List.of(new Word("책", 0, 3), new Word("두권을", 4, 8), new Word("읽다", 14, 5)),
        reading.words());
  }

  @Test
  void anIdiomIsFoundOnlyWhereAWordBegins() {
    assertEquals(reader.read("건강가").phones(), List.of("ㄱ", "ㅓ", "ㄴ", "ㄱ", "ㅏ", "ㅇ", "ㄱ", "ㅏ", "."));
    assertTrue(reader.read("강가에서").phones().contains("ㄲ"));
    assertTrue(reader.read("읽어들일 수").phones().contains("ㅆ"), "an ending is one all the same");
  }

  @Test
  void aTextMayBeWrittenInLettersOfItsSyllables() {
    String text = "닭을 먹고 싶어요.";
    assertEquals(
        reader.read(text).phones(),
        reader.read(Normalizer.normalize(text, Normalizer.Form.NFD)).phones());
  }

  @ParameterizedTest
  @CsvSource({
    "한국 😀 か я, '1 emoji (😀), 2 letters of another script (か я)'",
    "大韓民國 25℃ “좋아요”…, ''"
  })
  void tellsWhatIsNotSpoken(String text, String unspoken) {
    assertEquals(unspoken, frontend.unspoken(text, "ko").describe());
  }

  @Test
  void whatHasNoSoundIsNothingToSpeak() {
    for (String text : List.of("? !", "\"…\"", "🙂 🙂")) {
      UserException e =
          assertThrows(
              UserException.class, () -> frontend.analyse(text, "ko", CutMethod.CUT0), text);
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
    }
  }

  @Test
  void englishInItIsRead() {
    List<String> phones =
        frontend.analyse("나는 Python을 배워요.", "ko", CutMethod.CUT0).getFirst().phones();
    assertTrue(phones.contains("TH") && phones.contains("ㅂ"), phones.toString());
  }

  @Test
  void withoutItsLibraryItSaysWhatIsMissing() throws Exception {
    List<URL> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("lucene")) {
        others.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method shared = without.loadClass(KoreanReader.class.getName()).getMethod("shared");
      Throwable e =
          assertThrows(InvocationTargetException.class, () -> shared.invoke(null)).getCause();
      assertEquals(UserException.class.getName(), e.getClass().getName());
      assertTrue(
          e.getMessage().endsWith("Add org.apache.lucene:lucene-analysis-nori:9.12.0."),
          e.getMessage());
    }
  }

  @Test
  void modelsOfTheFirstVersionSayThatTheyDoNotKnowIt() {
    UserException e =
        assertThrows(
            UserException.class,
            () -> TextFrontend.of(SymbolSet.V1).analyse("안녕", "all_ko", CutMethod.CUT0));
    assertTrue(e.getMessage().contains("version v1"), e.getMessage());
  }
}

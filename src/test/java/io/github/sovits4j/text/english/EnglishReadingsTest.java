package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * English as people write it, beside the words it is read out as: both sides have the same phones.
 * A line of a case file is the written text, a tab, the spoken one; {@code \n} and {@code \t} are
 * escaped.
 */
class EnglishReadingsTest {

  private static final TextFrontend FRONTEND = TextFrontend.of(SymbolSet.V2);

  static Stream<String> cases() throws IOException {
    return Stream.of("english-readings.tsv", "english-kinds.tsv")
        .flatMap(EnglishReadingsTest::lines)
        .filter(line -> !line.isBlank() && !line.startsWith("# "));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void soundsLikeTheWordsItIsReadOutAs(String line) {
    String[] sides = line.split("\t", -1);
    assertEquals(2, sides.length, line);
    String written = unescaped(sides[0]);
    String spoken = unescaped(sides[1]);
    Sentence read = FRONTEND.reference(written, "en");
    assertEquals(
        FRONTEND.reference(spoken, "en").phones(),
        read.phones(),
        () -> "read as: " + read.normalised());
    if (pieces(written).size() == 1) {
      // Lines may become sentences of their own, with a full stop where the other side has a comma.
      assertEquals(phones(spoken), phones(written), () -> "cut: " + pieces(written));
    }
  }

  /** The full stop that is put before a short start does not hide an abbreviation. */
  @Test
  void abbreviationBehindARunUpIsRead() {
    assertEquals(
        ". number one song.",
        FRONTEND.analyse("No.1 song", "en", CutMethod.DEFAULT).getFirst().normalised());
  }

  private static List<String> phones(String text) {
    return FRONTEND.analyse(text, "en", CutMethod.DEFAULT).stream()
        .flatMap(sentence -> sentence.phones().stream())
        .toList();
  }

  private static List<String> pieces(String text) {
    return FRONTEND.analyse(text, "en", CutMethod.DEFAULT).stream().map(Sentence::text).toList();
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = EnglishReadingsTest.class.getResourceAsStream("/text/" + file)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertTrue(lines.size() > 20);
      return lines.stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
  }
}

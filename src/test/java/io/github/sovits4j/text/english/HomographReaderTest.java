package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words of several sounds in everyday sentences. A case is a sentence, a word of it, its phones.
 */
class HomographReaderTest {

  static Stream<String> cases() {
    return Stream.of("english-homographs.tsv", "english-senses.tsv")
        .flatMap(HomographReaderTest::lines)
        .filter(line -> !line.isBlank() && !line.startsWith("# "));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isReadAsMeant(String line) {
    String[] fields = line.split("\t", -1);
    List<EnglishReader.Spoken> spoken = EnglishReader.shared().spoken(fields[0]);
    List<String> readings =
        spoken.stream()
            .filter(word -> word.token().equalsIgnoreCase(fields[1]))
            .map(word -> String.join(" ", word.phones()))
            .toList();
    assertEquals(1, readings.size(), line);
    assertEquals(fields[2], readings.getFirst(), line);
  }

  @Test
  void tagsAreThoseOfThePennTreebank() {
    List<String> tokens = List.of("They", "don't", "see", "the", "two", "big", "houses", ".");
    assertEquals(
        List.of("PRP", "VBP", "VB", "DT", "CD", "JJ", "NNS", "."),
        PartOfSpeechTagger.shared().tags(tokens));
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = HomographReaderTest.class.getResourceAsStream("/text/" + file)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertTrue(lines.size() > 20);
      return lines.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

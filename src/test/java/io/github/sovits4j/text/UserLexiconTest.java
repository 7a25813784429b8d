package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own pronunciations. */
class UserLexiconTest {

  private static final TextFrontend FRONTEND = TextFrontend.of(SymbolSet.V2);

  private static final UserLexicon LEXICON =
      UserLexicon.parse(
          """
          # a comment
          ;;; another
          gif         JH IH1 F
          US          Y UW1 EH1 S
          C++         S IY1 P L AH1 S
          k8s         K EY1 T S
          Bob’s       B AA1 B
          New Delhi\tN UW1 D EH1 L IY0
          new\tN UW1

          重庆        chong2 qing4
          庆          qing1
          大王        dai4 wang2
          """,
          "test");

  private static Sentence only(String text, String language) {
    List<Sentence> sentences = FRONTEND.analyse(text, language, CutMethod.CUT0, LEXICON);
    assertEquals(1, sentences.size(), sentences.toString());
    return sentences.getFirst();
  }

  private static String word(String text, int index) {
    Sentence sentence = only(text, "en");
    Word word = sentence.words().get(index);
    return word.text()
        + " "
        + String.join(
            " ", sentence.phones().subList(word.firstPhone(), word.firstPhone() + word.phones()));
  }

  @ParameterizedTest
  @CsvSource({
    "Send a gif to me., 2, gif JH IH1 F",
    "Send a GIF to me., 2, GIF JH IH1 F",
    "This gif's old., 1, gif's JH IH1 F S",
    "We made gif-like things., 2, gif-like JH IH1 F L AY1 K",
    "The US said so., 1, US Y UW1 EH1 S",
    "He told us of it., 2, us AH1 S",
    "Write it in C++ now., 3, C++ S IY1 P L AH1 S",
    "Run k8s and K8S again., 3, K8S K EY1 T S",
    "This is Bob's dog., 2, Bob's B AA1 B",
    "In New Delhi today., 1, New Delhi N UW1 D EH1 L IY0",
    "In new places., 1, new N UW1",
    "The gifted man., 1, gifted G IH1 F T AH0 D",
    "Do not renew it., 2, renew R IH0 N UW1",
  })
  void wordsSoundAsTheirEntriesSay(String text, int index, String expected) {
    assertEquals(expected, word(text, index));
  }

  @Test
  void ideographsSoundAsTheirEntriesSay() {
    List<String> phones = only("重庆大王用gif图。", "zh").phones();
    assertEquals(List.of("ch", "ong2", "q", "ing4", "d", "ai4", "w", "ang2"), phones.subList(0, 8));
    assertTrue(String.join(" ", phones).contains("JH IH1 F"), phones.toString());
    // The text itself goes before the dictionary.
    assertEquals("zh", only("重[zhong4]庆是城市。", "zh").phones().getFirst());
    assertEquals("重庆是城市。", only("重[zhong4]庆是城市。", "zh").text());
  }

  @Test
  void resultsShowWhatWasWritten() {
    Sentence sentence = only("The GIF of New Delhi costs $5.", "en");
    assertEquals("The GIF of New Delhi costs $5.", sentence.text());
    assertEquals("The GIF of New Delhi costs five dollars.", sentence.normalised());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gif|expected a word and its sound",
        "gif JH IH F|\"IH\" is no phone: a vowel needs its stress",
        "gif jh ih1 f|\"jh\" is no phone",
        "重庆 chong2|with 1 syllable.",
        "重庆 chong2 kwing4|\"kwing4\" is no syllable",
        "卡拉OK K AA1 R AH0|expected a word of ideographs alone",
        "New Delhi N UW1|\"Delhi\" is no phone",
      })
  void aWrongLineIsNamed(String line, String part) {
    UserException e =
        assertThrows(UserException.class, () -> UserLexicon.parse("# one\n\n" + line, "my.txt"));
    assertTrue(e.getMessage().startsWith("my.txt, line 3: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void twoEntriesOfAWordAreOneTooMany() {
    UserException e =
        assertThrows(UserException.class, () -> UserLexicon.parse("a EY1\nb B\na AH0", "my.txt"));
    assertTrue(e.getMessage().contains("line 3: \"a\" stands in line 1"), e.getMessage());
  }

  @Test
  void filesAreUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("words.txt");
    Files.writeString(file, "\ufeff重庆 chong2 qing4\r\ngif JH IH1 F\r\n");
    assertEquals(2, UserLexicon.read(file).size());
    Files.write(file, "caf\u00e9 K AE0".getBytes(StandardCharsets.ISO_8859_1));
    UserException e = assertThrows(UserException.class, () -> UserLexicon.read(file));
    assertTrue(e.getMessage().contains("line 1 (byte 4: 0xe9)"), e.getMessage());
    assertThrows(UserException.class, () -> UserLexicon.read(folder.resolve("none.txt")));
    assertThrows(UserException.class, () -> UserLexicon.read(folder));
  }
}

package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.text.GivenWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordReaderTest {

  private final WordReader reader = new WordReader(GivenWords.NONE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A|EY1",
        "a|AH0",
        "hello|HH AH0 L OW1",
        "Hello|HH AH0 L OW1",
        "chatgpt|CH AE1 T JH IY1 P IY1 T IY1",
        "ai|EY1 AY1",
        "xqj|EH1 K S K Y UW1 JH EY1",
        "voicebank|V OY1 S B AE1 NG K",
        "voicebank's|V OY1 S B AE1 NG K S",
        "T-four|T IY1 F AO1 R",
        "json's|JH EY1 S AH0 N Z",
        "twenty-four's|T W EH1 N T IY0 F AO1 R Z",
      })
  void reads(String token, String phones) {
    assertEquals(phones, String.join(" ", reader.phones(token)));
  }

  @Test
  void unknownWordIsSpokenByRule() {
    assertEquals("F L ER1 B IH0 NG T AH0 N", String.join(" ", reader.phones("flurbington")));
  }

  @Test
  void dictionaryHoldsTheWholeList() {
    PronouncingDictionary dictionary = PronouncingDictionary.shared();
    System.out.println("dictionary: " + dictionary.size() + " words");
    assertTrue(dictionary.size() > 125_000);
    assertTrue(dictionary.contains("twenty-one"));
    assertFalse(dictionary.contains("ios"));
    assertFalse(dictionary.contains(""));
    assertFalse(dictionary.contains("hel"));
  }
}

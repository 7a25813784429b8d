package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishTokeniserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Hello, you.|Hello , you .",
        "isn't rock'n'roll twenty-one|isn't rock'n'roll twenty-one",
        "friends' dogs|friends ' dogs",
        "at ten p.m. ok|at ten p . m . ok",
        "see example.com, now|see example.com , now",
        "a.b.co.uk.c|a.b.co.uk . c",
        "wait...so|wait ... so",
        "I'm a-b ab-|I'm a-b ab -",
      })
  void splits(String text, String tokens) {
    assertEquals(List.of(tokens.split(" ")), EnglishTokeniser.tokens(text));
  }
}

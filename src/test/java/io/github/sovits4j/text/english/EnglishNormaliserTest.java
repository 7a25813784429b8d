package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishNormaliserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "In 1999 I paid £7.14 for 12,000 items; 3/4 of them, 1st.|In nineteen ninety-nine I paid"
            + " seven pounds and fourteen pence for twelve thousand items three fourths of them,"
            + " first.",
        "It’s 23°C today: 20km, 1.5%|Its twenty-three degrees celsius today twenty kilometers, one"
            + " point five percent",
        "13:00 and 0:05; 2 + 3 = 5|one o'clock p.m. and zero five a.m. two plus three Equals five",
        "OpenAI's GPT-4|Open A I's G P T-four",
        "naive -5|naivenegative five",
        "don’t|dont",
        "1. one|first, one",
        "1 - 2 - 3 - 4|one minus two minus three minus four",
        "1km 1.0km 2ft 1h|one kilometer one point zero kilometers two feet one hour",
        "after 13:00 at 5m|after one o'clock p.m. at five meters",
        "$1 1$ $0.5 $1.01 $0 $1.2.3|one dollar one dollar fifty cents one dollar and one cent zero"
            + " dollars one point two.three dollars",
        "£2 5£ £0.01|two pounds five pounds one penny",
        "1/2 3/2 1/3 6/1 2/21|one half three halves one third six two twenty-firsts",
        "café, naïve|cafe, naive",
        "i.e. E.G. x|that is for example x",
        "Hi!!! What?! -- so|Hi! What?  so",
        "你好。Bye！|. Bye!",
      })
  void readsOut(String text, String words) {
    assertEquals(words, EnglishNormaliser.normalise(text));
  }
}

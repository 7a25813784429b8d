package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|zero|zero",
        "007|seven|seven",
        "21|twenty-one|twenty-one",
        "100|one hundred|one hundred",
        "101|one hundred and one|one hundred one",
        "1005|one thousand and five|one thousand five",
        "3021|three thousand and twenty-one|three thousand twenty-one",
        "3100|three thousand, one hundred|three thousand, one hundred",
        "1005000|one million, five thousand|one million, five thousand",
        "1234567|one million, two hundred and thirty-four thousand, five hundred and sixty-seven"
            + "|one million, two hundred thirty-four thousand, five hundred sixty-seven",
        "1000000000000000000000000000000000|one decillion|one decillion",
      })
  void cardinals(String digits, String withAnd, String withoutAnd) {
    assertEquals(withAnd, NumberWords.withAnd(digits));
    assertEquals(withoutAnd, NumberWords.withoutAnd(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "0,zeroth",
    "1,first",
    "2,second",
    "3,third",
    "5,fifth",
    "8,eighth",
    "9,ninth",
    "12,twelfth",
    "20,twentieth",
    "21,twenty-first",
    "101,one hundred and first",
    "1000000,one millionth"
  })
  void ordinals(String digits, String words) {
    assertEquals(words, NumberWords.ordinal(digits));
  }

  @ParameterizedTest
  @CsvSource({"1,st", "2,nd", "3,rd", "4,th", "11,th", "12,th", "13,th", "21,st", "112,th", "0,th"})
  void suffixes(String digits, String suffix) {
    assertEquals(suffix, NumberWords.ordinalSuffix(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "1000,one thousand",
    "1001,ten oh one",
    "1900,nineteen hundred",
    "1905,nineteen oh five",
    "1999,nineteen ninety-nine",
    "2000,two thousand",
    "2005,two thousand five",
    "2010,twenty ten",
    "2110,twenty-one ten",
    "3000,three thousand"
  })
  void yearsAndOthers(String digits, String words) {
    assertEquals(words, NumberWords.plain(digits));
  }

  @ParameterizedTest
  @CsvSource({"37", "5000"})
  void beyondNamedNumbersDigitByDigit(int length) {
    String words = NumberWords.plain("7".repeat(length));
    assertEquals(length, words.split(" ").length);
  }
}

package io.github.sovits4j.text.english.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|zero",
        "0007|seven",
        "21|twenty-one",
        "100|one hundred",
        "101|one hundred one",
        "1005|one thousand five",
        "3021|three thousand twenty-one",
        "1,005,000|one million five thousand",
        "1234567|one million two hundred thirty-four thousand five hundred sixty-seven",
        "1000000000000000000000000000000000|one decillion",
      })
  void cardinals(String digits, String words) {
    assertEquals(words, NumberWords.cardinal(digits));
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
    "101,one hundred first",
    "1000000,one millionth"
  })
  void ordinals(String digits, String words) {
    assertEquals(words, NumberWords.ordinal(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "1000,one thousand",
    "1066,ten sixty-six",
    "1900,nineteen hundred",
    "1905,nineteen oh five",
    "1999,nineteen ninety-nine",
    "2000,two thousand",
    "2005,two thousand five",
    "2010,twenty ten",
    "2110,twenty-one ten",
    "3000,three thousand",
    "79,seventy-nine"
  })
  void years(String digits, String words) {
    assertEquals(words, NumberWords.year(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "320,three twenty",
    "300,three hundred",
    "205,two oh five",
    "19,nineteen",
    "1080,ten eighty",
    "4000,four thousand",
    "007,oh oh seven",
    "12345,one two three four five"
  })
  void namesOfThings(String digits, String words) {
    assertEquals(words, NumberWords.name(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "3.14,three point one four",
    "0.05,zero point zero five",
    ".5,point five",
    "007,double oh seven",
    "0123,oh one two three",
    "'0,123',one hundred twenty-three",
    "0,zero"
  })
  void bareNumbers(String number, String words) {
    assertEquals(words, NumberWords.plain(number));
  }

  @ParameterizedTest
  @CsvSource({"37", "5000"})
  void beyondNamedNumbersDigitByDigit(int length) {
    assertEquals(length, NumberWords.plain("7".repeat(length)).split(" ").length);
  }
}

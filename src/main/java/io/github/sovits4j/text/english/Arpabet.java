package io.github.sovits4j.text.english;

import java.util.Arrays;
import java.util.Set;

/** The phones of English, as CMUdict writes them and the models know them. */
public final class Arpabet {

  private static final Set<String> VOWELS =
      Set.of(
          "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW");
  private static final Set<String> CONSONANTS =
      Set.of(
          "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH",
          "T", "TH", "V", "W", "Y", "Z", "ZH");

  private Arpabet() {}

  /** Whether it is a phone: a consonant, or a vowel with its stress, 0 to 2. */
  public static boolean isPhone(String phone) {
    int last = phone.length() - 1;
    return CONSONANTS.contains(phone)
        || (last == 2
            && phone.charAt(last) >= '0'
            && phone.charAt(last) <= '2'
            && VOWELS.contains(phone.substring(0, last)));
  }

  /** Whether it lacks nothing but its stress. */
  public static boolean isUnstressedVowel(String phone) {
    return VOWELS.contains(phone);
  }

  /**
   * What is wrong with phones, for a person.
   *
   * @param phones in order
   * @return null when nothing is
   */
  public static String mistake(String... phones) {
    return Arrays.stream(phones)
        .filter(phone -> !isPhone(phone))
        .findFirst()
        .map(
            phone ->
                "\""
                    + phone
                    + "\" is no phone: "
                    + (isUnstressedVowel(phone)
                        ? "a vowel needs its stress, "
                            + phone
                            + "0, "
                            + phone
                            + "1 or "
                            + phone
                            + "2"
                        : "expected those of CMUdict, such as HH AH0 L OW1"))
        .orElse(null);
  }
}

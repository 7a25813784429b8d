package io.github.sovits4j.text.japanese;

import io.github.sovits4j.text.japanese.kana.Spelling;
import io.github.sovits4j.text.japanese.mecab.MorphologicalAnalyser;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes Latin words in the case in which the dictionary has them: Hello for HELLO. Initialisms
 * that it only spells are in small letters, for the models have heard them letter by letter.
 */
final class LatinWords {

  private static final Pattern WORD = Pattern.compile("[Ａ-Ｚａ-ｚ]{2,}");
  private static final int PRONUNCIATION = 8; // among the features

  private LatinWords() {}

  /** The text, full-width, with words that the dictionary lacks in small letters. */
  static String inKnownCase(String text, MorphologicalAnalyser dictionary) {
    Matcher word = WORD.matcher(text);
    return word.find()
        ? word.replaceAll(found -> Matcher.quoteReplacement(known(found.group(), dictionary)))
        : text;
  }

  private static String known(String word, MorphologicalAnalyser dictionary) {
    String small = word.toLowerCase(Locale.ROOT);
    String capital = word.toUpperCase(Locale.ROOT);
    for (String form : List.of(word, small, capital.charAt(0) + small.substring(1), capital)) {
      List<String> entries = dictionary.entries(form);
      if (!entries.isEmpty()) {
        return entries.stream().allMatch(entry -> isSpelled(word, entry)) ? small : form;
      }
    }
    return small;
  }

  /** Whether an entry has nothing but the names of the letters. */
  private static boolean isSpelled(String word, String entry) {
    String[] fields = entry.split(",", -1);
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      names.append(Spelling.at(word, i).katakana());
    }
    return fields.length > PRONUNCIATION
        && usual(fields[PRONUNCIATION]).equals(usual(names.toString()));
  }

  /** エイ and エー are two names of one letter, as are ケイ and ケー, エッチ and エイチ. */
  private static String usual(String names) {
    return names.replace("エッチ", "エイチ").replace("エイ", "エー").replace("ェイ", "ェー").replace("ケイ", "ケー");
  }
}

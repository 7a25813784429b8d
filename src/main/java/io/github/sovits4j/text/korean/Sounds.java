package io.github.sovits4j.text.korean;

import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Units of a text as phones: a letter for each sound, double vowels as two, {@code 空} for a space,
 * {@code 停} for what has no sound.
 */
final class Sounds {

  private static final String SPACE = "空";
  private static final String STOP = "停";

  private static final Map<String, String> VOWELS =
      Map.ofEntries(
          Map.entry("ㅘ", "ㅗㅏ"),
          Map.entry("ㅙ", "ㅗㅐ"),
          Map.entry("ㅚ", "ㅗㅣ"),
          Map.entry("ㅝ", "ㅜㅓ"),
          Map.entry("ㅞ", "ㅜㅔ"),
          Map.entry("ㅟ", "ㅜㅣ"),
          Map.entry("ㅢ", "ㅡㅣ"),
          Map.entry("ㅑ", "ㅣㅏ"),
          Map.entry("ㅒ", "ㅣㅐ"),
          Map.entry("ㅕ", "ㅣㅓ"),
          Map.entry("ㅖ", "ㅣㅔ"),
          Map.entry("ㅛ", "ㅣㅗ"),
          Map.entry("ㅠ", "ㅣㅜ"));

  private static final Map<String, String> MARKS =
      Map.ofEntries(
          Map.entry("：", ","),
          Map.entry("；", ","),
          Map.entry("，", ","),
          Map.entry("·", ","),
          Map.entry("、", ","),
          Map.entry("。", "."),
          Map.entry("\n", "."),
          Map.entry("！", "!"),
          Map.entry("？", "?"),
          Map.entry(" ", SPACE));

  private static final String MARK_PHONES = ",.!?…-";

  private final SymbolTable table = SymbolTable.of(SymbolSet.V2);
  private final List<String> phones = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int wordStart;

  /**
   * Spells units.
   *
   * @param units as they are said
   */
  Sounds(List<Unit> units) {
    for (Unit unit : units) {
      if (unit.isSyllable()) {
        letters(unit.initial);
        letters(unit.vowel);
        letters(unit.last);
      } else {
        other(Character.toString(unit.character));
      }
      if (isLetter(unit.character)) {
        word.appendCodePoint(unit.character);
      } else {
        endWord(phones.size() - 1);
      }
    }
    endWord(phones.size());
    softenBehindObject();
    if (!phones.isEmpty() && isLetter(phones.getLast().charAt(0))) {
      phones.add(".");
    }
  }

  private void endWord(int end) {
    if (!word.isEmpty()) {
      words.add(new Word(word.toString(), wordStart, end - wordStart));
      word.setLength(0);
    }
    wordStart = phones.size();
  }

  private void letters(char letter) {
    if (letter != Unit.NONE) {
      String spelled = VOWELS.getOrDefault(String.valueOf(letter), String.valueOf(letter));
      spelled.chars().forEach(c -> phones.add(Character.toString(c)));
    }
  }

  private void other(String character) {
    if (VOWELS.containsKey(character)) {
      letters(character.charAt(0));
      return;
    }
    String phone = MARKS.getOrDefault(character, character);
    boolean known = MARK_PHONES.contains(phone) || phone.equals(SPACE) || isKnownLetter(phone);
    phones.add(known ? phone : STOP);
  }

  private boolean isKnownLetter(String phone) {
    return phone.length() == 1 && isLetter(phone.charAt(0)) && table.contains(phone);
  }

  /** A Hangul syllable or letter. */
  private static boolean isLetter(int c) {
    return Unit.isSyllable(c) || (c >= 'ㄱ' && c <= 'ㅣ');
  }

  /** The models learnt ㄹ behind 을 and 를 and a space as ㄴ, for both ㄴ and ㄹ. */
  private void softenBehindObject() {
    for (int i = 0; i + 4 < phones.size(); i++) {
      if ("ㅇㄹ".contains(phones.get(i))
          && phones.get(i + 1).equals("ㅡ")
          && phones.get(i + 2).equals("ㄹ")
          && phones.get(i + 3).equals(SPACE)
          && phones.get(i + 4).equals("ㄹ")) {
        phones.set(i + 4, "ㄴ");
      }
    }
  }

  /** The phones. */
  List<String> phones() {
    return phones;
  }

  /** The words: what stands between spaces and marks. */
  List<Word> words() {
    return words;
  }

  /** Whether a character has a sound, or is one of those that are never spoken. */
  static boolean isSpokenOrSilent(int c) {
    if (isLetter(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return true;
    }
    if ("#&@*\\".indexOf(c) >= 0) {
      return false; // punctuation to Unicode, but neither words nor a pause
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> "~～<>^|`´".indexOf(c) >= 0;
    };
  }
}

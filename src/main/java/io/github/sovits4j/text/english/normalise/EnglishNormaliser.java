package io.github.sovits4j.text.english.normalise;

import io.github.sovits4j.text.Characters;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.UnspokenCharacters.Kind;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes English as it is read out: letters, spaces and the marks {@code ' . , ? ! -} only.
 *
 * <p>The rules run in the order of the table. Early ones claim what later ones would take apart: an
 * address holds dots, a date holds dashes, a sum of money a number. All of them are linear in the
 * text's length.
 */
public final class EnglishNormaliser {

  private static final Pattern UNSPEAKABLE =
      Pattern.compile("[^ A-Za-z'.,?!…;:()\\[\\]{}|/\\\\\"\n—–-]++");

  /** The full stop that is put before what is short touches an abbreviation: ".No.1". */
  private static final Pattern RUN_UP = Pattern.compile("^[.。](?=[A-Za-z]{1,5}\\.)");

  private final List<Rule> rules;
  private final Rule marks = new Marks();

  /**
   * A normaliser.
   *
   * @param isWord whether a word in small letters is in the dictionary
   */
  public EnglishNormaliser(Predicate<String> isWord) {
    this.rules =
        List.of(
            new CharacterForms(),
            new Addresses(),
            new Emoticons(),
            new Dates(),
            new Times(),
            new UnitedStates(),
            new Abbreviations(),
            new Telephones(),
            new Versions(),
            new Money(),
            new Magnitudes(),
            new Ratings(),
            new Durations(),
            new Ranges(),
            new Arithmetic(),
            new Fractions(),
            new Measures(),
            new Powers(),
            new Signs(),
            new RomanNumerals(),
            new Formulas(),
            new LettersAndDigits(isWord),
            new Numbers(),
            new Capitals(isWord));
  }

  /** The text as it is read out. */
  public String normalise(String text) {
    return marks.apply(UNSPEAKABLE.matcher(words(text)).replaceAll(" "));
  }

  /** The characters that are not read out, neither as words nor as a pause. */
  public UnspokenCharacters unspoken(String text) {
    UnspokenCharacters.Builder unspoken = new UnspokenCharacters.Builder();
    Emoticons.faces(text).forEach(face -> unspoken.add(Kind.EMOJI, face));
    text.codePoints()
        .filter(c -> Character.isISOControl(c) && !Characters.isSpace(c))
        .forEach(c -> unspoken.add(Kind.CONTROL, Character.toString(c)));
    Matcher match = UNSPEAKABLE.matcher(words(text));
    while (match.find()) {
      unspoken.add(match.group());
    }
    return unspoken.build();
  }

  private String words(String text) {
    String t = RUN_UP.matcher(text).replaceFirst(". ");
    for (Rule rule : rules) {
      if (!rule.isAboutNumbers() || t.chars().anyMatch(c -> c >= '0' && c <= '9')) {
        t = rule.apply(t);
      }
    }
    return t;
  }
}

package io.github.sovits4j.text.english.normalise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Roman numerals: after the name of a ruler an ordinal ({@code Henry VIII}: the eighth), after a
 * word such as chapter or war a number. Elsewhere only what can be nothing else.
 */
final class RomanNumerals implements Rule {

  private static final Pattern NUMERAL =
      Pattern.compile(
          "(?<![A-Za-z0-9'.&-])([A-Z][A-Za-z]+\\.?|of|chapters|parts|volumes|books|chapter|part|volume|book|section|article|figure|act|scene|phase|level|stage|type|class|grade|page)"
              + "( |-)(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?<=[IVXLCDM])"
              + "(?![A-Za-z0-9&]|\\.[A-Za-z])((?:'s)?)");

  /** In small letters, as plays and forewords have them: "Scene ii", "page xii". */
  private static final Pattern SMALL =
      Pattern.compile(
          "(?<![A-Za-z])([Cc]hapters?|[Ss]cene|[Aa]ct|[Pp]art|[Vv]olume|[Bb]ook|[Ss]ection|[Pp]ages?) "
              + "(?=[ivxl]{1,7}(?![A-Za-z0-9']|-(?![ivxl])|\\.[A-Za-z]))(l?x{0,3}(?:ix|iv|v?i{0,3}))"
              + "(?![A-Za-z])(?:(?: ?[-–] ?| to )(?=[ivxl]{2,7}(?![A-Za-z0-9'-]))(l?x{0,3}(?:ix|iv|v?i{0,3}))(?![A-Za-z]))?");

  private static final Pattern NEXT =
      Pattern.compile("(and|or|to|[-–—,]) ?([IVX]{1,5})(?![A-Za-z0-9'])");
  private static final Pattern ALONE =
      Pattern.compile(
          "(?<![A-Za-z0-9'.&-])(M{1,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?![A-Za-z0-9'&-])");

  /** Of more than one letter, and no initialism either (IV, VI, XL). */
  private static final Pattern SMALL_ALONE =
      Pattern.compile(
          "(?<![A-Za-z0-9'.&-])(?:I(?=(?:,|,? (?:and|or|to)|[–-]) ?II(?![A-Za-z0-9'&-]))|II|III|VII|VIII|IX|X?XI{2,3}|X{1,2}(?:I[VX]|VI{0,3}))(?![A-Za-z0-9'&-]|\\.[A-Za-z])");

  /** How a metal is bound: iron(III) oxide. */
  private static final Pattern BOUND = Pattern.compile("(?<=[a-z])\\((I{1,3}|IV|VI{0,2})\\)");

  private static final Pattern WORLD_WAR =
      Pattern.compile("(?<![A-Za-z0-9])WW(I{1,3})(?![A-Za-z0-9])");
  private static final Pattern CENTURY =
      Pattern.compile(
          "(?<![A-Za-z0-9'.&])([IVX]{1,5})(?:st|nd|rd|th)?(?=(?: (?:and|or|to) [IVX]{1,5}(?:st|nd|rd|th)?)?"
              + "[ -][Cc]entur(?:y|ies)(?![A-Za-z]))");
  private static final Pattern LIST =
      Pattern.compile("(?m)^( *)(II|III|IV|VI|VII|VIII|IX|ii|iii|iv|vi|vii|viii|ix)(?=[.)] )");

  private static final Set<String> RULERS =
      WordList.of(
          """
          Henry Louis Charles George Edward Elizabeth James William Richard John Paul Mary
          Philip Francis Alexander Frederick Nicholas Catherine Ivan Peter Napoleon Pius
          Benedict Gregory Leo Clement Innocent Urban Ramses Ramesses Ferdinand Wilhelm
          Friedrich Gustav Christian Haakon Olaf Harald Carl Albert Leopold Baldwin Darius
          Cyrus Xerxes Ptolemy Cleopatra Robert David Malcolm Alfonso Joseph Maximilian
          Otto Rudolf Conrad Stephen Matthew Margaret Anne Victoria Juan Felipe Carlos
          Pedro Umberto Victor Emmanuel Sixtus Julius Boniface Constantine Justinian
          Theodosius Mehmed Murad Selim Suleiman Amenhotep Thutmose Seti Nebuchadnezzar
          Franz Adolf Eric Erik Valdemar Sigismund Casimir Vladislaus Rainier Faisal
          Hassan Mohammed Abdullah Akbar Michael Basil Adrian Hadrian Martin Marcus
          Celestine Callixtus Eugene Edmund Harold Canute Kamehameha Rama Shah Thomas
          Henri Isabella Joan Johann Karl Ludwig Duncan Kenneth Donald
          """);

  private static final Set<String> HEADINGS =
      WordList.of(
          """
          Chapter Chapters Part Parts Act Acts Scene Book Books Volume Volumes Section
          Sections Article Articles Phase Type Types Class Appendix War Wars Bowl Title
          Titles Level Stage Rocky Fantasy Episode Canto Psalm Grade Mark Step Unit Lesson
          Figure Table Plate Division Group Category Schedule Annex Amendment Corps
          Symphony Sonata Movement Apollo Olympiad Factor Region Zone Tier Vatican Nicaea
          Version Generation Season Page
          """);

  /** What tells a grandson from his grandfather. */
  private static final Set<String> NAMESAKES = Set.of("II", "III", "IV");

  private static final Set<String> SEVERAL =
      WordList.of("chapters parts acts books volumes sections articles types wars");

  private static final Set<String> AFTER_FIRST =
      WordList.of(
          """
          of was died ruled reigned had became and began ended is to in who won lost came
          married by at as would took broke saw made led
          """);

  @Override
  public String apply(String text) {
    String t = WORLD_WAR.matcher(text).replaceAll("World War $1");
    t = Rule.replace(BOUND, t, (m, all) -> " " + NumberWords.cardinal(value(m.group(1))));
    t =
        Rule.replace(
            LIST,
            t,
            (m, all) ->
                m.group(1)
                    + NumberWords.cardinal(value(m.group(2).toUpperCase(java.util.Locale.ROOT))));
    t = Rule.replace(CENTURY, t, (m, all) -> NumberWords.ordinal(value(m.group(1))));
    t = Rule.replace(NUMERAL, t, RomanNumerals::afterWord);
    t = Rule.replace(SMALL, t, (m, all) -> small(m));
    t = Rule.replace(NEXT, t, RomanNumerals::next);
    t = Rule.replace(SMALL_ALONE, t, (m, all) -> NumberWords.cardinal(value(m.group())));
    return Rule.replace(
        ALONE, t, (m, all) -> m.group().length() >= 4 ? NumberWords.year(value(m.group(1))) : null);
  }

  private static String afterWord(Matcher match, String text) {
    String word = match.group(1);
    String numeral = match.group(3);
    String stem = word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
    int end = match.end(4);
    String digits = value(numeral);
    if (HEADINGS.contains(stem)) {
      if (numeral.length() == 1 && "CDLM".indexOf(numeral.charAt(0)) >= 0 && !stem.equals("Bowl")) {
        return null; // Type C and Class D are letters
      }
      boolean pronoun = numeral.equals("I") && isPronoun(text, end);
      return pronoun ? null : word + " " + NumberWords.cardinal(digits) + match.group(4);
    }
    if (RULERS.contains(word)) {
      if (numeral.equals("I") && match.group(4).isEmpty() && !isFirst(text, end)) {
        return null;
      }
      boolean letter = "CDLM".indexOf(numeral.charAt(0)) >= 0 || match.group().equals("Malcolm X");
      return letter ? null : word + " the " + NumberWords.ordinal(digits) + match.group(4);
    }
    if (NAMESAKES.contains(numeral)
        && isFirstName(Context.wordBefore(text, match.start()))
        && Context.isCapitalised(word)) {
      return word + " the " + NumberWords.ordinal(digits) + match.group(4); // John Smith III
    }
    boolean plain = numeral.length() > 1 && numeral.chars().allMatch(c -> "IVX".indexOf(c) >= 0);
    boolean capitals =
        word.length() > 1
            && word.equals(word.toUpperCase(java.util.Locale.ROOT))
            && word.length() > 4;
    return plain && !capitals && !numeral.equals("XX") && Context.isCapitalised(word)
        ? word + " " + NumberWords.cardinal(digits) + match.group(4)
        : null;
  }

  /** A name, or the initial of one. */
  private static boolean isFirstName(String word) {
    return RULERS.contains(word) || (word.matches("[A-Z]") && !WordList.of("A I").contains(word));
  }

  /** One letter counts behind a heading only: "the part i like" has a pronoun. */
  private static String small(Matcher match) {
    String word = match.group(1);
    String numeral = match.group(2);
    boolean sure = numeral.length() > 1 || (Context.isCapitalised(word) && !numeral.equals("l"));
    String last = match.group(3) == null ? "" : " to " + smallValue(match.group(3));
    return sure ? word + " " + smallValue(numeral) + last : null;
  }

  private static String smallValue(String numeral) {
    return NumberWords.cardinal(value(numeral.toUpperCase(java.util.Locale.ROOT)));
  }

  /** The second of "Chapters IV and V". */
  private static String next(Matcher match, String text) {
    if (!Context.isNear(text, match.start(), 2, SEVERAL)) {
      return null;
    }
    String joint = match.group(1).matches("[-–—]") ? " to " : match.group(1) + " ";
    return joint + NumberWords.cardinal(value(match.group(2)));
  }

  private static boolean isPronoun(String text, int end) {
    String after = Context.wordAfter(text, end);
    return WordList.of(
                """
          am have had think know saw read like will would can could was wrote want did do
          love need mentioned missed
          """)
            .contains(after)
        && !after.equals("was");
  }

  private static boolean isFirst(String text, int end) {
    String after = Context.wordAfter(text, end);
    return after.isEmpty() || AFTER_FIRST.contains(after);
  }

  private static String value(String numeral) {
    int value = 0;
    for (int i = 0; i < numeral.length(); i++) {
      int digit = digit(numeral.charAt(i));
      boolean less = i + 1 < numeral.length() && digit < digit(numeral.charAt(i + 1));
      value += less ? -digit : digit;
    }
    return Integer.toString(value);
  }

  private static int digit(char numeral) {
    return switch (numeral) {
      case 'I' -> 1;
      case 'V' -> 5;
      case 'X' -> 10;
      case 'L' -> 50;
      case 'C' -> 100;
      case 'D' -> 500;
      default -> 1000;
    };
  }
}

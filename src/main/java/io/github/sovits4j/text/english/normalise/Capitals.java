package io.github.sovits4j.text.english.normalise;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words in capitals: initialisms are spelled ({@code FBI}), words stay words ({@code STOP}, {@code
 * NASA}); a name with capitals inside comes apart ({@code OpenAI}). The article A becomes small,
 * for a capital A is the name of the letter.
 */
final class Capitals implements Rule {

  /** Initialisms that look like a word of the dictionary. */
  private static final Set<String> SPELLED =
      WordList.of(
          """
          US UN AI AR VR OS IOS AD BA CA CT DEA DOE ER EST GA ID IDS IL IMO IRA LA LAN WAN
          LED LEDS MA MIA MI NGO NGOS UPS PA POW POWS ROI SAT SATS SEC WA URI URL URLS EU
          IDE AC DC HE MS MR ED EM CE COO ISO IDF ICE DOT RPM PE ICU ETA AMA APR ABS ATV
          EV EVS MIT INS BI AKA ALS SAP SEO SOP SOS ERP FAO GAO GED OT CO LAX EIN ABO
          EVA HUD ORM ESP IPA MEP MO OR AL AK DE ME NE OK SAS SUVS SIS TA IRC PAL AOL VA
          NG ASL ESL TAS PAC USO DIY OED USC RAF IOU IOUS ETC OAS CNC RIP EP LP CV
          """);

  /** Of these, the ones that are spelled only where no shout makes them a word. */
  private static final Set<String> MAYBE_WORDS =
      WordList.of(
          """
          HE MS MR ED EM ICE DOT OR AL DE ME NE MO OK AK PAL PAC SIS TA RIP SAS EVA AD MA
          PA LED SAT APR ABS ESP ETC IRA CE PE COO TAS MIT INS BI ALS SAP SOP OT CO LAX
          GED EVS
          """);

  /** Titles before a name, initialisms elsewhere: MS patients, an MR scan. */
  private static final Set<String> TITLES_TOO = Set.of("MR", "MS");

  private static final Set<String> IT_NOUNS =
      WordList.of(
          """
          department support team manager specialist staff professional professionals
          industry systems system security infrastructure consultant company guy guys job
          sector services service director desk budget policy skills admin administrator
          project projects experts expert world career
          """);

  private static final Set<String> BEFORE_IT =
      WordList.of("the our an in your their corporate works work and");

  private static final Pattern CAMEL =
      Pattern.compile(
          "(?<![A-Za-z])(?=[A-Za-z]{0,40}[a-z][A-Z]|[A-Z]{2,8}[a-z]{3})[A-Za-z]{2,40}(?![A-Za-z])");
  private static final Pattern ID = Pattern.compile(" Id(?= |$)");
  private static final Pattern CAPITALS_FIRST = Pattern.compile("[A-Z]{2,}[a-z]{3,}");
  private static final Pattern COMPOUND = Pattern.compile("[A-Z][a-z]{2,}[A-Z][a-z]{2,}");
  private static final Pattern NAME_PREFIX = Pattern.compile("Mac(?!Book|Pro|Mini)|Van|Fitz|Mc");
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z'])([A-Z]{2,})('?s)?(?![A-Za-z]|'[A-Za-z])");

  /** The letter A, which is no article. The mark in it is not a character of a text. */
  static final String LETTER_A = "A\u0003";

  private static final Pattern LETTER_S = Pattern.compile("(?<![A-Za-z'])([A-Z])s(?![A-Za-z'])");
  private static final Pattern ARTICLE =
      Pattern.compile("(?<![A-Za-z'])A(?= [a-zA-Z'])(?! [A-Z](?![a-zA-Z]))");
  private static final Set<String> BEFORE_LETTER =
      WordList.of(
          """
          grade vitamin plan type class group team hepatitis section point option level
          letter the an schedule appendix part list column row side block gate exhibit
          series study influenza blood form unit platform b c x straight from a
          """);

  private final Predicate<String> isWord;

  Capitals(Predicate<String> isWord) {
    this.isWord = isWord;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(CAMEL, text, (m, all) -> camel(m.group()));
    boolean shouted = isShouted(t);
    t = Rule.replace(ARTICLE, t, Capitals::article);
    t = t.replace(LETTER_A, "A");
    t = Rule.replace(WORD, t, (m, all) -> capitals(m, all, shouted));
    t = Rule.replace(LETTER_S, t, (m, all) -> isWordWithS(m, all) ? null : m.group(1) + "'s");
    return t;
  }

  /** "As", "Is", "Ms" and "Us" are words, but not behind a letter: "D N As". */
  private static boolean isWordWithS(Matcher match, String text) {
    int start = Context.startOfWordBefore(text, match.start());
    boolean letters = isLetter(Context.wordBefore(text, match.start()));
    boolean several = letters && isLetter(Context.wordBefore(text, start));
    return "AIMU".contains(match.group(1))
        && !(match.group(1).equals("M") ? letters : several); // "Toys R Us"
  }

  private static boolean isLetter(String word) {
    return word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !word.equals("I");
  }

  /** A sentence all in capitals tells nothing about which of its words are initialisms. */
  private static boolean isShouted(String text) {
    int words = 0;
    Matcher word = Pattern.compile("[A-Za-z]{2,}").matcher(text);
    while (word.find()) {
      if (!word.group().equals(word.group().toUpperCase(Locale.ROOT))) {
        return false;
      }
      words++;
    }
    return words > 1;
  }

  private String camel(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.equals("IoT")) {
      return "I O T";
    }
    if (!Character.isUpperCase(name.charAt(0)) && Character.isUpperCase(name.charAt(1))) {
      return name.charAt(0) + " " + name.substring(1); // iPhone, eBay, iOS: a letter, then a word
    }
    if (isWord.test(lower) && !isCompound(name)) {
      return plainCapitals(name) ? null : lower;
    }
    if (CAPITALS_FIRST.matcher(name).matches()) {
      return capitalsFirst(name);
    }
    String apart = name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
    // "TVs": capitals with a plural s are for the next step.
    return name.matches("[A-Z]{2,}s") ? null : ID.matcher(apart).replaceAll(" I D");
  }

  /** "JPMorgan" and "USBstick" come apart where a word begins, "THeyre" is a slip of the keys. */
  private String capitalsFirst(String name) {
    int small = name.length() - name.replaceFirst("^[A-Z]++", "").length();
    for (int at = small - 1; at <= small; at++) {
      boolean enough = at == small ? at > 2 : at > 0;
      if (enough && isWord.test(name.substring(at).toLowerCase(Locale.ROOT))) {
        return name.substring(0, at) + ' ' + name.substring(at);
      }
    }
    return null;
  }

  /** Two words of the dictionary: ThinkPad and YouTube, but no MacDonald. */
  private boolean isCompound(String name) {
    return COMPOUND.matcher(name).matches()
        && !NAME_PREFIX.matcher(name).lookingAt()
        && List.of(name.split("(?<=[a-z])(?=[A-Z])", -1)).stream()
            .allMatch(part -> isWord.test(part.toLowerCase(Locale.ROOT)));
  }

  private static boolean plainCapitals(String name) {
    return name.matches("[A-Z]+s?");
  }

  private String capitals(Matcher match, String text, boolean shouted) {
    String word = match.group(1);
    String ending = match.group(2) == null ? "" : match.group(2);
    String lower = word.toLowerCase(Locale.ROOT);
    if (!isSpelled(word, lower + ending, match, text, shouted)) {
      // "CEOs": the dictionary knows the initialism, but not as a word with a plural.
      boolean pluralOfOne =
          ending.equals("s") && isWord.test(lower) && !isWord.test(lower + ending);
      return pluralOfOne ? lower + "'s" : lower + ending;
    }
    String letters = String.join(" ", word.split(""));
    return ending.isEmpty() ? letters : letters + "'s";
  }

  private boolean isSpelled(
      String word, String whole, Matcher match, String text, boolean shouted) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (word.equals("IT")) {
      return !shouted && (isComputing(match, text) || isAlone(match, text));
    }
    if (word.equals("WHO")) {
      return !shouted
          && (isAlone(match, text)
              || Context.wordBefore(text, match.start()).equalsIgnoreCase("the"));
    }
    if (word.equals("US")) {
      return !shouted;
    }
    if (TITLES_TOO.contains(word)) {
      return !shouted && !Context.isCapitalised(Context.wordAfter(text, match.end()));
    }
    if (word.equals("JR")) {
      return !shouted && !isAfterName(match, text);
    }
    if (SPELLED.contains(word)) {
      return !(MAYBE_WORDS.contains(word) && shouted) && !isEmphasis(word);
    }
    if (isWord.test(lower) || isWord.test(whole)) {
      return false;
    }
    return word.length() <= 3 || !Pronounceable.isPronounceable(lower);
  }

  /** "Davis JR" is junior; else these are railways: "the JR line", "JR East". */
  private static boolean isAfterName(Matcher match, String text) {
    int start = Context.startOfWordBefore(text, match.start());
    String before = Context.wordBefore(text, match.start());
    return before.length() > 1
        && Context.isCapitalised(before)
        && !Context.startsSentence(text, start);
  }

  /**
   * "Tell ME" and "this OR that" stress a word; an article or a name before tells an initialism.
   */
  private static boolean isEmphasis(String word) {
    return WordList.of("ME OR HE OK AL ICE DOT RIP PAL").contains(word);
  }

  /** The only word of what is read, as among words of another language; no question either. */
  private static boolean isAlone(Matcher match, String text) {
    return text.chars().filter(Character::isLetter).count() == match.end(1) - match.start(1)
        && text.indexOf('?') < 0
        && text.indexOf('!') < 0;
  }

  private static boolean isComputing(Matcher match, String text) {
    String after = Context.wordAfter(text, match.end()).toLowerCase(Locale.ROOT);
    String before = Context.wordBefore(text, match.start()).toLowerCase(Locale.ROOT);
    return IT_NOUNS.contains(after) || (BEFORE_IT.contains(before) && after.isEmpty());
  }

  private static String article(Matcher match, String text) {
    String before = Context.wordBefore(text, match.start());
    boolean letter =
        (before.length() == 1 && Character.isUpperCase(before.charAt(0)))
            || BEFORE_LETTER.contains(before.toLowerCase(Locale.ROOT))
            || WordList.of("and or to is plus minus through")
                .contains(Context.wordAfter(text, match.end()))
            || WordList.of("level levels sharp flat major minor grade grades")
                .contains(Context.wordAfter(text, match.end()));
    return letter && !Context.startsSentence(text, match.start())
        ? null
        : isSpelledStart(text, match) ? null : "a";
  }

  private static boolean isSpelledStart(String text, Matcher match) {
    return WordList.of("and or to plus minus flat sharp")
        .contains(Context.wordAfter(text, match.end()));
  }
}

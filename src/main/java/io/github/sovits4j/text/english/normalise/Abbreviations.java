package io.github.sovits4j.text.english.normalise;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words cut short: titles (Dr., St.), Latin (e.g., etc.), initials (U.S., J. R. R.), names of
 * companies and streets, references (No. 5, p. 7). What a full stop after one means is told from
 * what follows.
 */
public final class Abbreviations implements Rule {

  /** Before a name, with or without a full stop. */
  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("Mr", "Mister"),
          Map.entry("Mrs", "Missus"),
          Map.entry("Ms", "Ms"),
          Map.entry("Mx", "Blend"),
          Map.entry("Dr", "Doctor"),
          Map.entry("Drs", "Doctors"),
          Map.entry("Prof", "Professor"),
          Map.entry("Profs", "Professors"),
          Map.entry("Mt", "Mount"),
          Map.entry("Ft", "Fort"),
          Map.entry("Gen", "General"),
          Map.entry("Col", "Colonel"),
          Map.entry("Maj", "Major"),
          Map.entry("Capt", "Captain"),
          Map.entry("Cpt", "Captain"),
          Map.entry("Lt", "Lieutenant"),
          Map.entry("Sgt", "Sergeant"),
          Map.entry("Cpl", "Corporal"),
          Map.entry("Pvt", "Private"),
          Map.entry("Cmdr", "Commander"),
          Map.entry("Adm", "Admiral"),
          Map.entry("Sen", "Senator"),
          Map.entry("Rep", "Representative"),
          Map.entry("Gov", "Governor"),
          Map.entry("Pres", "President"),
          Map.entry("Rev", "Reverend"),
          Map.entry("Hon", "Honorable"),
          Map.entry("Fr", "Father"),
          Map.entry("Br", "Brother"),
          Map.entry("Supt", "Superintendent"),
          Map.entry("Det", "Detective"),
          Map.entry("Insp", "Inspector"),
          Map.entry("Messrs", "Messieurs"),
          Map.entry("Mme", "Madame"),
          Map.entry("Mlle", "Mademoiselle"),
          Map.entry("Amb", "Ambassador"),
          Map.entry("Sec", "Secretary"));

  /** Those of them that are never anything else, so that the full stop may be missing. */
  private static final Set<String> BARE_TITLES =
      WordList.of("Mr Mrs Ms Mx Dr Drs Prof Mt Capt Sgt Messrs Lt");

  /** Before a number. */
  private static final Map<String, String> REFERENCES =
      Map.ofEntries(
          Map.entry("no", "number"),
          Map.entry("nos", "numbers"),
          Map.entry("nr", "number"),
          Map.entry("p", "page"),
          Map.entry("pp", "pages"),
          Map.entry("pg", "page"),
          Map.entry("vol", "volume"),
          Map.entry("vols", "volumes"),
          Map.entry("ch", "chapter"),
          Map.entry("chap", "chapter"),
          Map.entry("fig", "figure"),
          Map.entry("figs", "figures"),
          Map.entry("eq", "equation"),
          Map.entry("sec", "section"),
          Map.entry("sect", "section"),
          Map.entry("art", "article"),
          Map.entry("ver", "version"),
          Map.entry("ext", "extension"),
          Map.entry("apt", "apartment"),
          Map.entry("rm", "room"),
          Map.entry("bldg", "building"),
          Map.entry("rte", "route"),
          Map.entry("lat", "latitude"),
          Map.entry("ste", "suite"),
          Map.entry("tab", "table"),
          Map.entry("para", "paragraph"),
          Map.entry("ed", "edition"),
          Map.entry("op", "opus"),
          Map.entry("ep", "episode"),
          Map.entry("c", "circa"),
          Map.entry("ca", "circa"),
          Map.entry("est", "established"),
          Map.entry("tel", "telephone"));

  /** Anywhere, with a full stop. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("etc", "et cetera"),
          Map.entry("vs", "versus"),
          Map.entry("approx", "approximately"),
          Map.entry("dept", "department"),
          Map.entry("doz", "dozen"),
          Map.entry("govt", "government"),
          Map.entry("assn", "association"),
          Map.entry("assoc", "associates"),
          Map.entry("univ", "university"),
          Map.entry("intl", "international"),
          Map.entry("misc", "miscellaneous"),
          Map.entry("mfg", "manufacturing"),
          Map.entry("natl", "national"),
          Map.entry("dist", "district"),
          Map.entry("max", "maximum"),
          Map.entry("min", "minimum"),
          Map.entry("avg", "average"),
          Map.entry("temp", "temperature"),
          Map.entry("inc", "incorporated"),
          Map.entry("ltd", "limited"),
          Map.entry("co", "company"),
          Map.entry("corp", "corporation"),
          Map.entry("bros", "brothers"),
          Map.entry("jr", "junior"),
          Map.entry("sr", "senior"),
          Map.entry("esq", "esquire"),
          Map.entry("ave", "avenue"),
          Map.entry("blvd", "boulevard"),
          Map.entry("rd", "road"),
          Map.entry("ln", "lane"),
          Map.entry("hwy", "highway"),
          Map.entry("pkwy", "parkway"),
          Map.entry("sq", "square"),
          Map.entry("cf", "compare"),
          Map.entry("viz", "namely"),
          Map.entry("ibid", "ibidem"),
          Map.entry("incl", "including"),
          Map.entry("excl", "excluding"),
          Map.entry("est", "estimated"),
          Map.entry("mgr", "manager"),
          Map.entry("asst", "assistant"),
          Map.entry("hr", "hour"),
          Map.entry("hrs", "hours"),
          Map.entry("mins", "minutes"),
          Map.entry("secs", "seconds"),
          Map.entry("tsp", "teaspoon"),
          Map.entry("tbsp", "tablespoon"),
          Map.entry("lb", "pound"),
          Map.entry("lbs", "pounds"),
          Map.entry("oz", "ounces"),
          Map.entry("al", "al"),
          Map.entry("v", "versus"),
          Map.entry("mon", "Monday"),
          Map.entry("tue", "Tuesday"),
          Map.entry("tues", "Tuesday"),
          Map.entry("wed", "Wednesday"),
          Map.entry("thu", "Thursday"),
          Map.entry("thur", "Thursday"),
          Map.entry("thurs", "Thursday"),
          Map.entry("fri", "Friday"),
          Map.entry("sat", "Saturday"),
          Map.entry("sun", "Sunday"));

  /** Of the words above, those that are abbreviations with a capital or after a capital only. */
  private static final Set<String> NAMES =
      WordList.of(
          """
          co ave rd ln sq jr sr bros univ mon tue tues wed thu thur thurs fri sat sun esq
          assoc
          """);

  /** Of the words above, those that are words of their own at the end of a sentence. */
  private static final Set<String> ALSO_WORDS = WordList.of("max min temp co v al");

  private static final Set<String> BEFORE_DAYS =
      WordList.of("to on by until till through every next last since");

  /** Anywhere, full stop or not; the marks inside tell. */
  private static final Map<String, String> SHORTHAND =
      Map.ofEntries(
          Map.entry("w/o", "without"),
          Map.entry("w/", "with "),
          Map.entry("b/c", "because"),
          Map.entry("c/o", "care of"),
          Map.entry("n/a", "N A"),
          Map.entry("a/c", "A C"),
          Map.entry("and/or", "and or"),
          Map.entry("s/he", "she or he"));

  private static final Pattern SHORT =
      Pattern.compile(
          "(?<![A-Za-z0-9/])(w/o|b/c|c/o|n/a|a/c|and/or|s/he|w/(?= ))(?![A-Za-z/])"
              + "|(?<![A-Za-z0-9/])(w/)(?=[A-Za-z])",
          Pattern.CASE_INSENSITIVE);

  /** Of two contractions in one the second is a word: shouldn't've. */
  private static final Pattern HAVE = Pattern.compile("(?<=n't|[a-z]'d)'ve(?![A-Za-z])");

  /** With an apostrophe for what is left out. */
  private static final Map<String, String> ELIDED =
      Map.of(
          "gov't", "government",
          "int'l", "international",
          "nat'l", "national",
          "dep't", "department",
          "ass'n", "association",
          "cont'd", "continued",
          "sec'y", "secretary");

  private static final Pattern ELISION =
      Pattern.compile("(?<![A-Za-z'])([A-Za-z]{3,4}'[dlnty])(?![A-Za-z'])");

  private static final Pattern THAT_IS =
      Pattern.compile("(?<![A-Za-z.])i\\.\\s?e\\.?(?![A-Za-z])", Pattern.CASE_INSENSITIVE);
  private static final Pattern FOR_EXAMPLE =
      Pattern.compile("(?<![A-Za-z.])e\\.\\s?g\\.?(?![A-Za-z])", Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE_LATIN =
      Pattern.compile("(?<![A-Za-z.'])(eg|ie|etc|vs|aka|a\\.k\\.a\\.|YoY|QoQ)(?![A-Za-z.'])");
  private static final Map<String, String> LATIN =
      Map.of(
          "YoY", "year over year",
          "QoQ", "quarter over quarter",
          "eg", "for example",
          "ie", "that is",
          "etc", "et cetera",
          "vs", "versus",
          "aka", "also known as",
          "a.k.a.", "also known as");

  private static final Pattern DEGREE =
      Pattern.compile(
          "(?<![A-Za-z.])(Ph\\.?\\s?D|M\\.?Sc|B\\.?Sc|M\\.?Phil|D\\.?Phil)(\\.|(?![A-Za-z.]))");
  private static final Map<String, String> DEGREES =
      Map.of("phd", "P H D", "msc", "M S C", "bsc", "B S C", "mphil", "M Phil", "dphil", "D Phil");

  private static final Pattern SAINT =
      Pattern.compile("(?<![A-Za-z.'])(St|Dr)(\\.|(?= [A-Z]))(?![A-Za-z])");
  private static final Pattern ROAD =
      Pattern.compile("(?<=[a-z]{2} )(Ave|Blvd|Rd|Hwy|Pkwy|Ln)(?=[,\n]| [A-Z0-9]|$)");
  private static final Pattern CENTURY =
      Pattern.compile("(?<=[0-9](?:st|nd|rd|th) )c(?:ent)?\\.(?! ?[0-9])");
  private static final Pattern YEARLY =
      Pattern.compile("(?<![A-Za-z0-9.])p\\.\\s?a\\.(?![A-Za-z])");

  /** A house: its number, the side of the town, the street: "123 N. Main St.". */
  private static final Pattern HOUSE =
      Pattern.compile(
          "(?<![A-Za-z0-9.,/-])([0-9]{1,5}) (?:([NSEW])\\.? )?"
              + "(?=(?:[A-Z][a-z]+ ){1,2}(?:St|Ave|Rd|Blvd|Dr|Ln|Pl|Street|Avenue|Road|Boulevard|Drive|Lane|Place)(?![a-z])"
              + "|[0-9]{1,3}(?:st|nd|rd|th) (?:St|Ave|Street|Avenue)(?![a-z]))");

  private static final Pattern SAINTS = Pattern.compile("(?<![A-Za-z.'])Sts\\.(?= [A-Z])");

  private static final Pattern TITLE =
      Pattern.compile("(?<![A-Za-z.'])([A-Z][a-z]{1,6})(\\.?+)(?= ?[A-Z])");
  private static final Pattern LONE_TITLE =
      Pattern.compile("(?<![A-Za-z.'])(Mr|Mrs|Ms|Dr|Prof)\\.(?![A-Za-z])");

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<![A-Za-z0-9.'])([A-Za-z]{1,4})\\.\\s?(?=\\(?[0-9]|(?<=[a-z]\\.\\s?)(?:[IVX]{1,5}|[ivx]{2,7})(?![A-Za-z]))");

  /** Without its full stop, before a number. */
  private static final Pattern BARE_REFERENCE =
      Pattern.compile(
          "(?<![A-Za-z0-9.'-])(Apt|apt|Bldg|Ext|ext|Fig|fig|Hwy|Rm|Rte|Ste|Vol|vol)(?= #?[0-9])");

  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9.'])([A-Za-z]{1,6})\\.(?![A-Za-z0-9])");

  private static final Pattern INITIALS =
      Pattern.compile(
          "(?<![A-Za-z0-9.'])((?:[A-Za-z]\\.){2,}+)([A-Za-z]?(?![A-Za-z]))('?s(?![A-Za-z]))?");
  private static final Pattern SPACED_INITIALS =
      Pattern.compile("(?<![A-Za-z0-9.'])([A-Z])\\.(?=(?: |-)?[A-Z])(?!\\.)");

  /** They begin a sentence and end none. */
  private static final Set<String> POSTSCRIPTS = Set.of("PS", "PPS", "NB");

  private static final Set<String> JOINTS = joints();

  @Override
  public String apply(String text) {
    String t = HAVE.matcher(text).replaceAll(" have");
    t = Rule.replace(SHORT, t, Abbreviations::shorthand);
    t = Rule.replace(ELISION, t, (m, all) -> ELIDED.get(m.group(1).toLowerCase(Locale.ROOT)));
    t = Rule.replace(THAT_IS, t, (m, all) -> "that is");
    t = Rule.replace(FOR_EXAMPLE, t, (m, all) -> "for example");
    t = Rule.replace(BARE_LATIN, t, (m, all) -> LATIN.get(m.group(1)));
    t = Rule.replace(DEGREE, t, Abbreviations::degree);
    t = Rule.replace(YEARLY, t, (m, all) -> "per annum" + stop(all, m.end()));
    t = Rule.replace(CENTURY, t, (m, all) -> "century" + stop(all, m.end()));
    t = Rule.replace(ROAD, t, (m, all) -> WORDS.get(m.group(1).toLowerCase(Locale.ROOT)));
    t = Rule.replace(HOUSE, t, (m, all) -> house(m));
    t = Rule.replace(SAINTS, t, (m, all) -> "Saints");
    t = Rule.replace(SAINT, t, Abbreviations::saint);
    t = Rule.replace(TITLE, t, Abbreviations::title);
    t = Rule.replace(LONE_TITLE, t, (m, all) -> TITLES.get(m.group(1)) + stop(all, m.end()));
    t = Rule.replace(REFERENCE, t, Abbreviations::reference);
    t = Rule.replace(BARE_REFERENCE, t, (m, all) -> bareReference(m.group(1)));
    t = Rule.replace(WORD, t, Abbreviations::word);
    t = Rule.replace(INITIALS, t, Abbreviations::initials);
    return Rule.replace(SPACED_INITIALS, t, Abbreviations::initial);
  }

  /**
   * Whether a full stop belongs to an abbreviation that goes on, so that no sentence ends there.
   *
   * @param text any text
   * @param stop where its full stop stands
   */
  public static boolean isJoint(String text, int stop) {
    int start = stop;
    int limit = Math.max(0, stop - 12);
    while (start > limit && (isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
      start--;
    }
    String word = text.substring(start, stop);
    if (word.isEmpty() || (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1)))) {
      return false;
    }
    int next = stop + 1;
    if (next < text.length() && isLetter(text.charAt(next))) {
      return word.length() <= 2 || word.indexOf('.') > 0; // Inside U.S. or Ph.D.
    }
    while (next < text.length() && text.charAt(next) == ' ') {
      next++;
    }
    if (next == text.length() || text.charAt(next) == '\n') {
      return false;
    }
    boolean digit = text.charAt(next) >= '0' && text.charAt(next) <= '9';
    String bare = word.toLowerCase(Locale.ROOT);
    if (digit && REFERENCES.containsKey(bare)) {
      return true;
    }
    if (TITLES.containsKey(word) || word.equals("St")) {
      return true;
    }
    if (Measures.isCutShort(bare) && Context.isAfterNumber(text, start)) {
      return Measures.goesOn(text, stop + 1);
    }
    if (UnitedStates.isJoint(text, start, stop)) {
      return true;
    }
    boolean initials = word.length() == 1 ? isCapital(word.charAt(0)) : word.indexOf('.') > 0;
    if (initials || isMonth(word)) {
      return !Context.endsSentence(text, stop + 1);
    }
    boolean others = bare.equals("al") && Context.wordBefore(text, start).equals("et");
    return (others || (JOINTS.contains(bare) && !ALSO_WORDS.contains(bare)))
        && !Context.endsSentence(text, stop + 1)
        && (!NAMES.contains(bare) || isCapital(word.charAt(0)));
  }

  private static boolean isMonth(String word) {
    return WordList.of("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec").contains(word);
  }

  private static Set<String> joints() {
    Map<String, String> all = new HashMap<>(WORDS);
    LATIN.keySet().forEach(word -> all.put(word, ""));
    return Set.copyOf(all.keySet());
  }

  private static String shorthand(Matcher match, String text) {
    String found = match.group(1) == null ? match.group(2) : match.group(1);
    return SHORTHAND.get(found.toLowerCase(Locale.ROOT));
  }

  private static String degree(Matcher match, String text) {
    String letters = match.group(1).replaceAll("[.\\s]", "").toLowerCase(Locale.ROOT);
    return DEGREES.get(letters) + (match.group(2).isEmpty() ? "" : stop(text, match.end()));
  }

  /** Saint or Street, Doctor or Drive: the street follows its name, the saint goes before it. */
  private static String saint(Matcher match, String text) {
    boolean street = match.group(1).equals("St");
    String way = street ? "Street" : "Drive";
    String person = street ? "Saint" : "Doctor";
    boolean named =
        text.startsWith(" ", match.end())
            && Context.isCapitalised(Context.wordAfter(text, match.end()));
    int start = Context.startOfWordBefore(text, match.start());
    String before = Context.wordBefore(text, match.start());
    boolean afterName =
        (Context.isCapitalised(before)
                && (!Context.startsSentence(text, start) || isAfterSaint(text, start)))
            || before.matches("[0-9]+(?:st|nd|rd|th)")
            || isHouse(text, start);
    if (afterName && (!named || isHouse(text, start) || Context.endsSentence(text, match.end()))) {
      return way + (match.group(2).isEmpty() ? "" : stop(text, match.end()));
    }
    if (named) {
      return person;
    }
    if (match.group(2).isEmpty()) {
      return null;
    }
    // "Wall St. fell": a saint has a name, and a doctor is greeted or has an article.
    boolean road = street ? !before.isEmpty() : isNameOfWay(before);
    return (road ? way : person) + stop(text, match.end());
  }

  private static boolean isNameOfWay(String word) {
    return word.length() > 2
        && Context.isCapitalised(word)
        && !WordList.of("the my our your his her hello dear thanks yes sorry and but ask")
            .contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether the word that starts here is the name of a saint: "St. John's St.". */
  private static boolean isAfterSaint(String text, int start) {
    return text.startsWith("St. ", start - 4);
  }

  /** Whether the word that starts here follows a house number: "5 Main St.". */
  private static boolean isHouse(String text, int start) {
    String number = Context.wordBefore(text, start);
    return !number.isEmpty()
        && Character.isDigit(number.charAt(0))
        && Context.isCapitalised(Context.wordAfter(text, start));
  }

  private static String house(Matcher match) {
    String side =
        match.group(2) == null
            ? ""
            : switch (match.group(2)) {
              case "N" -> "North ";
              case "S" -> "South ";
              case "E" -> "East ";
              default -> "West ";
            };
    String number = match.group(1);
    boolean pairs = number.length() == 3 || number.length() == 4;
    return (pairs ? NumberWords.name(number) : number) + " " + side;
  }

  private static String title(Matcher match, String text) {
    String full = TITLES.get(match.group(1));
    boolean spaced = text.charAt(match.end()) == ' ';
    if (full == null
        || (match.group(2).isEmpty() && !(BARE_TITLES.contains(match.group(1)) && spaced))) {
      return null;
    }
    return spaced ? full : full + " ";
  }

  private static String reference(Matcher match, String text) {
    String full = REFERENCES.get(match.group(1).toLowerCase(Locale.ROOT));
    boolean single = match.group(1).length() == 1 && isCapital(match.group(1).charAt(0));
    return full == null || single ? null : full + " ";
  }

  private static String bareReference(String word) {
    String bare = word.toLowerCase(Locale.ROOT);
    return REFERENCES.getOrDefault(bare, WORDS.get(bare));
  }

  private static String word(Matcher match, String text) {
    String word = match.group(1);
    String bare = word.toLowerCase(Locale.ROOT);
    String full = WORDS.get(bare);
    int end = match.end();
    if (full == null || word.equals("EST")) {
      return null; // EST: Eastern Standard Time
    }
    if (NAMES.contains(bare) && !isCapital(word.charAt(0))) {
      return null;
    }
    if (Measures.isCutShort(bare) && Context.isAfterNumber(text, match.start())) {
      return null; // A unit: Measures knows whether there is one of it or several.
    }
    boolean ends = Context.endsSentence(text, end);
    if (ALSO_WORDS.contains(bare)
        && ends
        && !(bare.equals("co") && isCapital(word.charAt(0)))
        && !bare.equals("al")) {
      return null;
    }
    if (bare.equals("v") && isCapital(word.charAt(0))) {
      return null;
    }
    if (isDay(full) && ends && !BEFORE_DAYS.contains(Context.wordBefore(text, match.start()))) {
      // "They sat. Then": a day is cut short before a date or a mark.
      return null;
    }
    return full + (ends ? "." : "");
  }

  private static boolean isDay(String full) {
    return full.endsWith("day");
  }

  private static String initials(Matcher match, String text) {
    String letters = match.group(1).replace(".", "") + match.group(2);
    String spoken = String.join(" ", letters.toUpperCase(Locale.ROOT).split(""));
    boolean stopped = match.group(2).isEmpty();
    String plural = match.group(3);
    if (plural != null) {
      return spoken + "'s";
    }
    if (POSTSCRIPTS.contains(letters) && Context.startsSentence(text, match.start())) {
      return spoken;
    }
    return spoken + (stopped ? stop(text, match.end()) : "");
  }

  private static String initial(Matcher match, String text) {
    // "Plan B. Then" and "It was I. He left": a sentence ends.
    return Context.endsSentence(text, match.end())
        ? null
        : match.group(1) + (text.charAt(match.end()) == ' ' ? "" : " ");
  }

  /** The full stop, where it ends the sentence as well as the abbreviation. */
  private static String stop(String text, int end) {
    return Context.endsSentence(text, end) ? "." : "";
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || isCapital(c);
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }
}

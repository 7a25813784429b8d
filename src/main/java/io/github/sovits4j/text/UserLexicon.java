package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.cantonese.Jyutping;
import io.github.sovits4j.text.chinese.Pinyin;
import io.github.sovits4j.text.english.Arpabet;
import io.github.sovits4j.text.japanese.KanaReading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user's pronouncing dictionary: words and how they sound, before any rule or dictionary of ours.
 * Immutable.
 *
 * <p>One entry a line: the word, a tab or spaces, its sound. A word with spaces inside needs the
 * tab. Lines that begin with {@code #} or {@code ;;;}, and empty ones, are skipped.
 *
 * <pre>
 * GIF         JH IH1 F
 * New Delhi   N UW1 D EH1 L IY0     (with a tab)
 * 重庆        chong2 qing4
 * 東雲        しののめ
 * </pre>
 *
 * An entry of ideographs has a syllable with its tone for each, in pinyin or in Jyutping, and is
 * meant for texts whose syllables those are; an entry with its sound in kana is meant for Japanese.
 * Any other entry has the phones of CMUdict. An entry in small letters is meant in any case; one
 * with capitals only as it is written. The longest entry that fits is taken; words and numbers are
 * not taken apart for it.
 */
public final class UserLexicon {

  /** Nothing. */
  public static final UserLexicon EMPTY = new UserLexicon(Map.of());

  private static final int LONGEST = 64;
  private static final Pattern ENTRY = Pattern.compile("([^\t]*?\\S)[ ]*\t\\s*(.+)|(\\S+)\\s+(.+)");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private static final List<Syllabary> SYLLABARIES = List.of(Pinyin.SYLLABARY, Jyutping.SYLLABARY);

  /**
   * How an entry sounds.
   *
   * @param phones of an entry that has no ideographs; else none
   * @param syllables of an entry of ideographs, in each syllabary that has all of them
   * @param kana of an entry of Japanese
   */
  private record Sound(
      List<String> phones, Map<Syllabary, List<String>> syllables, Optional<KanaReading> kana) {

    boolean isOfPhones() {
      return !phones.isEmpty();
    }

    /** Whether a text of a language has such sounds. */
    boolean isIn(TextLanguage language) {
      return isOfPhones()
          || (kana.isPresent() && language.mayBeJapanese())
          || language.syllabary().filter(syllables::containsKey).isPresent();
    }
  }

  private final Map<String, Sound> sounds;
  private final Map<Character, Integer> longest = new HashMap<>(); // by first character, small

  private UserLexicon(Map<String, Sound> sounds) {
    this.sounds = sounds;
    sounds.keySet().forEach(word -> longest.merge(small(word.charAt(0)), word.length(), Math::max));
  }

  private static char small(char c) {
    return Character.toLowerCase(c);
  }

  /**
   * Reads a file in UTF-8.
   *
   * @throws UserException when it cannot be read, or for the first line that is wrong
   */
  public static UserLexicon read(Path file) {
    return parse(TextFile.read(file), file.toString());
  }

  /**
   * Reads the lines of a dictionary.
   *
   * @param text the lines
   * @param name what to call it in messages
   * @throws UserException for the first line that is wrong, with its number
   */
  public static UserLexicon parse(String text, String name) {
    Map<String, Sound> sounds = new HashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String content = Characters.strip(line);
      if (content.isEmpty() || content.startsWith("#") || content.startsWith(";;;")) {
        continue;
      }
      String where = name + ", line " + number + ": ";
      Matcher entry = ENTRY.matcher(content);
      if (!entry.matches()) {
        throw new UserException(
            where
                + "expected a word and its sound, such as GIF JH IH1 F or 重庆 chong2 qing4, got \""
                + content
                + "\".");
      }
      String word = key(entry.group(1) == null ? entry.group(3) : entry.group(1));
      String sound = entry.group(1) == null ? entry.group(4) : entry.group(2);
      if (word.length() > LONGEST) {
        throw new UserException(where + "a word has at most " + LONGEST + " characters.");
      }
      Integer before = lines.putIfAbsent(word, number);
      if (before != null) {
        throw new UserException(
            where + "\"" + word + "\" stands in line " + before + " already; keep one of them.");
      }
      sounds.put(word, sound(word, SPACES.split(Characters.strip(sound), -1), where));
    }
    return new UserLexicon(Map.copyOf(sounds));
  }

  private static Sound sound(String word, String[] parts, String where) {
    if (parts.length == 1 && KanaReading.isWrittenInKana(parts[0])) {
      return new Sound(List.of(), Map.of(), Optional.of(kana(word, parts[0], where)));
    }
    long ideographs = word.chars().filter(UserLexicon::isIdeograph).count();
    if (ideographs == 0) {
      String mistake = Arpabet.mistake(parts);
      if (mistake != null) {
        throw new UserException(where + mistake + ".");
      }
      return new Sound(List.of(parts), Map.of(), Optional.empty());
    }
    if (ideographs != word.length() || parts.length != word.length()) {
      throw new UserException(
          where
              + "expected a word of ideographs alone with one syllable for each, got \""
              + word
              + "\" with "
              + parts.length
              + (parts.length == 1 ? " syllable." : " syllables."));
    }
    Map<Syllabary, List<String>> syllables = new LinkedHashMap<>();
    for (Syllabary syllabary : SYLLABARIES) {
      List<String> known = new ArrayList<>();
      for (String part : parts) {
        syllabary.syllable(part).ifPresent(known::add);
      }
      if (known.size() == parts.length) {
        syllables.put(syllabary, known);
      }
    }
    if (syllables.isEmpty()) {
      throw new UserException(where + unknown(parts));
    }
    return new Sound(List.of(), syllables, Optional.empty());
  }

  private static KanaReading kana(String word, String written, String where) {
    if (!KanaReading.isJapanese(word)) {
      throw new UserException(
          where
              + "expected a word of kanji or kana for the reading \""
              + written
              + "\", got \""
              + word
              + "\"; words of other letters have the phones of CMUdict.");
    }
    return KanaReading.of(written)
        .orElseThrow(
            () ->
                new UserException(
                    where + "expected " + KanaReading.EXPECTED + ", got \"" + written + "\"."));
  }

  private static String unknown(String[] parts) {
    for (String part : parts) {
      if (SYLLABARIES.stream().allMatch(syllabary -> syllabary.syllable(part).isEmpty())) {
        return "\""
            + part
            + "\" is no syllable of pinyin or Jyutping with a tone, such as hao3, lv4 or hou2.";
      }
    }
    return "expected syllables of pinyin alone or of Jyutping alone, got \""
        + String.join(" ", parts)
        + "\".";
  }

  private static boolean isIdeograph(int c) {
    return SYLLABARIES.stream().anyMatch(syllabary -> syllabary.isIdeograph(c));
  }

  /** Typographic apostrophes and kinds of space do not matter. */
  private static String key(String word) {
    return SPACES.matcher(word.replace('’', '\'')).replaceAll(" ");
  }

  /** Whether there are no entries. */
  public boolean isEmpty() {
    return sounds.isEmpty();
  }

  /** How many entries there are. */
  public int size() {
    return sounds.size();
  }

  /**
   * A text with what is in the dictionary replaced: words by made-up ones, ideographs followed by
   * the marks of their syllables.
   *
   * @param language tells which entries are meant
   */
  String applied(String text, GivenWords words, TextLanguage language) {
    if (isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = endOfEntry(text, at, language);
      if (end > at) {
        append(out, text, at, end, words, language);
        at = end;
        continue;
      }
      int width = Character.charCount(text.codePointAt(at));
      out.append(text, at, at + width);
      at += width;
    }
    return out.toString();
  }

  private void append(
      StringBuilder out, String text, int at, int end, GivenWords words, TextLanguage language) {
    String written = text.substring(at, end);
    Sound sound = find(written, language).orElseThrow();
    if (sound.isOfPhones()) {
      Markup.append(out, words.add(written, sound.phones()), text, end);
      return;
    }
    if (sound.kana().isPresent()) {
      out.append(written).append(sound.kana().get().marks(written.length()));
      return;
    }
    Syllabary syllabary = language.syllabary().orElseThrow();
    List<String> syllables = sound.syllables().get(syllabary);
    for (int i = 0; i < written.length(); i++) {
      out.append(written.charAt(i)).append(syllabary.mark(syllables.get(i)));
    }
  }

  /** Where the longest entry ends that begins at a position; the position where none does. */
  private int endOfEntry(String text, int at, TextLanguage language) {
    int most = longest.getOrDefault(small(text.charAt(at)), 0);
    for (int end = Math.min(text.length(), at + most); end > at; end--) {
      Optional<Sound> sound = find(text.substring(at, end), language);
      boolean taken =
          sound.isPresent()
              && (!sound.get().isOfPhones() || (isBoundary(text, at) && isBoundary(text, end)));
      if (taken) {
        // What a reading follows has that reading already.
        boolean given = end < text.length() && Syllabary.isMark(text.charAt(end));
        return given && !sound.get().isOfPhones() ? at : end;
      }
    }
    return at;
  }

  /**
   * Whether no word goes on across a position: {@code can} is not in {@code scan} or {@code c4n}.
   */
  private static boolean isBoundary(String text, int at) {
    return at == 0 || at == text.length() || !(isLatin(text, at - 1) && isLatin(text, at));
  }

  private static boolean isLatin(String text, int at) {
    char c = text.charAt(at);
    return (Character.isLetterOrDigit(c) && !isIdeograph(c)) || Character.isSurrogate(c);
  }

  private Optional<Sound> find(String written, TextLanguage language) {
    String key = key(written);
    Sound exact = sounds.get(key);
    return Optional.ofNullable(exact == null ? sounds.get(key.toLowerCase(Locale.ROOT)) : exact)
        .filter(sound -> sound.isIn(language));
  }
}

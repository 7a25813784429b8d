package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.chinese.Pinyin;
import io.github.sovits4j.text.english.Arpabet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
 * </pre>
 *
 * An entry of ideographs has a pinyin syllable with its tone for each; any other entry has the
 * phones of CMUdict. An entry in small letters is meant in any case; one with capitals only as it
 * is written. The longest entry that fits is taken; words and numbers are not taken apart for it.
 */
public final class UserLexicon {

  /** Nothing. */
  public static final UserLexicon EMPTY = new UserLexicon(Map.of());

  private static final int LONGEST = 64;
  private static final Pattern ENTRY = Pattern.compile("([^\t]*?\\S)[ ]*\t\\s*(.+)|(\\S+)\\s+(.+)");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** A sound: of an entry of ideographs syllables, of any other phones. */
  private record Sound(boolean chinese, List<String> parts) {}

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
    long ideographs = word.chars().filter(Pinyin::isIdeograph).count();
    if (ideographs == 0) {
      String mistake = Arpabet.mistake(parts);
      if (mistake != null) {
        throw new UserException(where + mistake + ".");
      }
      return new Sound(false, List.of(parts));
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
    List<String> syllables = new ArrayList<>();
    for (String part : parts) {
      syllables.add(
          Pinyin.syllable(part)
              .orElseThrow(
                  () ->
                      new UserException(
                          where
                              + "\""
                              + part
                              + "\" is no syllable of pinyin with a tone, such as hao3 or lv4.")));
    }
    return new Sound(true, syllables);
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
   * @param chinese whether ideographs are read as Chinese
   */
  String applied(String text, GivenWords words, boolean chinese) {
    if (isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = endOfEntry(text, at, chinese);
      if (end > at) {
        append(out, text, at, end, words);
        at = end;
        continue;
      }
      int width = Character.charCount(text.codePointAt(at));
      out.append(text, at, at + width);
      at += width;
    }
    return out.toString();
  }

  private void append(StringBuilder out, String text, int at, int end, GivenWords words) {
    String written = text.substring(at, end);
    Sound sound = find(written).orElseThrow();
    if (!sound.chinese()) {
      Markup.append(out, words.add(written, sound.parts()), text, end);
      return;
    }
    for (int i = 0; i < written.length(); i++) {
      out.append(written.charAt(i)).append(Pinyin.mark(sound.parts().get(i)));
    }
  }

  /** Where the longest entry ends that begins at a position; the position where none does. */
  private int endOfEntry(String text, int at, boolean chinese) {
    boolean ideograph = Pinyin.isIdeograph(text.charAt(at));
    if (ideograph ? !chinese : !isBoundary(text, at)) {
      return at;
    }
    int most = longest.getOrDefault(small(text.charAt(at)), 0);
    for (int end = Math.min(text.length(), at + most); end > at; end--) {
      if ((ideograph || isBoundary(text, end)) && find(text.substring(at, end)).isPresent()) {
        // What a reading follows has that reading already.
        return ideograph && end < text.length() && Pinyin.isMark(text.charAt(end)) ? at : end;
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
    return (Character.isLetterOrDigit(c) && !Pinyin.isIdeograph(c)) || Character.isSurrogate(c);
  }

  private Optional<Sound> find(String written) {
    String key = key(written);
    Sound exact = sounds.get(key);
    return Optional.ofNullable(exact == null ? sounds.get(key.toLowerCase(Locale.ROOT)) : exact);
  }
}

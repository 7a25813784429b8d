package io.github.sovits4j.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The characters of a text that nobody will hear, by kind: emoji, letters of other scripts, signs.
 * Quotes, spaces and other writing that is never spoken do not count. Immutable.
 *
 * @param characters each kind that occurs, with its characters in the order of the text
 */
public record UnspokenCharacters(Map<Kind, List<String>> characters) {

  /** No characters: all of the text is spoken. */
  public static final UnspokenCharacters NOTHING = new UnspokenCharacters(Map.of());

  private static final int SHOWN = 8;

  /** What a character is, as far as it matters to the one who wrote it. */
  public enum Kind {
    /** Pictures, and faces made of marks. */
    EMOJI("emoji", "emoji"),
    /** Letters that the language's rules cannot read. */
    LETTER("letter of another script", "letters of another script"),
    /** Signs without a word of their own. */
    SIGN("sign", "signs"),
    /** Tags as HTML has them, such as {@code <b>}. */
    TAG("tag", "tags"),
    /** Codes without a meaning in a text. */
    CONTROL("control character", "control characters");

    private final String one;
    private final String description;

    Kind(String one, String description) {
      this.one = one;
      this.description = description;
    }

    /** Several of the kind, in a word or two. */
    public String description() {
      return description;
    }
  }

  /** Keeps copies. */
  public UnspokenCharacters {
    Map<Kind, List<String>> copy = new EnumMap<>(Kind.class);
    characters.forEach((kind, found) -> copy.put(kind, List.copyOf(found)));
    characters = Collections.unmodifiableMap(copy);
  }

  /** Whether everything is spoken. */
  public boolean isEmpty() {
    return characters.isEmpty();
  }

  /** How many characters are not spoken. */
  public int count() {
    return characters.values().stream().mapToInt(List::size).sum();
  }

  /** These and some more of a kind that is not among them. */
  UnspokenCharacters and(Kind kind, List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<Kind, List<String>> all = new EnumMap<>(Kind.class);
    all.putAll(characters);
    all.put(kind, more);
    return new UnspokenCharacters(all);
  }

  /** One line for a person, such as {@code 2 emoji (🎉 👍), 1 letter of another script (я)}. */
  public String describe() {
    return characters.entrySet().stream()
        .map(entry -> describe(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String describe(Kind kind, List<String> found) {
    List<String> distinct = found.stream().distinct().toList();
    String shown =
        distinct.stream()
            .limit(SHOWN)
            .map(UnspokenCharacters::visible)
            .collect(Collectors.joining(" "));
    return found.size()
        + " "
        + (found.size() == 1 ? kind.one : kind.description)
        + " ("
        + shown
        + (distinct.size() > SHOWN ? " …" : "")
        + ")";
  }

  private static String visible(String character) {
    int c = character.codePointAt(0);
    boolean hidden =
        Character.isISOControl(c)
            || Character.getType(c) == Character.SURROGATE
            || Character.getType(c) == Character.PRIVATE_USE
            || Character.getType(c) == Character.UNASSIGNED;
    return hidden ? String.format(Locale.ROOT, "U+%04X", c) : character;
  }

  /** Gathers characters in the order of a text. */
  public static final class Builder {

    private final Map<Kind, List<String>> characters = new EnumMap<>(Kind.class);

    /** Adds a run of characters; what belongs together, such as a flag, counts as one. */
    public void add(String run) {
      BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
      clusters.setText(run);
      int start = clusters.first();
      for (int end = clusters.next();
          end != BreakIterator.DONE;
          start = end, end = clusters.next()) {
        String character = run.substring(start, end);
        if (!Characters.isBlank(character)) {
          characters
              .computeIfAbsent(kind(character.codePointAt(0)), k -> new ArrayList<>())
              .add(character);
        }
      }
    }

    /** Adds something whole, such as a face made of marks. */
    public void add(Kind kind, String whole) {
      characters.computeIfAbsent(kind, k -> new ArrayList<>()).add(whole);
    }

    /** All that was added. */
    public UnspokenCharacters build() {
      return characters.isEmpty() ? NOTHING : new UnspokenCharacters(characters);
    }

    private static Kind kind(int c) {
      if (Character.isEmojiPresentation(c)
          || (Character.isExtendedPictographic(c) && c > 0xff)
          || Character.isEmojiModifier(c)
          || (c >= 0x1f1e6 && c <= 0x1f1ff)) {
        return Kind.EMOJI;
      }
      if (Character.isLetterOrDigit(c)) {
        return Kind.LETTER;
      }
      int type = Character.getType(c);
      return type == Character.CONTROL
              || type == Character.SURROGATE
              || type == Character.PRIVATE_USE
              || type == Character.UNASSIGNED
              || type == Character.FORMAT
          ? Kind.CONTROL
          : Kind.SIGN;
    }
  }
}

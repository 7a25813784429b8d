package io.github.sovits4j.tts;

import io.github.sovits4j.text.UnspokenCharacters;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The characters of a request's text that nobody hears, because its language has no words for them,
 * by kind. What is never spoken, such as quotes and spaces, is not among them.
 */
public final class Unspoken {

  private final UnspokenCharacters found;

  Unspoken(UnspokenCharacters found) {
    this.found = found;
  }

  /** What a character is. */
  public enum Kind {
    /** A picture, or a face made of marks. */
    EMOJI,
    /** A letter that the language's rules cannot read. */
    LETTER,
    /** A sign without a word of its own. */
    SIGN,
    /** A tag as HTML has it, such as {@code <b>}. */
    TAG,
    /** A code without a meaning in a text. */
    CONTROL
  }

  /** Each kind that occurs, with its characters in the order of the text, repeated ones too. */
  public Map<Kind, List<String>> characters() {
    Map<Kind, List<String>> characters = new EnumMap<>(Kind.class);
    found
        .characters()
        .forEach((kind, list) -> characters.put(Kind.valueOf(kind.name()), List.copyOf(list)));
    return Collections.unmodifiableMap(characters);
  }

  /** Whether all of the text is spoken. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many characters are not spoken. */
  public int count() {
    return found.count();
  }

  /** One line for a person, such as {@code 2 emoji (🎉 👍), 1 letter of another script (я)}. */
  @Override
  public String toString() {
    return found.describe();
  }
}

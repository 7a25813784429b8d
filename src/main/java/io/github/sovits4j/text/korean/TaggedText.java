package io.github.sovits4j.text.korean;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text and its morphemes, which stay with it while parts of it are written otherwise.
 *
 * @param text any
 * @param morphemes in order; what was written otherwise has the tag of its last one
 */
record TaggedText(String text, List<TaggedMorpheme> morphemes) {

  private static final String NUMERAL = "NR";

  /** How many characters around a match its meaning may depend on. */
  private static final int NEAR = 32;

  /** Keeps a copy. */
  TaggedText {
    morphemes = List.copyOf(morphemes);
  }

  /** A place in the text that a pattern was found at. */
  record Match(TaggedText in, Matcher groups) {

    String group(int group) {
      return groups.group(group);
    }

    /** What follows, after a space too. */
    Optional<String> next() {
      String text = in.text;
      int at = groups.end();
      int spaced = at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
      return in.morphemesFrom(spaced).stream()
          .limit(1)
          .filter(morpheme -> morpheme.start() == spaced)
          .map(morpheme -> text.substring(morpheme.start(), morpheme.end()))
          .findFirst();
    }

    /** The text right behind it. */
    String rest() {
      int end = groups.end();
      return in.text.substring(end, Math.min(in.text.length(), end + NEAR));
    }

    /** The text right before it. */
    String before() {
      int start = groups.start();
      return in.text.substring(Math.max(0, start - NEAR), start);
    }

    /** Whether it is a verb with its ending. */
    boolean isInflected() {
      return in.morphemesFrom(groups.start()).stream()
          .limit(1)
          .anyMatch(
              morpheme ->
                  morpheme.start() == groups.start()
                      && morpheme.end() == groups.end()
                      && morpheme.isEnding());
    }

    /** Whether a morpheme or a word of a compound begins where it does. */
    boolean beginsMorpheme() {
      int at = groups.start();
      return at == 0
          || in.text.charAt(at - 1) == ' '
          || in.morphemesFrom(at).stream().limit(1).anyMatch(next -> next.start() == at)
          || in.morphemes.subList(0, in.firstFrom(at)).reversed().stream()
              .limit(1)
              .anyMatch(around -> around.parts().contains(at));
    }
  }

  /** The morphemes that begin at a place or behind it. */
  List<TaggedMorpheme> morphemesFrom(int at) {
    return morphemes.subList(firstFrom(at), morphemes.size());
  }

  private int firstFrom(int at) {
    int low = 0;
    int high = morphemes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (morphemes.get(middle).start() < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The text with what a pattern finds written otherwise.
   *
   * @param words for a match; null leaves it as it is
   */
  TaggedText replaced(Pattern pattern, Function<Match, String> words) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return this;
    }
    StringBuilder out = new StringBuilder();
    List<TaggedMorpheme> moved = new ArrayList<>();
    int next = 0; // morpheme
    int from = 0;
    do {
      String written = words.apply(new Match(this, matcher));
      if (written == null || matcher.start() < from) {
        continue;
      }
      next = moveUntil(matcher.start(), next, out.length() - from, moved);
      out.append(text, from, matcher.start());
      if (!written.isEmpty()) {
        String tag = tagAt(next, matcher.end());
        moved.add(new TaggedMorpheme(out.length(), out.length() + written.length(), tag));
      }
      out.append(written);
      from = matcher.end();
      while (next < morphemes.size() && morphemes.get(next).start() < from) {
        if (morphemes.get(next).end() > from) {
          moved.add(cut(morphemes.get(next), from, morphemes.get(next).end(), out.length() - from));
        }
        next++;
      }
    } while (matcher.find());
    moveUntil(text.length(), next, out.length() - from, moved);
    out.append(text, from, text.length());
    return new TaggedText(out.toString(), moved);
  }

  /** The tag of the morpheme that ends at a place, from one of them on. */
  private String tagAt(int next, int end) {
    for (int i = next; i < morphemes.size() && morphemes.get(i).end() <= end; i++) {
      if (morphemes.get(i).end() == end) {
        return morphemes.get(i).tag();
      }
    }
    return NUMERAL;
  }

  /** Moves the morphemes that begin before a place; one that goes on behind it is cut there. */
  private int moveUntil(int end, int next, int by, List<TaggedMorpheme> moved) {
    int at = next;
    while (at < morphemes.size() && morphemes.get(at).start() < end) {
      TaggedMorpheme morpheme = morphemes.get(at);
      if (morpheme.end() > end) {
        moved.add(cut(morpheme, morpheme.start(), end, by));
        return at; // its rest is dealt with behind the place
      }
      moved.add(morpheme.movedBy(by));
      at++;
    }
    return at;
  }

  private static TaggedMorpheme cut(TaggedMorpheme morpheme, int start, int end, int by) {
    return new TaggedMorpheme(start + by, end + by, morpheme.tag());
  }
}

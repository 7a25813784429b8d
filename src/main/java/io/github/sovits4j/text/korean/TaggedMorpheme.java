package io.github.sovits4j.text.korean;

import java.util.List;

/**
 * A morpheme of a text, or several that are written as one.
 *
 * @param start where it begins in the text
 * @param end where it ends
 * @param tag the part of speech of its last part, in the tags of the Sejong corpus, particles and
 *     endings as {@code J} and {@code E}
 * @param reading in Hangul, where it is written in ideographs; else empty
 * @param parts where the words begin that it is compounded of
 */
record TaggedMorpheme(int start, int end, String tag, String reading, List<Integer> parts) {

  /** Keeps a copy. */
  TaggedMorpheme {
    parts = List.copyOf(parts);
  }

  /** A morpheme in Hangul that is not compounded. */
  TaggedMorpheme(int start, int end, String tag) {
    this(start, end, tag, "", List.of());
  }

  TaggedMorpheme movedBy(int characters) {
    return new TaggedMorpheme(
        start + characters,
        end + characters,
        tag,
        reading,
        parts.stream().map(at -> at + characters).toList());
  }

  /** The stem of a verb or an adjective, without an ending. */
  boolean isStem() {
    return tag.startsWith("V");
  }

  /** A verb's ending, or a verb with one. */
  boolean isEnding() {
    return tag.startsWith("E");
  }
}

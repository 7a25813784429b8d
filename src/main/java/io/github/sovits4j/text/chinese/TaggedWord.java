package io.github.sovits4j.text.chinese;

/**
 * A word of a sentence.
 *
 * @param text its characters
 * @param tag its part of speech, in jieba's tag set
 */
record TaggedWord(String text, String tag) {

  int length() {
    return text.length();
  }

  char last() {
    return text.charAt(text.length() - 1);
  }

  /** This word with more behind it; the tag stays. */
  TaggedWord plus(String more) {
    return new TaggedWord(text + more, tag);
  }
}

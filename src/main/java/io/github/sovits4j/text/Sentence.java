package io.github.sovits4j.text;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A piece of text, ready for the models.
 *
 * @param text the piece as it was cut from the text
 * @param normalised the piece as it is read out
 * @param phones its phone symbols
 * @param ids the phones' ids in the model's {@link SymbolTable}
 * @param words its words, without marks, in order
 * @param chinese where among the phones Chinese stands
 * @param silenceBefore silence that was asked for before it, in seconds
 * @param silence silence that was asked for after it, in seconds; empty: as between any sentences
 */
@SuppressWarnings("ArrayRecordComponent") // The ids go straight to a device buffer.
public record Sentence(
    String text,
    String normalised,
    List<String> phones,
    int[] ids,
    List<Word> words,
    List<ChineseSpan> chinese,
    double silenceBefore,
    OptionalDouble silence) {

  /** Keeps copies. */
  public Sentence {
    phones = List.copyOf(phones);
    words = List.copyOf(words);
    chinese = List.copyOf(chinese);
    ids = ids.clone();
  }

  /** A sentence around which no silence was asked for. */
  public Sentence(
      String text,
      String normalised,
      List<String> phones,
      int[] ids,
      List<Word> words,
      List<ChineseSpan> chinese) {
    this(text, normalised, phones, ids, words, chinese, 0, OptionalDouble.empty());
  }

  /** The same with silence around it. */
  Sentence within(double before, OptionalDouble after) {
    return new Sentence(text, normalised, phones, ids, words, chinese, before, after);
  }

  /** A copy of the ids. */
  @Override
  public int[] ids() {
    return ids.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sentence that
        && text.equals(that.text)
        && normalised.equals(that.normalised)
        && phones.equals(that.phones)
        && Arrays.equals(ids, that.ids)
        && words.equals(that.words)
        && chinese.equals(that.chinese)
        && silenceBefore == that.silenceBefore
        && silence.equals(that.silence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, normalised, phones, Arrays.hashCode(ids), words, chinese, silence);
  }

  @Override
  public String toString() {
    return "Sentence[" + text + " → " + String.join(" ", phones) + "]";
  }
}

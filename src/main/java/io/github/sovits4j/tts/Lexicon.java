package io.github.sovits4j.tts;

import io.github.sovits4j.text.UserLexicon;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A pronouncing dictionary of your own: words and how they sound, before any rule or dictionary of
 * the library. Immutable; one may be given to any number of requests.
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
 * An entry of ideographs has a syllable of pinyin or Jyutping with its tone for each, an entry of
 * Japanese its reading in kana; any other entry has the phones of CMUdict. An entry in small
 * letters is meant in any case; one with capitals only as it is written.
 */
public final class Lexicon {

  /** No entries. */
  public static final Lexicon EMPTY = new Lexicon(UserLexicon.EMPTY);

  private final UserLexicon lexicon;

  private Lexicon(UserLexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * Reads a file in UTF-8.
   *
   * @throws RequestException when it cannot be read, or for the first line that is wrong
   */
  public static Lexicon of(Path file) {
    Objects.requireNonNull(file, "file");
    return of(() -> UserLexicon.read(file));
  }

  /**
   * Takes the lines of such a file.
   *
   * @throws RequestException for the first line that is wrong
   */
  public static Lexicon of(String lines) {
    Objects.requireNonNull(lines, "lines");
    return of(() -> UserLexicon.parse(lines, "lexicon"));
  }

  private static Lexicon of(Supplier<UserLexicon> reader) {
    return new Lexicon(SovitsException.translating(RequestException::new, reader));
  }

  /** How many entries there are. */
  public int size() {
    return lexicon.size();
  }

  UserLexicon read() {
    return lexicon;
  }
}

package io.github.sovits4j.text.japanese.mecab;

import io.github.sovits4j.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits a text into the words of a dictionary: of all ways to do so the one whose words and
 * connections cost the least. What MeCab computes, ties included.
 *
 * <p>Immutable and safe to share between threads. The files are mapped, not read: an instance takes
 * some hundred kilobytes of heap.
 */
public final class MorphologicalAnalyser {

  private final MecabDictionary dictionary;

  private MorphologicalAnalyser(MecabDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /**
   * Opens a dictionary.
   *
   * @param folder holds sys.dic, unk.dic, matrix.bin and char.bin
   * @throws UserException for the first file that is missing or broken
   */
  public static MorphologicalAnalyser open(Path folder) {
    return new MorphologicalAnalyser(MecabDictionary.open(folder));
  }

  /**
   * The analyser over the dictionary of this machine, opened when first asked for and shared.
   *
   * @throws UserException where there is none, with what to install
   */
  public static MorphologicalAnalyser shared() {
    return Shared.get();
  }

  /** What the dictionary says of a word, one string an entry; nothing where it lacks the word. */
  public List<String> entries(String word) {
    try {
      WordTable.Entries found = dictionary.known().find(word.getBytes(StandardCharsets.UTF_8));
      return IntStream.range(found.first(), found.first() + found.count())
          .mapToObj(dictionary.known()::features)
          .toList();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw broken(e);
    }
  }

  /** The words of a text. */
  public List<Morpheme> analyse(String text) {
    return analyse(text, List.of());
  }

  /**
   * The words of a text.
   *
   * @param text without white space of ASCII and lone surrogates
   * @param fixed words among them that are given, in order, not overlapping
   * @throws UserException when the dictionary turns out to be broken
   */
  public List<Morpheme> analyse(String text, List<FixedWord> fixed) {
    try {
      return new Lattice(dictionary, text, fixed).words();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw broken(e);
    }
  }

  private UserException broken(RuntimeException e) {
    return MecabFile.broken(
        dictionary.folder(), "its parts point to what is not there (" + e.getMessage() + ")");
  }

  /** Holds the shared one; where none could be opened, the next who asks looks again. */
  private static final class Shared {

    private static volatile MorphologicalAnalyser analyser;

    static MorphologicalAnalyser get() {
      MorphologicalAnalyser opened = analyser;
      if (opened == null) {
        synchronized (Shared.class) {
          opened = analyser;
          if (opened == null) {
            opened = open(DictionaryFolder.require());
            analyser = opened;
          }
        }
      }
      return opened;
    }
  }
}

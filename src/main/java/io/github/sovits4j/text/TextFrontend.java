package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * From a text to sentences of phone ids.
 *
 * <pre>{@code
 * TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
 * for (Sentence sentence : frontend.analyse("Hello, world. How are you?", "en", CutMethod.CUT5)) {
 *   speak(sentence.ids());
 * }
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 */
public final class TextFrontend {

  private static final Pattern SPACES = Pattern.compile(" {2,}");

  /** The models stumble over less than this; a full stop before the text gives them a run-up. */
  private static final int FEWEST_PHONES = 6;

  private final SymbolSet set;
  private final SymbolTable symbols;

  private TextFrontend(SymbolSet set) {
    this.set = set;
    this.symbols = SymbolTable.of(set);
  }

  /** A front end for models with a symbol set. */
  public static TextFrontend of(SymbolSet set) {
    return new TextFrontend(set);
  }

  /**
   * Cuts a text and reads its pieces.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}; see {@link Language}
   * @param cut where to cut
   * @return at least one sentence
   * @throws UserException when the language cannot be read or nothing can be spoken
   */
  public List<Sentence> analyse(String text, String language, CutMethod cut) {
    Language read = Language.of(language);
    LanguageReader reader = read.reader(set);
    List<Sentence> sentences = new ArrayList<>();
    for (String piece : TextCutter.cut(text, read.code(), cut, reader::spokenLength)) {
      Sentence sentence = read(piece, reader);
      if (isSpoken(sentence)) {
        sentences.add(sentence);
      }
    }
    if (sentences.isEmpty()) {
      throw new UserException(
          "The text has nothing that can be read as language \""
              + read.code()
              + "\": expected at least one word, got "
              + excerpt(text)
              + ". Check the text, or choose its language.");
    }
    return List.copyOf(sentences);
  }

  /**
   * Reads the transcript of a reference recording: the whole of it, uncut.
   *
   * @param text what is said in the recording
   * @param language a language code such as {@code en}
   * @throws UserException when the language cannot be read or the text is empty
   */
  public Sentence reference(String text, String language) {
    Language read = Language.of(language);
    LanguageReader reader = read.reader(set);
    String whole = Characters.strip(text, '\n');
    if (Characters.isBlank(whole)) {
      throw new UserException(
          "The transcript of the reference is empty. Expected the words spoken in the recording;"
              + " pass them, or ask for synthesis without a transcript.");
    }
    return read(TextCutter.withEnding(whole, read.code()), reader);
  }

  /**
   * The characters of a text that nobody will hear, because its language has no words for them.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}
   * @throws UserException when the language cannot be read
   */
  public Unspoken unspoken(String text, String language) {
    return Language.of(language).reader(set).unspoken(text);
  }

  private Sentence read(String piece, LanguageReader reader) {
    String text = SPACES.matcher(piece).replaceAll(" ");
    Reading reading = reader.read(text);
    if (reading.phones().size() < FEWEST_PHONES) {
      reading = reader.read(". " + text);
    }
    return new Sentence(
        piece,
        reading.normalised(),
        reading.phones(),
        symbols.ids(reading.phones()),
        reading.words(),
        reading.chinese());
  }

  private static boolean isSpoken(Sentence sentence) {
    return sentence.phones().stream()
        .anyMatch(phone -> phone.codePoints().anyMatch(Character::isLetter));
  }

  private static String excerpt(String text) {
    String line = Characters.strip(text).replaceAll("\\s+", " ");
    int end = line.offsetByCodePoints(0, Math.min(30, Characters.length(line)));
    return line.isEmpty()
        ? "an empty text"
        : "\"" + line.substring(0, end) + (end < line.length() ? "…" : "") + "\"";
  }
}

package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.UnspokenCharacters.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  /** What the longest piece of Chinese has: 510 characters of two phones. */
  private static final int MOST_PHONES = 1020;

  /** Korean's phones for a space and for what has no sound. */
  private static final Set<String> SILENT = Set.of("空", "停");

  private final SymbolSet set;
  private final SymbolTable symbols;
  private final SentenceReadings readings;

  private TextFrontend(SymbolSet set, SentenceReadings readings) {
    this.set = set;
    this.symbols = SymbolTable.of(set);
    this.readings = readings;
  }

  /** A front end for models with a symbol set. */
  public static TextFrontend of(SymbolSet set) {
    return new TextFrontend(set, SentenceReadings.NONE);
  }

  /** This front end, asking for readings of sentences where a language has use for them. */
  public TextFrontend with(SentenceReadings asked) {
    return new TextFrontend(set, asked);
  }

  /**
   * Cuts a text and reads its pieces.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}; see {@link TextLanguage}
   * @param cut where to cut
   * @return at least one sentence
   * @throws UserException when the language cannot be read or nothing can be spoken
   */
  public List<Sentence> analyse(String text, String language, CutMethod cut) {
    return analyse(text, language, cut, UserLexicon.EMPTY);
  }

  /**
   * Cuts a text and reads its pieces. Readings and silences that the text itself names, such as
   * {@code 好[hao4]} and {@code [pause 300ms]}, go before a dictionary, that goes before the rules.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}; see {@link TextLanguage}
   * @param cut where to cut
   * @param lexicon words that sound otherwise
   * @return at least one sentence
   * @throws UserException when the language cannot be read, nothing can be spoken, or a reading or
   *     silence in the text is wrong
   */
  public List<Sentence> analyse(String text, String language, CutMethod cut, UserLexicon lexicon) {
    CutText pieces = cut(text, language, cut, lexicon);
    SentenceList sentences = new SentenceList(pieces);
    while (sentences.left() > 0) {
      sentences.add(read(pieces, sentences.next()));
    }
    return sentences.list();
  }

  /**
   * Cuts a text, to be read piece by piece.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}; see {@link TextLanguage}
   * @param cut where to cut
   * @param lexicon words that sound otherwise
   * @return at least one piece
   * @throws UserException when the language cannot be read, nothing can be spoken, or a reading or
   *     silence in the text is wrong
   */
  public CutText cut(String text, String language, CutMethod cut, UserLexicon lexicon) {
    TextLanguage read = TextLanguage.of(language);
    LanguageReader reader = read.reader(set);
    MarkedText marked = MarkedText.of(text, read, lexicon);
    List<CutText.Piece> pieces = new ArrayList<>();
    for (MarkedText.Part part : marked.parts()) {
      reader.require(part.text());
      List<String> texts = TextCutter.cut(part.text(), read.code(), cut, reader::spokenLength);
      for (int i = 0; i < texts.size() - 1; i++) {
        pieces.add(new CutText.Piece(texts.get(i), OptionalDouble.empty()));
      }
      pieces.add(new CutText.Piece(texts.isEmpty() ? "" : texts.getLast(), part.silence()));
    }
    return new CutText(text, read, pieces, marked.words());
  }

  /**
   * Reads a piece of a text.
   *
   * @param text one that was cut
   * @param piece which piece of it, from 0
   * @return its sentences: one as a rule, none where it has nothing to say, several where it takes
   *     too long to say
   */
  public List<Sentence> read(CutText text, int piece) {
    LanguageReader reader = text.language().reader(set).with(readings);
    return readWithinBounds(text.pieces().get(piece).text(), reader, text.words()).stream()
        .filter(TextFrontend::isSpoken)
        .toList();
  }

  /** What takes more phones to say than the longest piece of Chinese is cut once more. */
  private List<Sentence> readWithinBounds(String piece, LanguageReader reader, GivenWords words) {
    if (piece.isEmpty()) {
      return List.of();
    }
    Sentence sentence = read(piece, reader, words);
    int characters = Characters.length(piece);
    if (sentence.phones().size() <= MOST_PHONES || characters < 2) {
      return List.of(sentence);
    }
    int at = TextCutter.lengthThatFits(piece, (characters + 1) / 2);
    List<Sentence> halves = new ArrayList<>();
    halves.addAll(readWithinBounds(piece.substring(0, at), reader, words));
    halves.addAll(readWithinBounds(piece.substring(at), reader, words));
    return halves;
  }

  /**
   * Reads the transcript of a reference recording: the whole of it, uncut. Silences that it names
   * do not matter, readings do.
   *
   * @param text what is said in the recording
   * @param language a language code such as {@code en}
   * @throws UserException when the language cannot be read, the text is empty, or nothing in it can
   *     be read as that language
   */
  public Sentence reference(String text, String language) {
    TextLanguage read = TextLanguage.of(language);
    LanguageReader reader = read.reader(set).with(readings);
    MarkedText marked = MarkedText.of(text, read, UserLexicon.EMPTY);
    String whole =
        Characters.strip(
            marked.parts().stream().map(MarkedText.Part::text).collect(Collectors.joining()), '\n');
    if (Characters.isBlank(whole)) {
      throw new UserException(
          "The transcript of the reference is empty. Expected the words spoken in the recording;"
              + " pass them, or, but for v3 and v4, ask for synthesis without a transcript.");
    }
    Sentence sentence = read(TextCutter.withEnding(whole, read.code()), reader, marked.words());
    if (!isSpoken(sentence)) {
      throw new UserException(
          "The transcript of the reference has nothing that can be read as language \""
              + read.code()
              + "\": expected the words spoken in the recording, got "
              + Characters.excerpt(text)
              + ". Check the words, or choose their language.");
    }
    return sentence;
  }

  /**
   * The characters of a text that nobody will hear, because its language has no words for them.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}
   * @throws UserException when the language cannot be read
   */
  public UnspokenCharacters unspoken(String text, String language) {
    return unspoken(text, language, UserLexicon.EMPTY);
  }

  /**
   * The characters of a text that nobody will hear, because its language has no words for them and
   * the dictionary neither.
   *
   * @param text what is to be spoken
   * @param language a language code such as {@code en}
   * @param lexicon words that sound otherwise
   * @throws UserException when the language cannot be read
   */
  public UnspokenCharacters unspoken(String text, String language, UserLexicon lexicon) {
    TextLanguage read = TextLanguage.of(language);
    MarkedText marked = MarkedText.of(text, read, lexicon);
    return read.reader(set).unspoken(marked.withoutMarks()).and(Kind.TAG, marked.tags());
  }

  private Sentence read(String piece, LanguageReader reader, GivenWords words) {
    String text = SPACES.matcher(piece).replaceAll(" ");
    Reading reading = reader.read(text, words);
    if (reading.phones().size() < FEWEST_PHONES) {
      reading = reader.read((isWordOfEnglish(text) ? ". " : ".") + text, words);
    }
    return new Sentence(
        MarkedText.unmarked(words.written(piece)),
        reading.normalised(),
        reading.phones(),
        symbols.ids(reading.phones()),
        reading.words(),
        reading.chinese());
  }

  /** Whether a full stop right before it would be part of its first word or number. */
  private static boolean isWordOfEnglish(String text) {
    int first = text.isEmpty() ? ' ' : text.codePointAt(0);
    return !Character.isLetter(first)
        || Character.UnicodeScript.of(first) == Character.UnicodeScript.LATIN;
  }

  private static boolean isSpoken(Sentence sentence) {
    return sentence.phones().stream()
        .filter(phone -> !SILENT.contains(phone))
        .anyMatch(phone -> phone.codePoints().anyMatch(Character::isLetter));
  }
}

package io.github.sovits4j.text.japanese;

import io.github.sovits4j.text.Characters;
import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.Syllabary;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.Word;
import io.github.sovits4j.text.japanese.JapanesePieces.Piece;
import io.github.sovits4j.text.japanese.label.ProsodyMarks;
import io.github.sovits4j.text.japanese.label.ProsodyMarks.Phone;
import io.github.sovits4j.text.japanese.label.SpokenTree;
import io.github.sovits4j.text.japanese.mecab.FixedWord;
import io.github.sovits4j.text.japanese.mecab.MorphologicalAnalyser;
import io.github.sovits4j.text.japanese.njd.AccentedWord;
import io.github.sovits4j.text.japanese.njd.WordChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads Japanese: each run between marks is split into words, pronounced and accented as Open JTalk
 * does. Models of the first symbol set learnt phones alone, later ones marks of pitch too; the mark
 * between accent phrases is a phone that none of their tables has, so it is {@code UNK}. Needs the
 * dictionary of {@link MorphologicalAnalyser#shared}. Thread-safe.
 */
public final class JapaneseReader implements LanguageReader {

  private static final String UNKNOWN = "UNK";

  private static final Map<Character, String> MARKS = marks();

  /** Sounds that the tables have as two. */
  private static final Map<String, List<String>> TWO_PHONES =
      Map.of("kw", List.of("k", "w"), "gw", List.of("g", "w"), "ty", List.of("t", "y"));

  private final SymbolSet set;
  private final SymbolTable symbols;

  private JapaneseReader(SymbolSet set) {
    this.set = set;
    this.symbols = SymbolTable.of(set);
  }

  /** The reader for models with a symbol set. */
  public static JapaneseReader of(SymbolSet symbols) {
    return new JapaneseReader(symbols);
  }

  private static Map<Character, String> marks() {
    return Map.ofEntries(
        Map.entry('、', ","),
        Map.entry('，', ","),
        Map.entry('､', ","),
        Map.entry('·', ","),
        Map.entry('：', ","),
        Map.entry('；', ","),
        Map.entry(':', ","),
        Map.entry(';', ","),
        Map.entry(',', ","),
        Map.entry('。', "."),
        Map.entry('｡', "."),
        Map.entry('．', "."),
        Map.entry('\n', "."),
        Map.entry('.', "."),
        Map.entry('！', "!"),
        Map.entry('!', "!"),
        Map.entry('？', "?"),
        Map.entry('?', "?"),
        Map.entry('…', "…"),
        Map.entry('‥', "…"),
        Map.entry('-', "-"),
        Map.entry('_', "_"));
  }

  @Override
  public Reading read(String text, GivenWords given) {
    String normalised = JapaneseNormaliser.normalise(text);
    List<String> phones = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    for (Piece piece : JapanesePieces.of(normalised)) {
      if (piece.isRun()) {
        addRun(words(piece.text()), phones, words);
      } else {
        addMark(piece.text(), phones);
      }
    }
    return new Reading(unmarked(normalised), phones, words);
  }

  private void addMark(String mark, List<String> phones) {
    String phone = mark.length() == 1 ? MARKS.get(mark.charAt(0)) : null;
    if (phone != null) {
      phones.add(phone);
    } else if (!mark.equals(" ") && !isInvisible(mark.codePointAt(0))) {
      phones.add(UNKNOWN); // the models know that something stands there, not what
    }
  }

  /** Joiners, selectors and controls; a tab is a space between words. */
  private static boolean isInvisible(int c) {
    return c != '\t'
        && switch (Character.getType(c)) {
          case Character.FORMAT,
              Character.CONTROL,
              Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.UNASSIGNED,
              Character.SURROGATE ->
              true;
          default -> false;
        };
  }

  /** What nobody expects to hear. */
  private static boolean isWriting(int c) {
    return switch (Character.getType(c)) {
      case Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.CONNECTOR_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> "～~|<>｜".indexOf(c) >= 0;
    };
  }

  private void addRun(List<AccentedWord> run, List<String> phones, List<Word> words) {
    SpokenTree tree = SpokenTree.of(run);
    List<Phone> spoken = set == SymbolSet.V1 ? ProsodyMarks.plain(tree) : ProsodyMarks.of(tree);
    int first = phones.size();
    int end = first;
    int source = -1;
    for (Phone phone : spoken) {
      if (phone.source() != source) {
        addWord(run, source, first, end, words);
        source = phone.source();
        first = phones.size();
      }
      for (String symbol : TWO_PHONES.getOrDefault(phone.symbol(), List.of(phone.symbol()))) {
        phones.add(symbols.contains(symbol) ? symbol : UNKNOWN);
      }
      end = phone.symbol().equals("#") ? end : phones.size();
    }
    addWord(run, source, first, end, words);
  }

  private static void addWord(
      List<AccentedWord> run, int source, int first, int end, List<Word> words) {
    if (source >= 0 && end > first) {
      words.add(new Word(halfWidth(run.get(source).text()), first, end - first));
    }
  }

  /** The words of a run, accented. */
  private static List<AccentedWord> words(String run) {
    MorphologicalAnalyser analyser = MorphologicalAnalyser.shared();
    List<KanaReading.InText> readings = KanaReading.in(run);
    String plain = unmarked(run);
    StringBuilder text = new StringBuilder();
    List<FixedWord> fixed = new ArrayList<>();
    int at = 0;
    for (KanaReading.InText given : readings) {
      text.append(
          LatinWords.inKnownCase(FullWidth.of(plain.substring(at, given.start())), analyser));
      int start = text.length();
      text.append(FullWidth.of(plain.substring(given.start(), given.end())));
      if (text.length() > start) {
        fixed.add(new FixedWord(start, text.length(), given.reading()::features));
      }
      at = given.end();
    }
    text.append(LatinWords.inKnownCase(FullWidth.of(plain.substring(at)), analyser));
    return WordChain.of(analyser.analyse(text.toString(), fixed)).accented().words();
  }

  private static String unmarked(String text) {
    return text.chars().anyMatch(Syllabary::isMark)
        ? text.chars()
            .filter(c -> !Syllabary.isMark(c))
            .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
            .toString()
        : text;
  }

  private static String halfWidth(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars().forEach(c -> out.append((char) (c > '！' && c < '～' ? c - '！' + '!' : c)));
    return out.toString();
  }

  @Override
  public int spokenLength(String text) {
    return Characters.length(unmarked(JapaneseNormaliser.normalise(text)));
  }

  @Override
  public UnspokenCharacters unspoken(String text) {
    UnspokenCharacters.Builder unspoken = new UnspokenCharacters.Builder();
    for (Piece piece : JapanesePieces.of(JapaneseNormaliser.normalise(text))) {
      if (piece.isRun()) {
        words(piece.text()).stream()
            .filter(
                word -> word.isPause() && word.text().codePoints().anyMatch(Character::isLetter))
            .forEach(word -> unspoken.add(word.text()));
      } else if (MARKS.get(piece.text().charAt(0)) == null
          && !isWriting(piece.text().codePointAt(0))) {
        unspoken.add(piece.text());
      }
    }
    return unspoken.build();
  }
}

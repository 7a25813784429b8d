package io.github.sovits4j.text;

import io.github.sovits4j.text.LanguageSegmenter.Piece;
import io.github.sovits4j.text.chinese.ChineseNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads text of several languages: cuts it into pieces of one each, and has each read. */
final class MixedReader implements LanguageReader {

  private static final Pattern GOES_ON = Pattern.compile("[A-Za-z]$");

  private final TextLanguage mode;
  private final SymbolSet symbols;

  private final SentenceReadings readings;

  MixedReader(TextLanguage mode, SymbolSet symbols, SentenceReadings readings) {
    this.mode = mode;
    this.symbols = symbols;
    this.readings = readings;
  }

  @Override
  public LanguageReader with(SentenceReadings asked) {
    return new MixedReader(mode, symbols, asked);
  }

  @Override
  public Reading read(String text, GivenWords given) {
    List<Reading> readings = new ArrayList<>();
    String before = "";
    for (Piece piece : LanguageSegmenter.pieces(text, mode)) {
      readings.add(reader(piece).read(attached(piece, before), given));
      before = piece.text();
    }
    return Reading.joined(readings);
  }

  /** Tells the Chinese reader of a number that goes on from letters: G1024次, B2层. */
  private static String attached(Piece piece, String before) {
    boolean chinese = piece.language() == TextLanguage.ZH || piece.language() == TextLanguage.YUE;
    return chinese && Character.isDigit(piece.text().charAt(0)) && GOES_ON.matcher(before).find()
        ? ChineseNormaliser.ATTACHED + piece.text()
        : piece.text();
  }

  @Override
  public void require(String text) {
    LanguageSegmenter.pieces(text, mode).stream()
        .map(Piece::language)
        .distinct()
        .forEach(language -> Readers.require(language, symbols));
  }

  @Override
  public int spokenLength(String text) {
    return LanguageSegmenter.pieces(text, mode).stream()
        .mapToInt(piece -> reader(piece).spokenLength(piece.text()))
        .sum();
  }

  @Override
  public UnspokenCharacters unspoken(String text) {
    UnspokenCharacters.Builder all = new UnspokenCharacters.Builder();
    for (Piece piece : LanguageSegmenter.pieces(text, mode)) {
      reader(piece).unspoken(piece.text()).characters().values().stream()
          .flatMap(List::stream)
          .forEach(all::add);
    }
    return all.build();
  }

  private LanguageReader reader(Piece piece) {
    return Readers.of(piece.language(), symbols).with(readings);
  }
}

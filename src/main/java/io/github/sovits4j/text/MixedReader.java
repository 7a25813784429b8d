package io.github.sovits4j.text;

import io.github.sovits4j.text.LanguageSegmenter.Piece;
import java.util.List;

/** Reads text of several languages: cuts it into pieces of one each, and has each read. */
final class MixedReader implements LanguageReader {

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
    return Reading.joined(
        LanguageSegmenter.pieces(text, mode).stream()
            .map(piece -> reader(piece).read(piece.text(), given))
            .toList());
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

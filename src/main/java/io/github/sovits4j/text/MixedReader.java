package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.LanguageSegmenter.Piece;
import io.github.sovits4j.text.chinese.ChineseReader;
import io.github.sovits4j.text.english.EnglishReader;
import java.util.List;

/** Reads text of several languages: cuts it into pieces of one each, and has each read. */
final class MixedReader implements LanguageReader {

  private final TextLanguage mode;
  private final ChineseReader chinese;

  MixedReader(TextLanguage mode, ChineseReader chinese) {
    this.mode = mode;
    this.chinese = chinese;
  }

  @Override
  public Reading read(String text, GivenWords given) {
    Reading whole = new Reading("", List.of(), List.of());
    for (Piece piece : LanguageSegmenter.pieces(text, mode)) {
      whole = whole.plus(reader(piece).read(piece.text(), given));
    }
    return whole;
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
    return switch (piece.language()) {
      case EN -> EnglishReader.shared();
      case ZH -> chinese;
      default ->
          throw new UserException(
              "\""
                  + piece.text()
                  + "\" is "
                  + piece.language().description()
                  + ", which cannot be read yet; expected Chinese and English.");
    };
  }
}

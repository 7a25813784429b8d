package io.github.sovits4j.tts;

import io.github.sovits4j.text.CutMethod;
import java.util.Arrays;
import java.util.Locale;

/** How a text is cut into sentences. */
public enum Cut {
  /** Only at line breaks; GPT-SoVITS' {@code cut0}. */
  LINES(CutMethod.CUT0),
  /** After every fourth mark, the default; {@code cut1}. */
  FOUR_CLAUSES(CutMethod.CUT1),
  /** As soon as a piece is longer than 50 characters; {@code cut2}. */
  FIFTY_CHARACTERS(CutMethod.CUT2),
  /** At Chinese full stops; {@code cut3}. */
  CHINESE_STOPS(CutMethod.CUT3),
  /** At full stops that are no decimal points; {@code cut4}. */
  ENGLISH_STOPS(CutMethod.CUT4),
  /** After every mark; {@code cut5}. */
  EVERY_MARK(CutMethod.CUT5);

  private final CutMethod method;

  Cut(CutMethod method) {
    this.method = method;
  }

  /**
   * The way of a name: GPT-SoVITS' ({@code cut5}) or the constant's, in any case.
   *
   * @throws RequestException for an unknown name
   */
  public static Cut of(String name) {
    for (Cut cut : values()) {
      if (cut.name().equalsIgnoreCase(name)) {
        return cut;
      }
    }
    String id = name.toLowerCase(Locale.ROOT);
    CutMethod method = SovitsException.translating(RequestException::new, () -> CutMethod.of(id));
    return Arrays.stream(values()).filter(cut -> cut.method == method).findFirst().orElseThrow();
  }

  /** GPT-SoVITS' name: {@code cut0} to {@code cut5}. */
  public String id() {
    return method.id();
  }

  CutMethod method() {
    return method;
  }
}

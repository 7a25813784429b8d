package io.github.sovits4j.tts;

import io.github.sovits4j.text.TextLanguage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A language of a text, under GPT-SoVITS' code.
 *
 * @param code in small letters, such as {@code en}, {@code zh} or {@code all_zh}; whatever {@link
 *     #of} takes becomes one
 */
public record Language(String code) {

  /** English. */
  public static final Language ENGLISH = new Language("en");

  /** Chinese mixed with English. */
  public static final Language CHINESE = new Language("zh");

  /** Japanese mixed with English. */
  public static final Language JAPANESE = new Language("ja");

  /** Korean mixed with English. */
  public static final Language KOREAN = new Language("ko");

  /** Cantonese mixed with English. */
  public static final Language CANTONESE = new Language("yue");

  /** Detected piece by piece. */
  public static final Language AUTO = new Language("auto");

  /**
   * @throws RequestException for an unknown code
   */
  public Language {
    String given = Objects.requireNonNull(code, "code");
    code = SovitsException.translating(RequestException::new, () -> TextLanguage.of(given).code());
  }

  /**
   * The language of a code ({@code en}, {@code zh}), a tag ({@code en-US}, {@code zh-Hans}) or a
   * name ({@code English}, {@code 中文}), in any case.
   *
   * @throws RequestException for anything else
   */
  public static Language of(String name) {
    return new Language(name);
  }

  /** All that GPT-SoVITS knows. */
  public static List<Language> all() {
    return Arrays.stream(TextLanguage.values())
        .map(language -> new Language(language.code()))
        .toList();
  }

  TextLanguage read() {
    return TextLanguage.of(code);
  }

  @Override
  public String toString() {
    return code;
  }
}

package io.github.sovits4j.server;

import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.RequestException;
import java.util.stream.Collectors;

/** Languages as requests name them. */
final class Languages {

  private Languages() {}

  /**
   * The language of a code, a tag or a name.
   *
   * @throws HttpProblem 400 for any other
   */
  static Language of(String parameter, String name) {
    try {
      return Language.of(name.strip());
    } catch (RequestException e) {
      throw HttpProblem.wrong(
          parameter,
          parameter
              + ": "
              + Shown.of(name)
              + " is not supported; expected one of "
              + Language.all().stream().map(Language::code).collect(Collectors.joining(", "))
              + ".");
    }
  }
}

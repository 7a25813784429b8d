package io.github.sovits4j.server;

import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.RequestException;
import java.util.stream.Collectors;

/** Languages as requests name them. */
final class Languages {

  private Languages() {}

  /**
   * A language that can be read.
   *
   * @throws HttpProblem 400 for any other
   */
  static Language of(String parameter, String name) {
    try {
      Language language = Language.of(name.strip());
      if (language.isSupported()) {
        return language;
      }
    } catch (RequestException e) {
      // said below
    }
    throw HttpProblem.wrong(
        parameter,
        parameter
            + ": "
            + Shown.of(name)
            + " is not supported; expected one of "
            + Language.all().stream()
                .filter(Language::isSupported)
                .map(Language::code)
                .collect(Collectors.joining(", "))
            + ".");
  }
}

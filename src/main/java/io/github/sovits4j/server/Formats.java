package io.github.sovits4j.server;

import io.github.sovits4j.audio.encoding.SoundFormat;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Formats as requests name them. */
final class Formats {

  private Formats() {}

  /**
   * A format that can be written.
   *
   * @param name in small letters
   * @throws HttpProblem 400 for any other
   */
  static SoundFormat of(String parameter, String name) {
    SoundFormat format =
        switch (name) {
          case "wav" -> SoundFormat.WAV;
          case "raw", "pcm" -> SoundFormat.RAW;
          case "flac" -> SoundFormat.FLAC;
          case "mp3", "mpeg" -> SoundFormat.MP3;
          case "ogg", "opus" -> SoundFormat.OGG;
          case "aac" ->
              throw HttpProblem.wrong(
                  parameter,
                  parameter
                      + ": aac is not supported, for there is no free encoder in Java; ask for one"
                      + " of "
                      + names()
                      + ".");
          default ->
              throw HttpProblem.wrong(
                  parameter,
                  parameter
                      + ": "
                      + Shown.of(name)
                      + " is not supported; expected one of "
                      + names()
                      + ".");
        };
    if (!format.isPresent()) {
      throw HttpProblem.wrong(
          parameter,
          parameter
              + ": this server was started without the library for "
              + name
              + "; ask for one of "
              + names()
              + ".");
    }
    return format;
  }

  private static String names() {
    return Arrays.stream(SoundFormat.values())
        .filter(SoundFormat::isPresent)
        .map(SoundFormat::toString)
        .collect(Collectors.joining(", "));
  }
}

package io.github.sovits4j.batch;

/**
 * A text to be spoken into a file of its own.
 *
 * @param line of the input that it stands in, from 1
 * @param id names the file; {@link ItemIds} has looked at it
 * @param text what to say
 * @param language code of its language; null: the run's
 * @param voice name of a voice; null: the run's
 * @param seed decides all random draws; null: the run's
 */
public record BatchItem(
    int line, String id, String text, String language, String voice, Long seed) {

  /** Its file, in the folder that is written. */
  String file() {
    return file(id);
  }

  static String file(String id) {
    return id + ".wav";
  }
}

package io.github.sovits4j.server;

import java.util.List;

/**
 * The voice that a request asks for.
 *
 * @param name of a voice, or a recording's path; null: the default
 * @param parameter that named it, for messages
 * @param more paths of recordings whose timbre is averaged with it
 * @param transcript the words of the recording; null: not known
 * @param language of these words; null: not said
 */
record VoiceWish(
    String name, String parameter, List<String> more, String transcript, String language) {

  /** A voice that has a name. */
  static VoiceWish named(String name, String parameter) {
    return new VoiceWish(name, parameter, List.of(), null, null);
  }
}

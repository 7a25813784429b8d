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
 * @param transcribable whether such requests can tell the words
 */
record VoiceWish(
    String name,
    String parameter,
    List<String> more,
    String transcript,
    String language,
    boolean transcribable) {

  /** A voice that has a name, of a request that cannot tell a recording's words. */
  static VoiceWish named(String name, String parameter) {
    return new VoiceWish(name, parameter, List.of(), null, null, false);
  }
}

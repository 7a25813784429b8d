package io.github.sovits4j.pipeline;

import java.util.List;

/**
 * What the networks need to know of a voice.
 *
 * @param speaker the speaker vector {@code [gin]} of S2
 * @param prompt what S1 goes on from; null: nothing
 * @param remarks what was odd about its recordings, as sentences for people
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record VoiceData(float[] speaker, VoicePrompt prompt, List<String> remarks) {

  /** Keeps a copy of the list. */
  public VoiceData {
    remarks = List.copyOf(remarks);
  }

  /** A voice without a prompt. */
  public VoiceData(float[] speaker) {
    this(speaker, null, List.of());
  }
}

package consumer;

import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.model.audio.TextToSpeechModel;
import dev.langchain4j.model.audio.TextToSpeechRequest;
import dev.langchain4j.model.audio.TextToSpeechResponse;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Speech for LangChain4j: whole answers, as WAV. */
public final class LangChain4jSpeech implements TextToSpeechModel {

  private final TextToSpeech tts;
  private final Map<String, Voice> voices;
  private final String standard;

  /**
   * @param tts stays the caller's to close
   * @param voices by the names that requests use
   * @param standard the voice of requests that name none
   */
  public LangChain4jSpeech(TextToSpeech tts, Map<String, Voice> voices, String standard) {
    this.tts = tts;
    this.voices = Map.copyOf(voices);
    this.standard = standard;
  }

  @Override
  public TextToSpeechResponse synthesize(TextToSpeechRequest request) {
    String name = request.voice() == null ? standard : request.voice();
    Voice voice = voices.get(name);
    if (voice == null) {
      throw new IllegalArgumentException(
          "voice: expected one of " + voices.keySet() + ", got " + name);
    }
    ByteArrayOutputStream wav = new ByteArrayOutputStream();
    try {
      tts.speak(SpeechRequest.builder(request.text(), voice).build()).writeWav(wav);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes everything
    }
    return TextToSpeechResponse.from(
        Audio.builder().binaryData(wav.toByteArray()).mimeType("audio/wav").build());
  }
}

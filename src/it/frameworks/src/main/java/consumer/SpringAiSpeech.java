package consumer;

import io.github.sovits4j.tts.Chunks;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.springframework.ai.audio.tts.Speech;
import org.springframework.ai.audio.tts.TextToSpeechModel;
import org.springframework.ai.audio.tts.TextToSpeechOptions;
import org.springframework.ai.audio.tts.TextToSpeechPrompt;
import org.springframework.ai.audio.tts.TextToSpeechResponse;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * Speech for Spring AI: {@code call} gives a WAV; {@code stream} gives bare samples as they are
 * made, 16 bits, little endian, one channel, at the model's rate. Who cancels a stream, or asks for
 * no more of it, stops the device.
 */
public final class SpringAiSpeech implements TextToSpeechModel {

  private final TextToSpeech tts;
  private final Map<String, Voice> voices;
  private final TextToSpeechOptions standard;

  /**
   * @param tts stays the caller's to close
   * @param voices by the names that options use
   * @param standard the voice and the speed of prompts that say nothing else
   */
  public SpringAiSpeech(
      TextToSpeech tts, Map<String, Voice> voices, TextToSpeechOptions standard) {
    this.tts = tts;
    this.voices = Map.copyOf(voices);
    this.standard = standard;
  }

  @Override
  public TextToSpeechOptions getOptions() {
    return standard;
  }

  @Override
  public TextToSpeechResponse call(TextToSpeechPrompt prompt) {
    requireFormat(prompt, "wav");
    ByteArrayOutputStream wav = new ByteArrayOutputStream();
    try {
      tts.speak(request(prompt).build()).writeWav(wav);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes everything
    }
    return response(wav.toByteArray());
  }

  @Override
  public Flux<TextToSpeechResponse> stream(TextToSpeechPrompt prompt) {
    requireFormat(prompt, "pcm");
    SpeechRequest request = request(prompt).chunks(Chunks.AT_PAUSES).build();
    return JdkFlowAdapter.flowPublisherToFlux(tts.publisher(request))
        .map(part -> response(pcm(part.samples())));
  }

  private SpeechRequest.Builder request(TextToSpeechPrompt prompt) {
    TextToSpeechOptions asked = prompt.getOptions();
    String name =
        asked == null || asked.getVoice() == null ? standard.getVoice() : asked.getVoice();
    Voice voice = name == null ? null : voices.get(name);
    if (voice == null) {
      throw new IllegalArgumentException(
          "voice: expected one of " + voices.keySet() + ", got " + name);
    }
    Double speed =
        asked == null || asked.getSpeed() == null ? standard.getSpeed() : asked.getSpeed();
    return SpeechRequest.builder(prompt.getInstructions().getText(), voice)
        .speed(speed == null ? 1 : speed);
  }

  private static void requireFormat(TextToSpeechPrompt prompt, String expected) {
    String format = prompt.getOptions() == null ? null : prompt.getOptions().getFormat();
    if (format != null && !format.equals(expected)) {
      throw new IllegalArgumentException("format: expected " + expected + ", got " + format);
    }
  }

  private static TextToSpeechResponse response(byte[] sound) {
    return new TextToSpeechResponse(List.of(new Speech(sound)));
  }

  private static byte[] pcm(float[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      bytes.putShort((short) Math.clamp((int) (sample * 32768), -32768, 32767));
    }
    return bytes.array();
  }
}

package consumer;

import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.ai.audio.tts.TextToSpeechOptions;
import org.springframework.ai.audio.tts.TextToSpeechPrompt;
import org.springframework.ai.audio.tts.TextToSpeechResponse;

/** Speaks through the adapters, and tells what it saw in one line each. */
public final class Frameworks {

  private static final int RATE = 16_000;
  private static final String TEXT = "Hello. I speak through a framework, and on and on. ".repeat(8);

  private Frameworks() {}

  /** The folder to work in is the argument. */
  public static void main(String[] args) {
    Path model = Path.of(args[0]).resolve("model");
    if (!Files.exists(model)) {
      SyntheticModel.writeTiny(model, 7);
    }
    try (TextToSpeech tts = TextToSpeech.open(model)) {
      Map<String, Voice> voices = Map.of("me", tts.voice(List.of(VoiceSource.of(tone(), RATE))));
      byte[] wav =
          new LangChain4jSpeech(tts, voices, "me").synthesize(TEXT).audio().binaryData();
      System.out.println("LangChain4j: WAV " + isWav(wav));
      SpringAiSpeech spring =
          new SpringAiSpeech(tts, voices, TextToSpeechOptions.builder().voice("me").build());
      System.out.println("Spring AI: the same WAV " + Arrays.equals(wav, spring.call(TEXT)));
      List<TextToSpeechResponse> parts =
          spring.stream(new TextToSpeechPrompt(TEXT)).collectList().block();
      ByteArrayOutputStream pcm = new ByteArrayOutputStream();
      parts.forEach(part -> pcm.writeBytes(part.getResult().getOutput()));
      System.out.println(
          "Spring AI: a stream of parts " + (parts.size() > 2 && pcm.size() > 10_000));
      System.out.println(
          "Spring AI: two parts and no more "
              + (spring.stream(new TextToSpeechPrompt(TEXT)).take(2).count().block() == 2));
      try {
        new LangChain4jSpeech(tts, voices, "you").synthesize(TEXT);
      } catch (IllegalArgumentException e) {
        System.out.println("LangChain4j: " + e.getMessage());
      }
    }
  }

  private static boolean isWav(byte[] bytes) {
    return bytes.length > 10_000
        && new String(bytes, 0, 4, StandardCharsets.US_ASCII).equals("RIFF");
  }

  private static float[] tone() {
    float[] samples = new float[3 * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(0.06 * i) * Math.sin(0.0002 * i));
    }
    return samples;
  }
}

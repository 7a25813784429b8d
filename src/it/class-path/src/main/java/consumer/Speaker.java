package consumer;

import io.github.sovits4j.tts.BackendInfo;
import io.github.sovits4j.tts.DeviceException;
import io.github.sovits4j.tts.Progress;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Speaks with a model of its own making, and tells what it saw in one line each. */
public final class Speaker {

  private static final int RATE = 16_000;

  private Speaker() {}

  /** The folder to work in is the first argument; the others are backends to speak on. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path model = folder.resolve("model");
    if (!Files.exists(model)) {
      SyntheticModel.writeTiny(model, 7);
    }
    System.out.println("module: " + TextToSpeech.class.getModule().getName());
    for (BackendInfo backend : TextToSpeech.backends()) {
      System.out.println(
          "backend " + backend.name() + ": " + backend.missing().orElse("available"));
    }
    for (int i = 1; i < args.length; i++) {
      try (TextToSpeech tts = TextToSpeech.builder(model).backend(args[i]).open()) {
        speak(tts, args[i] + ": ", folder.resolve("hello.wav"));
      } catch (DeviceException e) {
        System.out.println(args[i] + ": " + e.getMessage());
      }
    }
  }

  private static void speak(TextToSpeech tts, String prefix, Path wav) throws IOException {
    Voice voice = tts.voice(List.of(VoiceSource.of(tone(), RATE)));
    SpeechRequest request =
        SpeechRequest.builder("Hello from another program.", voice).maxSeconds(1).build();
    int[] updates = new int[1];
    Progress counting = state -> updates[0]++;
    Speech speech = tts.speak(request, counting);
    speech.writeWav(wav);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    speech.writeWav(bytes);
    double peak = 0;
    for (float sample : speech.samples()) {
      peak = Math.max(peak, Math.abs(sample));
    }
    boolean same = java.util.Arrays.equals(Files.readAllBytes(wav), bytes.toByteArray());
    System.out.println(prefix + "sound " + (peak > 1e-3 && speech.seconds() > 0.3));
    System.out.println(prefix + "file and stream alike " + same);
    System.out.println(prefix + "progress " + (updates[0] > 0));
  }

  private static float[] tone() {
    float[] samples = new float[3 * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(0.06 * i) * Math.sin(0.0002 * i));
    }
    return samples;
  }
}

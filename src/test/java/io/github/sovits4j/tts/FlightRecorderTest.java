package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters of a request, as the caller gets them and as Flight Recorder does. */
class FlightRecorderTest {

  private static final String TEXT = "Good morning. It rains.";

  @TempDir Path folder;

  /** Speaks two sentences and returns what Flight Recorder saw, and the speech. */
  private Speech speak(boolean profiling, List<RecordedEvent> events) throws IOException {
    Path model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        5,
        false);
    BackendOptions options = BackendOptions.DEFAULT.withProfiling(profiling);
    try (TextToSpeech tts =
        TextToSpeech.builder(model).backend(() -> Backends.open("reference", options)).open()) {
      float[] samples = new float[4 * 32000];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (0.3 * Math.sin(i * 0.05));
      }
      Voice voice = tts.voice(List.of(new Waveform(32000, samples)), List.of());
      SpeechRequest request =
          SpeechRequest.builder(TEXT, voice).maxSeconds(0.5).cut(CutMethod.of("cut4")).build();
      tts.speak(request); // before anybody records: no event
      try (Recording recording = new Recording()) {
        recording.start();
        Speech speech = tts.speak(request);
        recording.stop();
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.github.sovits4j."))
            .forEach(events::add);
        return speech;
      }
    }
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("io.github.sovits4j." + name))
        .toList();
  }

  @Test
  void aRecordingHoldsWhatTheCallerIsTold() throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    Speech speech = speak(true, events);
    Timings timings = speech.timings();
    RecordedEvent utterance = named(events, "Utterance").getFirst();
    assertEquals(1, named(events, "Utterance").size());
    assertEquals(2, utterance.getInt("sentences"));
    assertEquals(timings.codes(), utterance.getInt("codes"));
    assertEquals(timings.launches(), utterance.getLong("launches"));
    assertEquals(timings.busyRatio().orElseThrow(), utterance.getDouble("busyRatio"), 1e-9);
    assertEquals(speech.audio().seconds(), utterance.getDuration("audio").toNanos() * 1e-9, 1e-6);
    assertTrue(timings.firstAudio() > 0 && timings.firstAudio() < timings.total() + 1);

    List<RecordedEvent> stages = named(events, "Stage");
    assertEquals(2 * 4, stages.size(), "four stages of two sentences");
    assertEquals(
        List.of("PREFILL", "DECODE", "PRIOR", "GENERATOR"),
        stages.stream()
            .filter(event -> event.getInt("sentence") == 2)
            .map(event -> event.getString("stage"))
            .toList());
    assertEquals(
        timings.launches(), stages.stream().mapToLong(event -> event.getLong("launches")).sum());
    assertEquals(
        timings.device().bytes(),
        stages.stream().mapToLong(event -> event.getLong("bytesMoved")).sum());
    for (RecordedEvent stage : stages) {
      long busy = stage.getDuration("deviceBusy").toNanos();
      assertTrue(busy > 0 && busy <= stage.getDuration().toNanos() + 100_000, stage::toString);
    }
    List<RecordedEvent> launches = named(events, "Launches");
    assertEquals(
        timings.launches(), launches.stream().mapToLong(event -> event.getLong("launches")).sum());
    assertTrue(
        launches.stream()
            .anyMatch(
                event ->
                    event.getString("operator").equals("SampleToken")
                        && event.getString("stage").equals("DECODE")),
        launches::toString);
  }

  @Test
  void withoutProfilingLaunchesAreCountedAndNotTimed() throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    Timings timings = speak(false, events).timings();
    assertTrue(timings.launches() > 100);
    assertNull(timings.device());
    assertTrue(timings.busyRatio().isEmpty());
    assertTrue(named(events, "Launches").isEmpty());
    assertEquals(8, named(events, "Stage").size());
    assertTrue(named(events, "Stage").stream().allMatch(event -> event.getLong("deviceBusy") == 0));
  }
}

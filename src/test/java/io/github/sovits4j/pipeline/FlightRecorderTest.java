package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
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
  private Spoken speak(boolean profiling, List<RecordedEvent> events) throws IOException {
    Path model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        5,
        false);
    BackendOptions options = BackendOptions.DEFAULT.withProfiling(profiling);
    try (Pipeline pipeline =
        Pipeline.open(model, () -> Backends.open("reference", options), StoragePolicy.F32)) {
      VoiceData voice = pipeline.voice(List.of(ReferenceAudio.of(Tone.falling())));
      Utterance utterance = Utterance.of(TEXT, voice).maxSeconds(0.5).cut(CutMethod.CUT4);
      pipeline.speak(utterance); // before anybody records: no event
      try (Recording recording = new Recording()) {
        recording.start();
        long before = System.nanoTime();
        Spoken spoken = pipeline.speak(utterance);
        assertTrue(spoken.firstAudio() <= (System.nanoTime() - before) * 1e-9);
        recording.stop();
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.github.sovits4j."))
            .forEach(events::add);
        return spoken;
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
    Spoken spoken = speak(true, events);
    RecordedEvent utterance = named(events, "Utterance").getFirst();
    assertEquals(1, named(events, "Utterance").size());
    assertEquals(2, utterance.getInt("sentences"));
    assertEquals(spoken.codes(), utterance.getInt("codes"));
    assertEquals(spoken.launches(), utterance.getLong("launches"));
    assertEquals(spoken.busyRatio().orElseThrow(), utterance.getDouble("busyRatio"), 1e-9);
    assertEquals(spoken.audio().seconds(), utterance.getDuration("audio").toNanos() * 1e-9, 1e-6);
    assertTrue(spoken.firstAudio() > 0);

    List<RecordedEvent> stages = named(events, "Stage");
    assertEquals(2 * 4, stages.size(), "four stages of two sentences");
    assertEquals(
        List.of("PREFILL", "DECODE", "PRIOR", "GENERATOR"),
        stages.stream()
            .filter(event -> event.getInt("sentence") == 2)
            .map(event -> event.getString("stage"))
            .toList());
    assertEquals(
        spoken.launches(), stages.stream().mapToLong(event -> event.getLong("launches")).sum());
    assertEquals(
        spoken.device().bytes(),
        stages.stream().mapToLong(event -> event.getLong("bytesMoved")).sum());
    for (RecordedEvent stage : stages) {
      long busy = stage.getDuration("deviceBusy").toNanos();
      assertTrue(busy > 0 && busy <= stage.getDuration().toNanos() + 100_000, stage::toString);
    }
    List<RecordedEvent> launches = named(events, "Launches");
    assertEquals(
        spoken.launches(), launches.stream().mapToLong(event -> event.getLong("launches")).sum());
    assertTrue(
        launches.stream()
            .anyMatch(
                event ->
                    event.getString("operator").equals("SampleCode")
                        && event.getString("stage").equals("DECODE")),
        launches::toString);
  }

  @Test
  void withoutProfilingLaunchesAreCountedAndNotTimed() throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    Spoken spoken = speak(false, events);
    assertTrue(spoken.launches() > 100);
    assertNull(spoken.device());
    assertTrue(spoken.busyRatio().isEmpty());
    assertTrue(named(events, "Launches").isEmpty());
    assertEquals(8, named(events, "Stage").size());
    assertTrue(named(events, "Stage").stream().allMatch(event -> event.getLong("deviceBusy") == 0));
  }
}

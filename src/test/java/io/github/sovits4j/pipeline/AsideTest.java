package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** S1 goes on while a device that does two things at once is at a sound. */
@Timeout(120)
class AsideTest {

  private static final String TEXT =
      "One. Two sheep and a dog. What is it? Three men in a boat, to say nothing of the dog. Go!"
          + " The fifth sentence is neither long nor short. Yes. The end of it.";

  /** Budgets that are tried. */
  private static final int STEPS = 20;

  /** Each prompt is read by a graph of its own. */
  private static final String GROWING =
      IntStream.rangeClosed(1, 8)
          .mapToObj(n -> "Three men in a boat and nothing of the dog ".repeat(n).strip() + ". ")
          .collect(Collectors.joining());

  /** Graphs that run aside are not done the first times one asks. */
  private static final class Patient implements ForwardingBackend {

    private static final int ASKED = 3;

    private final Backend backend;
    private int asks; // how often the graph in work is not done yet
    private int sounds; // replays aside
    private int steps; // of S1, while one was not done
    private int prompts; // the same
    private RuntimeException failure; // of the next step beside a sound

    Patient(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public Graph compile(Program program) {
      return new Watched(this, backend.compile(program));
    }

    void replaying(Program program, int times) {
      if (program.aside()) {
        sounds++;
        asks = ASKED;
      } else if (asks > 0) {
        if (failure != null) {
          RuntimeException thrown = failure;
          failure = null;
          throw thrown;
        }
        boolean prompt = program.operators().stream().anyMatch(op -> op.name().equals("EmbedRows"));
        prompts += prompt ? 1 : 0;
        steps += prompt ? 0 : times;
      }
    }
  }

  private record Watched(Patient device, Graph graph) implements Graph {

    @Override
    public boolean done() {
      if (program().aside() && device.asks > 0) {
        device.asks--;
        return false;
      }
      return graph.done();
    }

    @Override
    public void finish() {
      if (program().aside()) {
        device.asks = 0;
      }
      graph.finish();
    }

    @Override
    public void replay(int times) {
      device.replaying(program(), times);
      graph.replay(times);
    }

    @Override
    public void set(Length length, int value) {
      graph.set(length, value);
    }

    @Override
    public void write(Tensor input, float[] data) {
      graph.write(input, data);
    }

    @Override
    public void write(Tensor input, int[] data) {
      graph.write(input, data);
    }

    @Override
    public void copy(Tensor input, Graph source, Tensor output, int first, int steps) {
      graph.copy(input, ((Watched) source).graph, output, first, steps);
    }

    @Override
    public float[] floats(Tensor output) {
      return graph.floats(output);
    }

    @Override
    public int[] ints(Tensor output) {
      return graph.ints(output);
    }

    @Override
    public Program program() {
      return graph.program();
    }

    @Override
    public long bytes() {
      return graph.bytes();
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  @TempDir static Path folder;

  private static Path model;
  private static Patient device;
  private static Pipeline pipeline;
  private static VoiceData voice;
  private static float[] alone; // one thing at a time

  @BeforeAll
  static void open() {
    model = folder.resolve("model");
    ModelVersion version = ModelVersion.V2;
    ModelSynthesizer.write(
        model, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), 11, false);
    try (Pipeline plain = Pipeline.open(model, () -> Backends.open("simd"), StoragePolicy.F32)) {
      voice = plain.voice(List.of(ReferenceAudio.of(Tone.falling())));
      plain.sentencesAtOnce(1);
      alone = samples(plain.speak(utterance()));
    }
    device = new Patient(Backends.open("simd"));
    pipeline = Pipeline.open(model, () -> device, StoragePolicy.F32);
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  @BeforeEach
  void count() {
    device.steps = 0;
    device.prompts = 0;
    device.sounds = 0;
    device.failure = null;
  }

  private static Utterance utterance() {
    return utterance(TEXT);
  }

  private static Utterance utterance(String text) {
    return Utterance.of(text, voice)
        .cut(CutMethod.CUT5)
        .seed(5)
        .maxSeconds(2)
        .sampling(new SamplerSettings(1025, 1, 100, 1))
        .retries(0);
  }

  private static float[] samples(Spoken spoken) {
    return spoken.audio().channel(0);
  }

  @Test
  void stepsAndPromptsOfOtherSentencesGoOnAndTheSoundIsTheSame() {
    for (int most : new int[] {1, 2, 8}) {
      count();
      pipeline.sentencesAtOnce(most);
      Spoken spoken = pipeline.speak(utterance());
      assertArrayEquals(alone, samples(spoken), most + " at once");
      assertEquals(2 * spoken.sentences().size(), device.sounds, "graphs of S2");
      assertTrue(device.steps > 0, "steps beside S2, " + most + " at once");
      // With more slots all may have joined before the first sound; that is up to who reads the
      // text.
      assertTrue(device.prompts > 0 || most > 2, "prompts beside S2, " + most + " at once");
    }
  }

  /** What was done beside S2 counts for those it was done for, and once. */
  @Test
  void timesAddUp() {
    pipeline.sentencesAtOnce(8);
    long before = device.launches();
    Spoken spoken = pipeline.speak(utterance());
    assertTrue(device.steps > 0);
    long told =
        spoken.sentences().stream()
            .map(SpokenSentence::stages)
            .map(Map::values)
            .flatMap(uses -> uses.stream())
            .mapToLong(StageUse::launches)
            .sum();
    assertEquals(device.launches() - before, told);
  }

  @Test
  void aDeviceThatFailsBesideASoundFailsTheRequestAndTheNextOneSpeaks() {
    pipeline.sentencesAtOnce(8);
    device.failure = new IllegalStateException("the device fell over");
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> pipeline.speak(utterance()));
    assertEquals("the device fell over", thrown.getMessage());
    assertArrayEquals(alone, samples(pipeline.speak(utterance())));
  }

  /** A little more memory than one sentence at a time needs is enough for several. */
  @Test
  void whereASentenceAloneHasRoomSoHaveMany() {
    long weights = memory(Long.MAX_VALUE, 0).weights;
    Held most = memory(Long.MAX_VALUE, 2);
    int spoke = 0;
    boolean before = false; // whether a little less was enough for one
    for (int part = 1; part <= STEPS; part++) {
      long limit = weights + (most.peak - weights) * part / STEPS;
      Held many = memory(limit, 2);
      assertTrue(many.failure == null || !before, limit + ": " + many.failure);
      assertTrue(many.peak <= limit);
      before = memory(limit, 1).failure == null;
      spoke += many.failure == null ? 1 : 0;
    }
    assertTrue(spoke > 0 && spoke < STEPS, "budgets that were enough: " + spoke);
  }

  private record Held(long weights, long peak, RuntimeException failure) {}

  /** Speaks within a budget, so many sentences at once; 0: opens the model only. */
  private static Held memory(long limit, int most) {
    Patient narrow = new Patient(Backends.open("simd", BackendOptions.DEFAULT.withMemory(limit)));
    try (Pipeline own = Pipeline.open(model, () -> narrow, StoragePolicy.F32)) {
      long weights = own.memory().used();
      if (most == 0) {
        return new Held(weights, weights, null);
      }
      own.sentencesAtOnce(most);
      try {
        var unused = own.speak(utterance(GROWING));
      } catch (DeviceMemoryException e) {
        return new Held(weights, own.memory().peak(), e);
      }
      return new Held(weights, own.memory().peak(), null);
    }
  }
}

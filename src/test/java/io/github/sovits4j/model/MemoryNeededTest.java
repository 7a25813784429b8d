package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be needed is what is then taken, to the byte. */
class MemoryNeededTest {

  @Test
  void whatIsNeededIsWhatIsTaken(@TempDir Path folder) {
    Text2SemanticConfig t2s = Text2SemanticConfig.tiny(ModelVersion.V2);
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    ModelSynthesizer.write(folder.resolve("model"), t2s, config, 7, false);
    try (ModelFolder model = ModelFolder.open(folder.resolve("model"));
        Backend backend = Backends.open("reference");
        Text2Semantic first = new Text2Semantic(backend, model.t2s(), t2s);
        Text2SemanticRunner generator = new Text2SemanticRunner(first);
        SovitsRunner second = new SovitsRunner(backend, model.sovits(), config)) {
      long before = backend.memory().used();
      long needed = generator.bytesNeeded(1, 5, 20);
      assertEquals(before, backend.memory().used(), "asking takes nothing");
      Prompt prompt = new Prompt(new int[] {1, 2, 3, 4, 5}, null, new int[0], 0);
      generator.generate(List.of(prompt), SamplerSettings.DEFAULT, 1, 20, steps -> {});
      assertEquals(needed, backend.memory().used() - before);
      assertEquals(needed, generator.bytesHeld());
      assertEquals(0, generator.bytesNeeded(1, 5, 20), "captured already");
      assertEquals(needed, generator.bytesOf(1, 5, 20));
      long longer = generator.bytesNeeded(1, 5, 30);
      generator.generate(List.of(prompt), SamplerSettings.DEFAULT, 1, 30, steps -> {});
      assertEquals(longer, generator.bytesHeld() - needed, "the graphs before are given back");

      before = backend.memory().used();
      for (double speed : new double[] {1, 1.3}) {
        int[] codes = {3, 1, 4, 1, 5, 9, 2, 6};
        DecodeInput input =
            new DecodeInput(codes, new int[] {1, 2, 3}, new float[config.gin()], speed, null);
        needed = second.bytesNeeded(input);
        assertTrue(needed > 0);
        second.decode(input, new float[config.inter() * input.frames()]);
        assertEquals(needed, backend.memory().used() - before, "speed " + speed);
        assertEquals(needed, second.bytesHeld());
        assertEquals(0, second.bytesNeeded(input), "captured already");
        assertEquals(needed, second.bytesOf(input));
        second.forget();
        assertEquals(before, backend.memory().used(), "all given back");
      }
    }
  }

  /** Long speech takes graphs of several lengths: the first window, those between, the last. */
  @Test
  void whatWindowsNeedIsWhatTheyTake() {
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    SyntheticWeights weights = new SyntheticWeights("s2", config.tensorShapes(), 3);
    try (Backend backend = Backends.open("reference");
        SovitsRunner sovits = new SovitsRunner(backend, weights, config, 60, null)) {
      long before = backend.memory().used();
      DecodeInput input =
          new DecodeInput(new int[66], new int[] {1, 2, 3}, new float[config.gin()], 1, null);
      long needed = sovits.bytesNeeded(input);
      sovits.decode(input, new float[config.inter() * input.frames()]);
      assertEquals(needed, backend.memory().used() - before);
      assertEquals(0, sovits.bytesNeeded(input));
      DecodeInput shorter =
          new DecodeInput(new int[65], new int[] {1, 2, 3}, new float[config.gin()], 1, null);
      needed = sovits.bytesNeeded(shorter);
      assertTrue(needed > 0 && needed < sovits.bytesHeld(), "most windows are there");
    }
  }
}

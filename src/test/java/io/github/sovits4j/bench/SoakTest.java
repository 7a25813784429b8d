package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred utterances with a prompt leave the device's memory as it was. */
class SoakTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void aHundredUtterancesHoldNoMore(ModelVersion version) {
    ModelSynthesizer.write(folder.resolve("model"), version, false, 3, false);
    try (Pipeline pipeline =
        Pipeline.open(folder.resolve("model"), () -> Backends.open("simd"), null)) {
      List<Soak.Sample> samples =
          new Soak(100, 5, 0.5, 4, 1)
              .run(pipeline, SampleVoice.of(pipeline), sample -> System.out.println(sample));
      assertEquals(20, samples.size());
      assertTrue(samples.getLast().audioSeconds() > 40, "pauses among them");
      // Of the device, counted to the byte; heap and process are those of all tests.
      assertEquals(
          List.of(),
          Soak.grown(samples, 0.05).stream().filter(what -> what.contains("device")).toList());
    }
  }

  @Test
  void whatGrowsIsTold() {
    List<Soak.Sample> samples =
        IntStream.range(0, 20)
            .mapToObj(i -> new Soak.Sample(i, i, 100, 200, 1_000_000L * (100 + i), 50))
            .toList();
    assertEquals(List.of("heap from 109 to 119 MB"), Soak.grown(samples, 0.05));
    assertEquals(List.of(), Soak.grown(samples, 0.1));
  }
}

package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.pipeline.Stage;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole benchmark of a tiny model, and what is written of it. */
class BenchTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void aTinyModelIsMeasuredAndWritten() throws IOException {
    Path model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        3,
        false);
    StagedBench bench =
        new StagedBench(
            List.of(StagedBench.Sentence.SHORT, StagedBench.Sentence.MEDIUM),
            2,
            0.6,
            StoragePolicy.F32,
            32,
            List.of(1, 2, 4, 8));
    BenchResult.Speaking speech = bench.run(model, options -> Backends.open("reference", options));

    assertEquals(5 * 2 + 3, speech.launchesPerToken(), "two layers, embedding, head, sampler");
    assertTrue(speech.stepsPerToken() >= 1, () -> "" + speech.stepsPerToken());
    for (BenchResult.SentenceResult sentence : speech.sentences()) {
      double stages = sentence.warm().values().stream().mapToDouble(Spread::min).sum();
      assertTrue(stages <= sentence.total().max(), sentence::toString);
      assertEquals(
          EnumSet.complementOf(EnumSet.of(Stage.DIFFUSION)), // which v3 and v4 have
          sentence.warm().keySet());
      assertTrue(sentence.warm().values().stream().allMatch(s -> s.min() > 0), sentence::toString);
      assertTrue(sentence.realTimeFactor() > 0 && sentence.tokensPerSecond() > 0);
    }

    assertEquals(
        List.of(1, 2, 4, 8), speech.batches().stream().map(BatchBench.Batch::items).toList());
    assertTrue(speech.batches().stream().allMatch(b -> b.codes() > 0 && b.codesPerSecond() > 0));
    assertTrue(speech.firstAudio().min() > 0);
    StartUp startUp = speech.startUp();
    assertTrue(startUp.runtimeSeconds() > 0 && startUp.loadSeconds() > 0);
    assertEquals(5, startUp.utteranceSeconds().size());
    assertTrue(startUp.utteranceSeconds().stream().allMatch(s -> s > 0), startUp::toString);
    assertTrue(startUp.processSeconds() > startUp.totalSeconds(), startUp::toString);
    for (BenchResult.ProfiledSentence profiled : speech.profiles()) {
      Profile profile = profiled.profile();
      assertTrue(profile.busyRatio() > 0.05 && profile.busyRatio() <= 1, profile::toString);
      assertEquals(
          profile.launches(),
          profile.kernels().stream().mapToLong(Profile.KernelUse::launches).sum());
    }
    BenchResult.BackendResult backend =
        new BenchResult.BackendResult(
            "reference",
            "a device",
            ceilings(),
            speech,
            List.of(timing(40), timing(20)),
            ProfilingCost.measure(
                model, StoragePolicy.F32, options -> Backends.open("reference", options), 3));
    BenchResult result =
        new BenchResult(Machine.here(), StagedBench.describe(model), 2, List.of(backend));
    BenchWriter.write(result, folder.resolve("out"));
    BenchWriter.plot(result, folder.resolve("out"));
    JsonNode json = MAPPER.readTree(folder.resolve("out/bench.json").toFile());
    assertEquals("reference", json.at("/backends/0/backend").asText());
    assertTrue(json.at("/backends/0/speech/profiles/0/profile/busySeconds").asDouble() > 0);
    assertTrue(json.at("/backends/0/speech/sentences/1/warm/DECODE/median").asDouble() > 0);
    for (String plot :
        List.of("stages-reference.png", "timeline-reference.png", "roofline-reference.png")) {
      BufferedImage image = ImageIO.read(folder.resolve("out").resolve(plot).toFile());
      assertNotNull(image, plot);
      assertTrue(image.getWidth() > 500 && colours(image) > 10, plot);
    }
    String markdown = Files.readString(folder.resolve("out/bench.md"));
    assertTrue(markdown.contains("| short |") && markdown.contains("25.0 %"), markdown);
    assertTrue(backend.profilingCost().launchesTold() >= 3 * 13, backend::toString);
    assertTrue(markdown.contains("| off, another |"), markdown);
    assertTrue(markdown.contains("Device busy") && markdown.contains("| S1 batch |"), markdown);

    Path history = folder.resolve("history.jsonl");
    BenchWriter.append(result, history);
    BenchWriter.append(result, history);
    List<String> lines = Files.readAllLines(history);
    assertEquals(2, lines.size());
    assertEquals(13, MAPPER.readTree(lines.get(1)).at("/launchesPerToken").asInt());
    for (String text : List.of(lines.get(0), markdown, json.toString())) {
      assertTrue(!text.contains(folder.toString()), "a path was written: " + text);
    }
  }

  /** A prompt is made up for them; their table has steps. */
  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void modelsThatNeedAPromptAreMeasuredToo(ModelVersion version) {
    Path model = folder.resolve("model");
    ModelSynthesizer.write(model, version, false, 3, false);
    BenchResult.Speaking speech =
        new StagedBench(
                List.of(StagedBench.Sentence.SHORT), 1, 0.6, StoragePolicy.F32, 5, List.of(1))
            .run(model, options -> Backends.open("simd", options));
    BenchResult.SentenceResult sentence = speech.sentences().getFirst();
    assertEquals(EnumSet.allOf(Stage.class), sentence.warm().keySet());
    assertEquals(5, sentence.sampleSteps());
    assertTrue(sentence.diffusionFlops() > 0 && sentence.generatorFlops() > 0, sentence::toString);
    BenchResult result =
        new BenchResult(
            Machine.here(),
            StagedBench.describe(model),
            1,
            List.of(
                new BenchResult.BackendResult(
                    "simd", "a device", ceilings(), speech, List.of(), null)));
    String markdown = BenchWriter.markdown(result);
    assertTrue(markdown.contains("| S2 steps | S2 ms/step | S2 vocoder ms |"), markdown);
    assertTrue(markdown.contains("S2 steps, of multiply-adds"), markdown);
    assertTrue(
        markdown.lines().anyMatch(line -> line.matches("\\| short .*\\| 5 \\| .*")), markdown);
    for (List<String> table : tables(markdown)) {
      assertEquals(
          1, table.stream().map(BenchTest::cells).distinct().count(), "columns of " + table);
    }
    Path history = folder.resolve("history.jsonl");
    BenchWriter.append(result, history);
    assertTrue(read(history).contains("\"sampleSteps\":5"), read(history));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cells(String row) {
    return row.chars().filter(c -> c == '|').count();
  }

  /** Rows that follow each other. */
  private static List<List<String>> tables(String markdown) {
    List<List<String>> tables = new ArrayList<>();
    boolean within = false;
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("|") && !within) {
        tables.add(new ArrayList<>());
      }
      within = line.startsWith("|");
      if (within) {
        tables.getLast().add(line);
      }
    }
    return tables;
  }

  private static long colours(BufferedImage image) {
    return java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .distinct()
        .count();
  }

  private static Ceilings ceilings() {
    return new Ceilings("made up", List.of(new Ceilings.Read(1000, 50)), 400, 0.25, 2, 10, 5);
  }

  /** 500 bytes and 400 operations, whose limit is 10 s. */
  private static OperatorTiming timing(double seconds) {
    return new OperatorTiming("Linear/of " + seconds, seconds, 400, 500);
  }

  @Test
  void theFurthestFromItsLimitComesFirst() {
    List<OperatorTiming> sorted =
        OperatorTiming.sorted(List.of(timing(20), timing(40), timing(10)), ceilings());
    assertEquals(List.of(timing(40), timing(20), timing(10)), sorted);
    assertEquals(0.25, sorted.getFirst().fraction(ceilings()));
    OperatorTiming tiny = new OperatorTiming("tiny", 0.5, 0, 1);
    assertEquals(0.5, tiny.fraction(ceilings()), "nothing is faster than its launch");
  }

  @Test
  void operatorsAreVerifiedAndTimed() {
    try (Backend backend = Backends.open("reference")) {
      List<OperatorTiming> timings =
          OperatorBench.run(
              backend, c -> c.toString().startsWith("SampleCode/"), 0.01, ignored -> {});
      assertEquals(
          OperatorCases.all().stream()
              .filter(OperatorCase::real)
              .filter(c -> c.toString().startsWith("SampleCode/"))
              .count(),
          timings.size());
      assertTrue(timings.stream().allMatch(t -> t.seconds() > 0 && t.bytes() > 0));
    }
  }

  @Test
  void twoBackendsAreTimedInTurns() {
    try (Backend one = Backends.open("reference");
        Backend other = Backends.open("reference")) {
      List<SideBySide.Row> rows =
          SideBySide.run(one, other, c -> c.toString().startsWith("Gate/"), 0.01);
      assertEquals(
          OperatorCases.all().stream()
              .filter(OperatorCase::real)
              .filter(c -> c.toString().startsWith("Gate/"))
              .count(),
          rows.size());
      for (int i = 0; i < rows.size(); i++) {
        assertTrue(rows.get(i).one() > 0 && rows.get(i).other() > 0, rows.toString());
        assertTrue(i == 0 || rows.get(i).ratio() <= rows.get(i - 1).ratio(), rows.toString());
      }
    }
  }

  @Test
  void aTraceIsChromes() throws IOException {
    Program program = MadeUp.program();
    Trace trace = new Trace(true);
    trace.add(Trace.Kind.WRITE, "x", System.nanoTime() - 1_000_000);
    trace.addStage(Stage.DECODE, 2, System.nanoTime() - 3_000_000, System.nanoTime());
    trace.addLaunch(new LaunchSite(program, 0, 1, "linear"), 5_000_000, 7_000_000);
    Path file = folder.resolve("trace.json");
    ChromeTrace.write(trace.timeline(), file);
    JsonNode events = MAPPER.readTree(file.toFile()).at("/traceEvents");
    JsonNode stage = events.get(0);
    assertEquals("S1 decode of sentence 2", stage.get("name").asText());
    JsonNode call = events.get(1);
    assertEquals("X", call.get("ph").asText());
    assertEquals("x", call.get("name").asText());
    assertTrue(call.get("dur").asDouble() >= 1000, call::toString);
    assertEquals(stage.get("pid"), call.get("pid"), "both of the host");
    assertNotEquals(stage.get("tid"), call.get("tid"), "a sentence has a row of its own");
    JsonNode launch = events.get(2);
    assertEquals("Linear", launch.get("name").asText());
    assertEquals(2000, launch.get("dur").asDouble());
    assertEquals(1, launch.get("pid").asInt() - call.get("pid").asInt(), "the device's own row");
    assertEquals(program.bytes() / 2e6, launch.at("/args/GB~1s").asDouble(), 1e-9);
    assertEquals(List.of("trace.json"), List.of(folder.toFile().list()), "no half file is left");
  }
}

package io.github.sovits4j;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may import which, and that a breach would be seen. */
class ArchitectureTest {

  private static final String ROOT = "io.github.sovits4j";
  private static final String FIXTURES = ROOT + ".fixtures.architecture";

  @TestFactory
  Stream<DynamicTest> theProjectKeepsItsArrows() {
    JavaClasses project =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    assertTrue(project.size() > 50);
    return Architecture.rules(ROOT).entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(project)));
  }

  /** Rule, then a class that breaks it. */
  private static final Map<String, List<String>> BREACHES =
      Map.ofEntries(
          Map.entry("server -> tts, audio", List.of("server.UsesModel")),
          Map.entry("server is for cli", List.of("bench.UsesServer")),
          Map.entry("batch -> tts, weights", List.of("batch.UsesServer")),
          Map.entry("batch is for cli", List.of("server.UsesBatch")),
          Map.entry("Helidon in server", List.of("text.UsesHelidon")),
          Map.entry("jump3r in audio.encoding", List.of("text.UsesEncoders")),
          Map.entry("Concentus in audio.encoding", List.of("text.UsesEncoders")),
          Map.entry("tts -> pipeline, text, audio, model, ops, weights", List.of("tts.UsesCli")),
          Map.entry("pipeline -> text, audio, model, ops, weights", List.of("pipeline.UsesTts")),
          Map.entry("pipeline is for tts and tools", List.of("audio.UsesPipeline")),
          Map.entry(
              "tts shows its own types alone",
              List.of("tts.ShowsPipeline.sound", "tts.ShowsPipeline.sounds", "tts.ExtendsUsesTts")),
          Map.entry("model -> ops, weights", List.of("model.NamesBackend")),
          Map.entry("weights -> ", List.of("weights.File")),
          Map.entry("text -> ", List.of("text.UsesTts")),
          Map.entry("audio -> ", List.of("audio.UsesText")),
          Map.entry(
              "verify -> text, audio, model, ops, weights, pipeline",
              List.of("verify.UsesCli", "verify.UsesBackend")),
          Map.entry("backend -> ops", List.of("backend.reference.UsesModel")),
          Map.entry(
              "bench -> text, audio, tts, pipeline, model, ops, weights, verify",
              List.of("bench.UsesCli")),
          Map.entry("bench is for cli", List.of("text.UsesBench")),
          Map.entry("XChart in bench", List.of("text.UsesXChart")),
          Map.entry("Lucene in text.korean", List.of("text.UsesLucene")),
          Map.entry("ops -> JDK", List.of("ops.UsesEjml", "ops.UsesWeights")),
          Map.entry(
              "backends are named by cli alone",
              List.of("model.NamesBackend", "verify.UsesBackend")),
          Map.entry("backends do not know each other", List.of("backend.tornado.Borrower")),
          Map.entry("the Vector API in backend.simd", List.of("backend.reference.UsesVectors")),
          Map.entry("picocli in cli", List.of("text.UsesPicocli")),
          Map.entry("EJML in backend.reference", List.of("ops.UsesEjml")),
          Map.entry(
              "jackson in weights, verify, bench, cli, server, batch", List.of("tts.UsesJackson")),
          Map.entry("one name, one class", List.of("pipeline.UsesTts", "text.UsesTts")),
          Map.entry("no cycles", List.of("ops", "weights")));

  @Test
  void everyBreachIsSeen() {
    JavaClasses fixtures = new ClassFileImporter().importPackages(FIXTURES);
    // Of several cycles ArchUnit tells some, depending on the order in which classes lie on disk.
    JavaClasses cycle =
        new ClassFileImporter().importPackages(FIXTURES + ".ops", FIXTURES + ".weights");
    Map<String, ArchRule> rules = Architecture.rules(FIXTURES);
    List<String> unseen = new ArrayList<>();
    BREACHES.forEach(
        (name, classes) -> {
          EvaluationResult result =
              rules.get(name).evaluate(name.equals("no cycles") ? cycle : fixtures);
          String report = String.join("\n", result.getFailureReport().getDetails());
          for (String breach : classes) {
            if (!report.contains(breach)) {
              unseen.add(name + ": " + breach);
            }
          }
          // The command line may name a backend.
          assertFalse(report.contains(FIXTURES + ".cli.Command.device"), report);
        });
    assertTrue(unseen.isEmpty(), unseen::toString);
  }

  @Test
  void everyRuleHasABreach() {
    List<String> without =
        Architecture.rules(ROOT).keySet().stream()
            .filter(name -> !BREACHES.containsKey(name))
            .toList();
    assertTrue(without.isEmpty(), without::toString);
  }
}

package io.github.sovits4j.bench.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What steps are put together from: folders, commands, and what is read of their output.
 *
 * @param kit where programs lie
 * @param output folder of the results
 * @param patience the longest a step may take
 */
record StepParts(KitLayout kit, Path output, Duration patience) {

  /** The version whose model comes with encoders, which serve the others too. */
  static final String WITH_ENCODERS = "v2Pro";

  private static final String SOVITS = "io.github.sovits4j.cli.Sovits";

  /** Where a step's output goes. */
  Path log(String step) {
    return output.resolve("logs").resolve(step + ".log");
  }

  /** The step that makes a version's model. */
  static String modelStep(String version) {
    return version.equals("v2") ? "model" : "model-" + version;
  }

  /** The model of a version. */
  Path model(String version) {
    return output.resolve("models").resolve(version);
  }

  /** The encoders of all models. */
  Path encoders() {
    return model(WITH_ENCODERS).resolve("encoders");
  }

  /** One of our commands. */
  List<String> sovits(List<String> options, String... arguments) {
    return java(options, SOVITS, arguments);
  }

  /** One of our commands, on a backend. */
  List<String> sovits(Target target, String command, String... arguments) {
    List<String> all = sovits(target.options(), command, "--backend", target.backend());
    all.addAll(List.of(arguments));
    return all;
  }

  /** A benchmark of a version's model. */
  List<String> bench(Target target, String version, String precision, String... arguments) {
    List<String> all =
        sovits(target, "bench", "--model", model(version).toString(), "--precision", precision);
    all.addAll(List.of(arguments));
    return all;
  }

  /** A program of the kit. */
  List<String> java(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>(kit.java(options, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A step that is right or wrong and may run beside others. */
  Step checked(String name, String title, List<String> command) {
    return new Step(name, title, command, Map.of(), patience, List.of(), false, null);
  }

  /** A step whose output belongs into the report. */
  Step shown(boolean alone, String name, String title, List<String> command, String... needs) {
    Supplier<Map<String, Object>> printed = () -> Figures.printed(log(name));
    return new Step(name, title, command, Map.of(), patience, List.of(needs), alone, printed);
  }

  /** A timed step that prints samples. */
  Step sampled(String name, String title, List<String> command, String... needs) {
    Supplier<Map<String, Object>> samples = () -> Figures.samples(log(name));
    return new Step(name, title, command, Map.of(), patience, List.of(needs), true, samples);
  }
}

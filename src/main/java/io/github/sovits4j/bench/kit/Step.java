package io.github.sovits4j.bench.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A question to the machine.
 *
 * @param name of its log and its folder
 * @param title for people
 * @param command what answers it
 * @param environment variables beside those of every step
 * @param limit the longest it may take
 * @param needs steps without which this one makes no sense
 * @param alone whether nothing else may run meanwhile, for it is timed
 * @param figures what it found, read after it ended well; null for nothing but its log
 */
record Step(
    String name,
    String title,
    List<String> command,
    Map<String, String> environment,
    Duration limit,
    List<String> needs,
    boolean alone,
    Supplier<Map<String, Object>> figures) {

  Step {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    needs = List.copyOf(needs);
  }

  /** How a step went. */
  enum Outcome {
    /** It ended with 0. */
    OK,
    /** It ended with something else. */
    FAILED,
    /** It was killed when its time was over. */
    TIMED_OUT,
    /** It was not begun. */
    SKIPPED
  }

  /**
   * What became of a step.
   *
   * @param outcome how it went
   * @param reason why it was not begun or what went wrong; null when all is well
   * @param seconds how long it ran
   * @param lastLines of its log
   * @param figures by name, perhaps none
   */
  record Result(
      String name,
      String title,
      Outcome outcome,
      String reason,
      double seconds,
      List<String> lastLines,
      Map<String, Object> figures) {}
}

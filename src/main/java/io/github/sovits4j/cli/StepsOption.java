package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.pipeline.Utterance;
import picocli.CommandLine.Option;

/** {@code --sample-steps}, for the commands that measure. */
final class StepsOption {

  @Option(
      names = "--sample-steps",
      paramLabel = "N",
      description =
          "In how many steps models of v3 and v4 draw the sound, 4 to 128 (default 32); fewer are"
              + " faster.")
  private Integer steps;

  /**
   * What was asked for, or what requests have that ask for nothing.
   *
   * @throws UserException when it is out of its range
   */
  int count() {
    if (steps == null) {
      return Utterance.DEFAULT_STEPS;
    }
    Utterance.requireSteps(steps);
    return steps;
  }
}

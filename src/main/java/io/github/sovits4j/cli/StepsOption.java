package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.pipeline.Utterance;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --sample-steps}, for every command that speaks or measures. */
final class StepsOption {

  @Option(
      names = "--sample-steps",
      paramLabel = "N",
      description =
          "In how many steps models of v3 and v4 draw the sound, 4 to 128 (default 32); fewer are"
              + " faster.")
  private Integer steps;

  /**
   * What was asked for.
   *
   * @throws UserException when it is out of its range
   */
  Optional<Integer> asked() {
    if (steps != null) {
      Utterance.requireSteps(steps);
    }
    return Optional.ofNullable(steps);
  }

  /**
   * What was asked for, or what requests have that ask for nothing.
   *
   * @throws UserException when it is out of its range
   */
  int count() {
    return asked().orElse(Utterance.DEFAULT_STEPS);
  }
}

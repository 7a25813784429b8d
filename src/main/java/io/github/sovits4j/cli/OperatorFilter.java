package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which operator cases are meant by patterns such as {@code Conv*} and {@code Linear/1x*}. */
final class OperatorFilter {

  private OperatorFilter() {}

  /**
   * The cases that match any of the patterns; all where there is none.
   *
   * @param patterns without a slash they name operators, with one operator and case
   * @param among only these are looked at
   * @throws UserException when a pattern matches nothing
   */
  static Predicate<OperatorCase> of(List<String> patterns, Predicate<OperatorCase> among) {
    Predicate<OperatorCase> any = patterns.isEmpty() ? c -> true : c -> false;
    for (String pattern : patterns) {
      Predicate<OperatorCase> one = of(pattern);
      if (OperatorCases.all().stream().noneMatch(among.and(one))) {
        throw new UserException(
            "no operator case matches '"
                + pattern
                + "'; the operators are "
                + OperatorCases.all().stream()
                    .map(c -> c.operator().getSimpleName())
                    .distinct()
                    .collect(Collectors.joining(", "))
                + ".");
      }
      any = any.or(one);
    }
    return among.and(any);
  }

  private static Predicate<OperatorCase> of(String pattern) {
    Predicate<String> matches = Glob.of(pattern);
    boolean operators = pattern.indexOf('/') < 0;
    return c -> matches.test(operators ? c.operator().getSimpleName() : c.toString());
  }
}

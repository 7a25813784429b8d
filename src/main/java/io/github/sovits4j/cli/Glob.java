package io.github.sovits4j.cli;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns as shells have them: {@code *} is anything, {@code ?} any one character. */
final class Glob {

  private Glob() {}

  /** Whether a whole text fits a pattern. */
  static Predicate<String> of(String pattern) {
    String regex =
        pattern
            .chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex).asMatchPredicate();
  }
}

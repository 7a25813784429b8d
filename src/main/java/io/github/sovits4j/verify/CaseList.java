package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the cases of the families. */
final class CaseList {

  private final List<OperatorCase> cases = new ArrayList<>();

  /** A case of a small or odd shape. */
  void add(Class<? extends Operator> operator, String name, Consumer<Recording> network) {
    add(false, operator, name, network);
  }

  /** A case of a shape of the networks. */
  void real(Class<? extends Operator> operator, String name, Consumer<Recording> network) {
    add(true, operator, name, network);
  }

  void add(
      boolean real, Class<? extends Operator> operator, String name, Consumer<Recording> network) {
    cases.add(new OperatorCase(operator, name, real, OperatorCase.TOLERANCE, network));
  }

  /** A case whose results are stored in 16 bits. */
  void addRounded(
      boolean real, Class<? extends Operator> operator, String name, Consumer<Recording> network) {
    cases.add(new OperatorCase(operator, name, real, OperatorCase.ROUNDED_TOLERANCE, network));
  }

  List<OperatorCase> cases() {
    return List.copyOf(cases);
  }
}

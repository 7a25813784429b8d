package io.github.sovits4j.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.Tensor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table itself, and what rounding to narrow storage costs over all of it. */
class OperatorCasesTest {

  @Test
  void namesAreUniqueAndEachCaseRecordsItsOperatorOnce() {
    Set<String> names = new HashSet<>();
    forEachOperator(
        (operatorCase, operator) -> {
          assertTrue(names.add(operatorCase.toString()), () -> "twice: " + operatorCase);
          assertEquals(operatorCase.operator(), operator.getClass(), operatorCase::toString);
        });
  }

  @Test
  void everyOperatorHasSmallAndRealCases() {
    for (Class<?> operator : Operator.class.getPermittedSubclasses()) {
      for (boolean real : new boolean[] {false, true}) {
        assertTrue(
            OperatorCases.all().stream()
                .anyMatch(c -> c.operator() == operator && c.real() == real),
            () -> operator.getSimpleName() + " has no case with real = " + real);
      }
    }
  }

  /** A tensor is optional when its operator can be made without it. */
  @Test
  void everyOptionalTensorIsPresentAndAbsent() {
    Set<String> present = new TreeSet<>();
    Set<String> absent = new TreeSet<>();
    Set<String> optional = new TreeSet<>();
    forEachOperator(
        (operatorCase, operator) -> {
          for (RecordComponent component : operator.getClass().getRecordComponents()) {
            if (component.getType() == Tensor.class) {
              String name = operator.name() + '.' + component.getName();
              (valueOf(component, operator) == null ? absent : present).add(name);
              if (!optional.contains(name) && canBeMadeWithout(component, operator)) {
                optional.add(name);
              }
            }
          }
        });
    assertEquals(12, optional.size(), optional::toString);
    assertEquals(optional, absent);
    assertTrue(present.containsAll(optional), present::toString);
  }

  private static boolean canBeMadeWithout(RecordComponent omitted, Operator operator) {
    RecordComponent[] components = operator.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          components[i].getName().equals(omitted.getName())
              ? null
              : valueOf(components[i], operator);
    }
    try {
      Constructor<?> constructor = operator.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      Operator without = (Operator) constructor.newInstance(values);
      return without.reads().stream().allMatch(Objects::nonNull);
    } catch (InvocationTargetException | NullPointerException e) {
      return false;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object valueOf(RecordComponent component, Operator operator) {
    try {
      return component.getAccessor().invoke(operator);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Test
  void everyActivationIsUsed() {
    Set<Activation> linear = EnumSet.noneOf(Activation.class);
    Set<Activation> convolution = EnumSet.noneOf(Activation.class);
    forEachOperator(
        (operatorCase, operator) -> {
          if (operator instanceof Linear op) {
            linear.add(op.activation());
          } else if (operator instanceof Conv1d op) {
            convolution.add(op.settings().activation());
          }
        });
    assertEquals(EnumSet.allOf(Activation.class), linear);
    assertEquals(EnumSet.allOf(Activation.class), convolution);
  }

  @Test
  void everyOperatorIsDocumented() throws IOException {
    String page = Files.readString(Path.of("docs/operators.md"));
    for (Class<?> operator : Operator.class.getPermittedSubclasses()) {
      String name = operator.getSimpleName();
      assertTrue(page.contains("\n### " + name + "\n"), () -> "no section on " + name);
      assertTrue(
          page.contains("| [" + name + "](#" + name.toLowerCase(Locale.ROOT) + ") |"),
          () -> "no index line for " + name);
    }
  }

  @Test
  void operatorsKnowTheirCost() {
    forEachOperator(
        (operatorCase, operator) -> {
          assertTrue(operator.bytes() > 0, operatorCase::toString);
          assertTrue(operator.flops() >= 0, operatorCase::toString);
        });
  }

  @Test
  void verifierPassesTheReferenceAndReportsMisses() {
    List<OperatorVerifier.Row> rows = new ArrayList<>();
    Consumer<OperatorVerifier.Row> progress = rows::add;
    try (Backend reference = Backends.open("reference")) {
      OperatorVerifier.verify(reference, c -> !c.real() && c.name().contains("odd"), progress);
    }
    assertTrue(rows.size() >= 5);
    assertTrue(rows.stream().allMatch(OperatorVerifier.Row::pass));
    OperatorCase any = OperatorCases.all().getFirst();
    assertTrue(!new OperatorVerifier.Row(any, 1.1e-5, null, false).pass());
    assertTrue(!new OperatorVerifier.Row(any, Double.NaN, null, false).pass());
    assertTrue(new OperatorVerifier.Row(any, 0.9e-5, null, false).pass());
  }

  /** Rounding alone, for what stores the same numbers in fewer bits. */
  @Test
  void narrowStorageStaysWithinItsGate() {
    int narrow = 0;
    try (Backend reference = Backends.open("reference")) {
      for (OperatorCase operatorCase : OperatorCases.all()) {
        try (PreparedCase rounded = operatorCase.prepare(reference);
            PreparedCase exact = operatorCase.prepare(new WideBackend(reference))) {
          Set<DataType> types =
              rounded.data().keySet().stream().map(Tensor::type).collect(Collectors.toSet());
          if (!types.contains(DataType.F16) && !types.contains(DataType.I8)) {
            continue;
          }
          narrow++;
          rounded.run();
          exact.run();
          double gate = types.contains(DataType.I8) ? 2e-2 : 2e-3;
          for (int i = 0; i < exact.compared().size(); i++) {
            double error = exact.read().get(i).errorOf(rounded.read().get(i));
            assertTrue(error <= gate, () -> operatorCase + ": " + error);
            assertTrue(error > 0 || exact.compared().get(i).elements() < 9, "nothing is rounded");
          }
        }
      }
    }
    assertTrue(narrow >= 20, "cases: " + narrow);
  }

  private interface Visitor {
    void visit(OperatorCase operatorCase, Operator operator);
  }

  private static void forEachOperator(Visitor visitor) {
    try (Backend reference = Backends.open("reference")) {
      for (OperatorCase operatorCase : OperatorCases.all()) {
        Recording recording = new Recording(reference, operatorCase.toString());
        operatorCase.network().accept(recording);
        List<Operator> operators = recording.ops().program().operators();
        assertEquals(1, operators.size(), operatorCase::toString);
        visitor.visit(operatorCase, operators.getFirst());
        recording.data.keySet().stream()
            .filter(t -> t.kind() == Tensor.Kind.CONSTANT || t.kind() == Tensor.Kind.STATE)
            .forEach(reference::release);
      }
    }
  }
}

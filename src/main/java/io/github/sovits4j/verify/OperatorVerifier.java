package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.UnsupportedStorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs operator cases on a backend and on the reference backend, and compares. */
public final class OperatorVerifier {

  /** The backend that is the truth. */
  public static final String REFERENCE = "reference";

  private OperatorVerifier() {}

  /**
   * How a case went.
   *
   * @param operatorCase which case
   * @param error the worst relative L2 error; infinity when ids differ or nothing came out
   * @param failure why nothing came out, or null
   * @param skipped whether the backend does not store tensors the way the case wants it
   */
  public record Row(OperatorCase operatorCase, double error, String failure, boolean skipped) {

    /**
     * Whether the error is within the case's tolerance, or the case does not concern the backend.
     */
    public boolean pass() {
      return skipped || error <= operatorCase.tolerance();
    }
  }

  /**
   * Verifies a backend.
   *
   * @param backend what is checked
   * @param wanted which cases
   * @param progress sees every row as it comes
   */
  public static List<Row> verify(
      Backend backend, Predicate<OperatorCase> wanted, Consumer<Row> progress) {
    List<Row> rows = new ArrayList<>();
    try (Backend reference = Backends.open(REFERENCE)) {
      for (OperatorCase operatorCase : OperatorCases.all()) {
        if (wanted.test(operatorCase)) {
          Row row = verify(operatorCase, backend, reference);
          rows.add(row);
          progress.accept(row);
        }
      }
    }
    return rows;
  }

  private static Row verify(OperatorCase operatorCase, Backend backend, Backend reference) {
    try (PreparedCase expected = operatorCase.prepare(reference);
        PreparedCase actual = operatorCase.prepare(backend)) {
      expected.run();
      actual.run();
      actual.run(); // shows kernels that add to what is left of the first run
      return new Row(operatorCase, Values.worst(expected.read(), actual.read()), null, false);
    } catch (UnsupportedStorageException e) {
      return new Row(operatorCase, 0, e.getMessage(), true);
    } catch (RuntimeException e) { // one broken kernel must not hide the others
      return new Row(operatorCase, Double.POSITIVE_INFINITY, e.toString(), false);
    }
  }
}

package io.github.sovits4j.ops;

import java.util.List;

/**
 * A step of Euler's method along a velocity, in place, with the leading part of the time axis held
 * at zero; and the next row of the modulation's turn. With {@code v = velocity + guidance ·
 * (velocity − unguided)}:
 *
 * <pre>
 * x[c, t] ← t &lt; held[0] ? 0 : x[c, t] + size · v[0, t, c]
 * step[0] ← (step[0] + 1) mod steps
 * </pre>
 *
 * @param velocity rows {@code [1, time, channels]}
 * @param unguided what is led away from {@code [1, time, channels]}, or null: no guidance
 * @param guidance how far
 * @param held I32 {@code [1]}: how many leading time steps are zero
 * @param size of the step
 * @param steps after so many the counter begins anew
 * @param step I32 state {@code [1]}, the counter
 * @param x {@code [channels, time]}, read and written
 */
public record EulerStep(
    Tensor velocity,
    Tensor unguided,
    float guidance,
    Tensor held,
    float size,
    int steps,
    Tensor step,
    Tensor x)
    implements Operator {

  public EulerStep {
    String op = "EulerStep";
    Check.that(x.rank() == 2, op, "x [channels, time]", x);
    Check.shape(op, "velocity", velocity, Dim.of(1), x.dim(1), x.dim(0));
    if (unguided != null) {
      Check.shape(op, "unguided", unguided, Dim.of(1), x.dim(1), x.dim(0));
    }
    Check.shape(op, "held", held, 1);
    Check.type(op, "held", held, DataType.I32);
    Check.shape(op, "step", step, 1);
    Check.type(op, "step", step, DataType.I32);
    Check.that(steps >= 1, op, "at least 1 step", steps);
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(velocity, unguided, held, step, x);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(x, step);
  }

  @Override
  public long flops() {
    return (unguided == null ? 2L : 5L) * x.elements();
  }
}

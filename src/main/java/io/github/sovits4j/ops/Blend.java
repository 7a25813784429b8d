package io.github.sovits4j.ops;

import java.util.List;

/**
 * Two tensors in one, in equal parts or weighted element by element: {@code y = a · (1 + weight) +
 * b · (1 − weight)}; without a weight {@code a + b}.
 *
 * @param a {@code [channels, time]}
 * @param b {@code [channels, time]}
 * @param weight −1 … 1, {@code [channels, time]}, or null
 * @param y {@code [channels, time]}
 */
public record Blend(Tensor a, Tensor b, Tensor weight, Tensor y) implements Operator {

  public Blend {
    Check.that(a.rank() == 2, "Blend", "a [channels, time]", a);
    Check.that(b.dims().equals(a.dims()), "Blend", "b shaped as a", b);
    if (weight != null) {
      Check.that(weight.dims().equals(a.dims()), "Blend", "weight shaped as a", weight);
    }
    Check.that(y.dims().equals(a.dims()), "Blend", "y shaped as a", y);
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(a, b, weight);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return (weight == null ? 1L : 5L) * y.elements();
  }
}

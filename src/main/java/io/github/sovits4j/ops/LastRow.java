package io.github.sovits4j.ops;

import java.util.List;

/**
 * The last row of every item: {@code y[b, 0] = x[b, rows-1]}.
 *
 * @param x {@code [batch, rows, d]}
 * @param y {@code [batch, 1, d]}
 */
public record LastRow(Tensor x, Tensor y) implements Operator {

  public LastRow {
    Check.that(x.rank() == 3, "LastRow", "x of rank 3", x);
    Check.shape("LastRow", "y", y, x.dim(0), Dim.of(1), x.dim(2));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public long bytes() {
    return 2 * y.bytes();
  }
}

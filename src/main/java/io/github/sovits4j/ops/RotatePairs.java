package io.github.sovits4j.ops;

import java.util.List;

/**
 * Rotary positions: neighbouring channels of the first ones of a row are turned by an angle that
 * grows with the row's place, and all others pass. With cosine and sine of angle k of row r in
 * {@code table[r, 2k]} and {@code table[r, 2k + 1]}, for {@code 2k < width}:
 *
 * <pre>
 * y[r, 2k]     = x[r, 2k] · cos − x[r, 2k + 1] · sin
 * y[r, 2k + 1] = x[r, 2k + 1] · cos + x[r, 2k] · sin
 * </pre>
 *
 * @param x rows {@code [items, rows, d]}, the place of each counted from 0 in its item
 * @param table {@code [at least rows, width]}, width even and at most d
 * @param y rows {@code [items, rows, d]}
 */
public record RotatePairs(Tensor x, Tensor table, Tensor y) implements Operator {

  public RotatePairs {
    String op = "RotatePairs";
    Check.that(x.rank() == 3, op, "x of rank 3", x);
    Check.that(
        table.rank() == 2
            && table.size(0) >= x.size(1)
            && table.size(1) % 2 == 0
            && table.size(1) <= x.size(2),
        op,
        "a table of at least " + x.size(1) + " rows and at most " + x.size(2) + " columns",
        table);
    Check.that(y.dims().equals(x.dims()), op, "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, table);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 3L * x.size(0) * x.size(1) * table.size(1);
  }

  @Override
  public long bytes() {
    return x.bytes() + y.bytes() + (long) x.size(1) * table.size(1) * Float.BYTES;
  }
}

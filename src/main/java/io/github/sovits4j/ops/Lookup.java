package io.github.sovits4j.ops;

import java.util.List;

/**
 * Rows of a table as columns, each repeated: {@code y[c, t] = table[ids[t / repeat], c]}.
 *
 * @param ids I32 {@code [n]}, each below the number of rows
 * @param table {@code [rows, channels]}
 * @param repeat how often a column is repeated, at least 1
 * @param y {@code [channels, n·repeat]}
 */
public record Lookup(Tensor ids, Tensor table, int repeat, Tensor y) implements Operator {

  public Lookup {
    Check.type("Lookup", "ids", ids, DataType.I32);
    Check.that(ids.rank() == 1 && table.rank() == 2, "Lookup", "ids [n], table [rows, c]", ids);
    Check.shape("Lookup", "y", y, table.dim(1), ids.dim(0).times(repeat));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(ids, table);
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
    return ids.bytes() + y.bytes() + y.bytes() / repeat;
  }
}

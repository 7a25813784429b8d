package io.github.sovits4j.ops;

import java.util.List;

/**
 * Vector quantisation: {@code codes[t] = argmin_j ‖e_j‖² − 2·x[·, t]·e_j}, the first of equals: the
 * index of the nearest row of the codebook.
 *
 * @param x {@code [channels, time]}
 * @param codebook rows e {@code [codes, channels]}
 * @param codes I32 {@code [time]}
 */
public record NearestCode(Tensor x, Tensor codebook, Tensor codes) implements Operator {

  public NearestCode {
    Check.that(x.rank() == 2, "NearestCode", "x [channels, time]", x);
    Check.shape("NearestCode", "codebook", codebook, null, x.dim(0));
    Check.shape("NearestCode", "codes", codes, x.dim(1));
    Check.type("NearestCode", "codes", codes, DataType.I32);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, codebook);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(codes);
  }

  @Override
  public long flops() {
    return 2L * x.elements() * codebook.size(0);
  }
}

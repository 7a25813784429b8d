package io.github.sovits4j.backend.reference;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * A weight, held once: row-major as it came, or transposed for products over rows, where EJML then
 * walks along contiguous rows of both factors.
 */
final class Constant {

  private final int[] shape;
  private float[] data; // null while only the transposed form is held
  private FMatrixRMaj transposed;

  Constant(float[] data, int[] shape) {
    this.data = data;
    this.shape = shape.clone();
  }

  /** The values in the order of the shape. */
  float[] rowMajor() {
    if (data == null) {
      data = CommonOps_FDRM.transpose(transposed, null).data;
    }
    return data;
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}. */
  FMatrixRMaj transposed() {
    if (transposed == null) {
      transposed = CommonOps_FDRM.transpose(FMatrixRMaj.wrap(shape[0], shape[1], rowMajor()), null);
      data = null;
    }
    return transposed;
  }
}

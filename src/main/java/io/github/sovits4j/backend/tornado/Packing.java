package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Tensor;

/**
 * An order in which kernels want a weight, a function of the values in their own order. Families
 * declare theirs as records: a weight lies once on the device for all equal ones.
 */
interface Packing {

  /** Rows as they are, each padded to whole vectors. */
  Packing PLAIN = new Plain();

  /** The values in the order the kernels read them, zeros where there are none. */
  float[] pack(Tensor tensor, float[] values);

  /** As {@link #PLAIN}. */
  record Plain() implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      Rows rows = Rows.of(tensor, dim -> dim.capacity());
      float[] packed = new float[Rows.elements(tensor)];
      for (int g = 0; g < values.length; g++) {
        packed[rows.place(g)] = values[g];
      }
      return packed;
    }
  }
}

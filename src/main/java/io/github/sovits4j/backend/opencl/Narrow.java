package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.DataType;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** Real numbers on their way to and from device memory that may hold them in 16 bits. */
final class Narrow {

  private Narrow() {}

  /** The numbers as the device stores them. */
  static Pointer packed(float[] values, DataType type) {
    return switch (type) {
      case F32 -> Pointer.to(values);
      case F16 -> Pointer.to(halves(values));
      case I32, I8 -> throw new IllegalArgumentException(type + ": expected F32 or F16");
    };
  }

  /** The first numbers of a buffer. */
  static float[] read(Session session, cl_mem buffer, int elements, DataType type) {
    long bytes = (long) elements * type.bytes();
    float[] values = new float[elements];
    switch (type) {
      case F32 -> session.queue().read(buffer, Pointer.to(values), bytes);
      case F16 -> {
        short[] halves = new short[elements];
        session.queue().read(buffer, Pointer.to(halves), bytes);
        for (int i = 0; i < elements; i++) {
          values[i] = Float.float16ToFloat(halves[i]);
        }
      }
      case I32, I8 -> throw new IllegalArgumentException(type + ": expected F32 or F16");
    }
    return values;
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
    }
    return halves;
  }
}

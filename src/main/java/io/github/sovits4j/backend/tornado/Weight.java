package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.Map;

/** A constant: its values, and where it lies on the device in the orders that kernels asked for. */
final class Weight {

  private final Tensor tensor;
  private final float[] values;
  private final Map<Packing, Integer> places = new HashMap<>();

  Weight(Tensor tensor, float[] values) {
    this.tensor = tensor;
    this.values = values;
  }

  float[] values() {
    return values;
  }

  /** Where the weight lies in this order; uploads it when it does not yet. */
  int place(Device device, Packing packing) {
    Integer known = places.get(packing);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    float[] packed = packing.pack(tensor, values);
    int at = device.floats().take(packed.length);
    device.upload(at, packed);
    places.put(packing, at);
    device.uploaded((long) packed.length * Float.BYTES, start);
    return at;
  }

  void release(Device device) {
    places.values().forEach(at -> device.floats().give(at));
    places.clear();
  }
}

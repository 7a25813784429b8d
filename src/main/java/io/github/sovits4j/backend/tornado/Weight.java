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

  /** The values as they are stored. */
  float[] values() {
    return tensor.type().rounded(values, tensor.size(0));
  }

  /** Where the weight lies in this order; uploads it when it does not yet. */
  int place(Device device, Packing packing) {
    Integer known = places.get(packing);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    float[] packed = packing.pack(tensor, values);
    int at = device.space(tensor.type()).take(packed.length);
    device.upload(tensor.type(), at, packed);
    places.put(packing, at);
    device.uploaded((long) packed.length * tensor.type().bytes(), start);
    return at;
  }

  void release(Device device) {
    places.values().forEach(at -> device.space(tensor.type()).give(at));
    places.clear();
  }
}

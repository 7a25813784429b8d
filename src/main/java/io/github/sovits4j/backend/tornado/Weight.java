package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.Map;

/** A constant: its values, and where it lies on the device in the orders that kernels asked for. */
final class Weight {

  private final Device device;
  private final Tensor tensor;
  private final float[] values;
  private final Map<Packing, Integer> places = new HashMap<>();

  Weight(Device device, Tensor tensor, float[] values) {
    this.device = device;
    this.tensor = tensor;
    this.values = values;
    device.expect(tensor.type(), values.length);
  }

  /** The values as they are stored. */
  float[] values() {
    return tensor.type().rounded(values, tensor.size(0));
  }

  /** Whether the weight lies on the device in this order. */
  boolean placed(Packing packing) {
    return places.containsKey(packing);
  }

  /** Where the weight lies in this order; uploads it when it does not yet. */
  int place(Packing packing) {
    Integer known = places.get(packing);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    DataType type = tensor.type();
    float[] packed = packing.pack(tensor, values);
    int at = device.take(type, packed.length);
    if (places.isEmpty()) {
      device.expect(type, -values.length);
    }
    places.put(packing, at);
    device.upload(device.banks().ofReals(type), at, packed, Rows.packed(packed.length));
    device.uploaded((long) packed.length * type.bytes(), start);
    return at;
  }

  /** Gives the place of an order back. */
  void unplace(Packing packing) {
    device.give(tensor.type(), places.remove(packing));
    if (places.isEmpty()) {
      device.expect(tensor.type(), values.length);
    }
  }

  /** Gives everything back. */
  void release() {
    if (places.isEmpty()) {
      device.expect(tensor.type(), -values.length);
    }
    places.values().forEach(at -> device.give(tensor.type(), at));
    places.clear();
  }
}

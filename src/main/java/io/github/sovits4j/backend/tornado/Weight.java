package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemoryException;
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
    expect();
  }

  private void expect() {
    device.expect("constant " + tensor.name(), tensor.type(), values.length);
  }

  private void expectNoMore() {
    device.expectNoMore(tensor.type(), values.length);
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
    int at = take(packed.length);
    places.put(packing, at);
    device.upload(device.banks().ofReals(type), at, packed, Rows.packed(packed.length));
    device.uploaded((long) packed.length * type.bytes(), start);
    return at;
  }

  /** The first place is instead of being expected. */
  private int take(int elements) {
    String what = "constant " + tensor.name();
    if (!places.isEmpty()) {
      return device.take(what, tensor.type(), elements);
    }
    expectNoMore();
    try {
      return device.take(what, tensor.type(), elements);
    } catch (DeviceMemoryException e) {
      expect();
      throw e;
    }
  }

  /** Gives the place of an order back. */
  void unplace(Packing packing) {
    device.give(tensor.type(), places.remove(packing));
    if (places.isEmpty()) {
      expect();
    }
  }

  /** Gives everything back. */
  void release() {
    if (places.isEmpty()) {
      expectNoMore();
    }
    places.values().forEach(at -> device.give(tensor.type(), at));
    places.clear();
  }
}

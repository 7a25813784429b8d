package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the banks hold and how large they are made; needs no launch but one. */
class DeviceTest {

  private static final int ELEMENTS = 5000;

  private final Device device = new Device(WorkShape.CPU, BackendOptions.DEFAULT);
  private final Bank<float[]> floats = device.banks().ofReals(DataType.F32);
  private final long empty = device.memory().used();

  @AfterEach
  void close() {
    device.close();
  }

  private Weight weight() {
    Tensor tensor = Tensor.fixed("w", DataType.F32, Tensor.Kind.CONSTANT, ELEMENTS / 5, 5);
    return new Weight(device, tensor, new float[ELEMENTS]);
  }

  @Test
  void aWeightIsCountedOnce() {
    long reserved = floats.wanted(0);
    Weight weight = weight();
    assertEquals(empty + ELEMENTS * 4L, device.memory().used(), "on its way");
    assertEquals(reserved + ELEMENTS, floats.wanted(0));
    weight.place(Packing.PLAIN);
    int padded = ELEMENTS / 5 * Lanes.WIDTH;
    assertEquals(empty + padded * 4L, device.memory().used(), "placed");
    assertEquals(reserved + padded, floats.wanted(0));
    weight.place(new LinearTasks.Blocks(1));
    int blocks = Lanes.roundUp(ELEMENTS / 5) * 5;
    assertEquals(empty + (padded + blocks) * 4L, device.memory().used(), "in two orders");
    weight.unplace(Packing.PLAIN);
    weight.unplace(new LinearTasks.Blocks(1));
    assertEquals(empty + ELEMENTS * 4L, device.memory().used(), "on its way again");
    weight.place(Packing.PLAIN);
    weight.release();
    assertEquals(empty, device.memory().used());
    assertEquals(reserved, floats.wanted(0));
  }

  /** What waits for the first plan must not be written where something else lies by then. */
  @Test
  void whatWasGivenBackIsNotWrittenAnyMore() {
    int first = device.take("stretch", DataType.F32, 32);
    float[] data = new float[32];
    Arrays.fill(data, 1f);
    device.write(floats, first, data, Rows.packed(32));
    device.give(DataType.F32, first);
    int second = device.take("stretch", DataType.F32, 16);
    assertEquals(first, second);
    device.clear(floats, second, 16);
    assertArrayEquals(new float[16], device.read(floats, second, Rows.packed(16)));
  }
}

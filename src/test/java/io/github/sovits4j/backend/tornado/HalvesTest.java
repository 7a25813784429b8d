package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bank of 16-bit numbers, on TornadoVM where its SDK is, else on the emulator. */
class HalvesTest {

  /** More than travels at once. */
  private static final int MANY = Bank.STAGED + 1000;

  @Test
  void numbersAreRoundedAndSurviveARebuiltPlan() {
    Random random = new Random(3);
    float[] early = numbers(random, 100);
    float[] late = numbers(random, MANY);
    late[7] = 65504f;
    late[8] = 1e-7f; // between the two least numbers that 16 bits know
    late[9] = 1 + 0x1p-11f; // a tie
    try (Device device = new Device(WorkShape.CPU, BackendOptions.DEFAULT)) {
      Bank<float[]> halves = device.banks().ofReals(DataType.F16);
      int first = device.take("stretch", DataType.F16, early.length);
      device.write(halves, first, early, Rows.packed(early.length));
      assertArrayEquals(rounded(early), read(device, first, early.length));

      int second = device.take("stretch", DataType.F16, MANY);
      device.write(halves, second, late, Rows.packed(MANY));
      assertArrayEquals(rounded(late), read(device, second, MANY));

      Task task = ElementTasks.ELEMENTS.cpu();
      device.sequence(List.of(task, task, task)); // a new one: another plan
      assertArrayEquals(rounded(late), read(device, second, MANY));
      assertArrayEquals(rounded(early), read(device, first, early.length));

      device.clear(halves, second, MANY - 1);
      float[] cleared = new float[MANY];
      cleared[MANY - 1] = DataType.F16.round(late[MANY - 1]);
      assertArrayEquals(cleared, read(device, second, MANY));
      assertArrayEquals(rounded(early), read(device, first, early.length));
    }
  }

  @Test
  void aCacheIn16BitsBesideAMatrixIn32IsRefused() {
    try (Backend backend = Backends.open("tornado")) {
      Ops ops = new Ops();
      Tensor keys = backend.state("keys", DataType.F16, 1, 3, 4);
      Tensor values = backend.state("values", DataType.F16, 1, 3, 4);
      ops.output(
          ops.projectQkv(
              ops.input("x", DataType.F32, Dim.of(1), Dim.of(2), Dim.of(4)),
              backend.constant("weight", new float[48], 12, 4),
              backend.constant("bias", new float[12], 12),
              keys,
              values,
              null));
      var refused =
          assertThrows(
              UnsupportedStorageException.class, () -> backend.compile(ops.program()).close());
      assertTrue(refused.getMessage().contains("keys"), refused.getMessage());
      assertEquals(0, backend.launches());
    }
  }

  private static float[] read(Device device, int at, int count) {
    return device.read(device.banks().ofReals(DataType.F16), at, Rows.packed(count));
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static float[] rounded(float[] numbers) {
    return DataType.F16.rounded(numbers, 1);
  }
}

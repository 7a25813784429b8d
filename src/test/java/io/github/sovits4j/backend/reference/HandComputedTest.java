package io.github.sovits4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Examples small enough to be worked out on paper. */
class HandComputedTest {

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void transposedConvolutionSpreadsEachSample() {
    // Stride 2, kernel 4, padding 1: x = 1 lands at 0-1 … 0-1+3, x = 10 two further.
    //   full: 1 2 3 4 . .  +  . . 10 20 30 40  =  1 2 13 24 30 40; one is dropped at each end.
    float[] y =
        on.run(
            new float[] {1, 10},
            OneOperator.dims(1, 2),
            (ops, x) ->
                ops.convTranspose1d(
                    x, on.w(new float[] {1, 2, 3, 4}, 1, 1, 4), on.w(new float[] {100}, 1), 2, 1));
    assertArrayEquals(new float[] {102, 113, 124, 130}, y);
  }

  @Test
  void transposedConvolutionWeighsInputsFirst() {
    // Two inputs to one output, kernel = stride: weight[i, o, k]; slope 0.5 halves the -2.
    float[] y =
        on.run(
            new float[] {1, -2},
            OneOperator.dims(2, 1),
            (ops, x) ->
                ops.convTranspose1d(
                    x,
                    on.w(new float[] {3, 4, 10, 20}, 2, 1, 2),
                    on.w(new float[] {0}, 1),
                    2,
                    0.5f));
    assertArrayEquals(new float[] {3 - 10, 4 - 20}, y);
  }

  @Test
  void convolutionLooksAheadAndBack() {
    // Kernel (1, 10, 100), dilation 2: y[t] = x[t-2] + 10 x[t] + 100 x[t+2].
    float[] y =
        on.run(
            new float[] {1, 2, 3, 4},
            OneOperator.dims(1, 4),
            (ops, x) ->
                ops.conv1d(
                    x,
                    on.w(new float[] {1, 10, 100}, 1, 1, 3),
                    null,
                    Conv1d.Settings.DEFAULT.same(3, 2)));
    assertArrayEquals(new float[] {310, 420, 31, 42}, y);
  }

  @Test
  void relativeTablesReachAsFarAsTheWindow() {
    // Three positions, one head of width 1, window 1. Keys are 0, so scores are q * table:
    // q = ln 2, table (−1: 0, 0: 1, +1: 2), hence weights 1 : 2 : 4 where in reach, 1 beyond.
    float ln2 = (float) Math.log(2);
    float[] qkv = {ln2, ln2, ln2, 0, 0, 0, 10, 20, 40};
    float[] y =
        on.run(
            qkv,
            OneOperator.dims(3, 3),
            (ops, x) ->
                ops.selfAttention(
                    x,
                    1,
                    1,
                    on.w(new float[] {0, 1, 2}, 1, 3, 1),
                    on.w(new float[] {1, 2, 3}, 1, 3, 1)));
    assertArrayEquals(
        new float[] {
          (2 * (10 + 2) + 4 * (20 + 3) + 40) / 7f, // weights 2, 4, 1: position 2 is beyond
          (1 * (10 + 1) + 2 * (20 + 2) + 4 * (40 + 3)) / 7f,
          (1 * 10 + 1 * (20 + 1) + 2 * (40 + 2)) / 4f
        },
        y,
        1e-4f);
  }

  @Test
  void spectrogramOfAPureTone() {
    // cos of 3 cycles in 16 samples through a window of ones: 16/2 in bin 3, nothing elsewhere.
    int size = 16;
    float[] tone = new float[size + 5];
    float[] ones = new float[size];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) Math.cos(2 * Math.PI * 3 * i / size + 0.4);
    }
    java.util.Arrays.fill(ones, 1);
    float[] y =
        on.run(
            tone,
            OneOperator.dims(tone.length),
            (ops, x) -> ops.spectrogram(x, on.w(ones, size), 5, 9, Dim.of(2)));
    for (int bin = 0; bin < 9; bin++) {
      for (int frame = 0; frame < 2; frame++) {
        assertEquals(bin == 3 ? 8 : 1e-4, y[bin * 2 + frame], 1e-5);
      }
    }
  }

  @Test
  void spectrogramOfAConstantThroughHann() {
    // Hann is 1/2 − 1/4 e^… − 1/4 e^-…: a constant 2 gives size·1 in bin 0 and size/2 in bin 1.
    int size = 8;
    float[] hann = new float[size];
    for (int i = 0; i < size; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    float[] y =
        on.run(
            new float[] {2, 2, 2, 2, 2, 2, 2, 2},
            OneOperator.dims(size),
            (ops, x) -> ops.spectrogram(x, on.w(hann, size), 1, 5, Dim.of(1)));
    assertArrayEquals(new float[] {8, 4, 1e-4f, 1e-4f, 1e-4f}, y, 1e-5f);
  }

  @Test
  void prefillMask() {
    // Queries are 0, so a row averages the values it sees: padding 1, text 2 4, audio 8 16.
    Tensor keys = on.state(new float[6], 1, 6, 1);
    Tensor values = on.state(new float[] {1, 2, 4, 8, 16, Float.NaN}, 1, 6, 1);
    Tensor start = on.state(1);
    Tensor textEnd = on.state(3);
    float[] y =
        on.run(
            new float[5],
            OneOperator.dims(1, 5, 1),
            (ops, q) -> ops.prefillAttention(q, keys, values, start, textEnd, 1));
    assertArrayEquals(new float[] {3, 3, 3, 14 / 3f, 30 / 4f}, y, 1e-5f);
  }

  @Test
  void interpolationBetweenSamplesHoldsTheEnds() {
    // 2 to 4: places -0.25 (held at 0), 0.25, 0.75, 1.25 (held at 1).
    float[] y =
        on.run(
            new float[] {0, 8}, OneOperator.dims(1, 2), (ops, x) -> ops.interpolate(x, Dim.of(4)));
    assertArrayEquals(new float[] {0, 2, 6, 8}, y);
  }
}

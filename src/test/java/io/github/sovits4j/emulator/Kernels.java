package io.github.sovits4j.emulator;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that are right, compiled by the real JIT too. */
final class Kernels {
  private Kernels() {}

  static void add(FloatArray a, FloatArray b, FloatArray sum) {
    for (@Parallel int i = 0; i < sum.getSize(); i++) {
      sum.set(i, a.get(i) + b.get(i));
    }
  }

  static void scale(KernelContext context, FloatArray in, FloatArray out, float factor) {
    out.set(context.globalIdx, in.get(context.globalIdx) * factor);
  }

  /** Adds up each group's elements, by a tree in local memory. */
  static void sumGroups(KernelContext context, FloatArray in, FloatArray sums, int groupSize) {
    int local = context.localIdx;
    float[] partial = context.allocateFloatLocalArray(groupSize);
    partial[local] = in.get(context.globalIdx);
    for (int stride = groupSize / 2; stride > 0; stride /= 2) {
      context.localBarrier();
      if (local < stride) {
        partial[local] += partial[local + stride];
      }
    }
    if (local == 0) {
      sums.set(context.groupIdx, partial[0]);
    }
  }

  /** Turns the elements of each group round, through device memory. */
  static void turnRound(KernelContext context, FloatArray scratch, FloatArray out) {
    int group = context.groupIdx * context.localGroupSizeX;
    int local = context.localIdx;
    scratch.set(group + local, local + 1);
    context.globalBarrier();
    out.set(group + local, scratch.get(group + context.localGroupSizeX - 1 - local));
  }

  /** Writes where each work-item of a grid of two dimensions is. */
  static void places(KernelContext context, IntArray out) {
    int at = context.globalIdy * context.globalGroupSizeX + context.globalIdx;
    out.set(
        at,
        context.groupIdx * 1000
            + context.groupIdy * 100
            + context.localIdx * 10
            + context.localIdy);
  }

  static void halve(KernelContext context, HalfFloatArray in, HalfFloatArray out) {
    float value = in.get(context.globalIdx).getFloat32();
    out.set(context.globalIdx, new HalfFloat(value * 0.5f));
  }

  static void count(KernelContext context, IntArray values, IntArray counts) {
    context.atomicAdd(counts, values.get(context.globalIdx), 1);
  }

  /** Advances a counter on the device, as decoding does. */
  static void advance(KernelContext context, IntArray state) {
    state.set(context.globalIdx, state.get(context.globalIdx) + 1);
  }
}

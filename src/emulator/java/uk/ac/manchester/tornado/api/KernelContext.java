package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.types.arrays.DeviceCopies;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What a work-item knows of itself and shares with its group. A kernel called directly with a new
 * one runs as a grid of a single work-item; in a task graph each work-item gets a context of its
 * own. (Fields are final in the real API; kernels only read them.)
 */
public class KernelContext {
  public Integer globalIdx = 0;
  public Integer globalIdy = 0;
  public Integer globalIdz = 0;
  public Integer groupIdx = 0;
  public Integer groupIdy = 0;
  public Integer groupIdz = 0;
  public Integer localIdx = 0;
  public Integer localIdy = 0;
  public Integer localIdz = 0;
  public Integer globalGroupSizeX = 0;
  public Integer globalGroupSizeY = 0;
  public Integer globalGroupSizeZ = 0;
  public Integer localGroupSizeX = 0;
  public Integer localGroupSizeY = 0;
  public Integer localGroupSizeZ = 0;

  public KernelContext() {}

  /** Waits for the work-items of the group; orders what they do in local memory. */
  public void localBarrier() {}

  /**
   * Waits for the work-items of the group (not of the grid); orders what they do in device memory.
   */
  public void globalBarrier() {}

  public float[] allocateFloatLocalArray(int size) {
    return new float[size];
  }

  public int[] allocateIntLocalArray(int size) {
    return new int[size];
  }

  public long[] allocateLongLocalArray(int size) {
    return new long[size];
  }

  public double[] allocateDoubleLocalArray(int size) {
    return new double[size];
  }

  public byte[] allocateByteLocalArray(int size) {
    return new byte[size];
  }

  public void atomicAdd(IntArray array, int index, int value) {
    DeviceCopies.atomicAdd(array, index, value);
  }

  public void atomicAdd(int[] array, int index, int value) {
    array[index] += value;
  }
}

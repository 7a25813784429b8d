package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.emulator.ArrayWatch;

/** What the emulator needs of arrays and no kernel or host program may do; not in the real API. */
public final class DeviceCopies {
  private DeviceCopies() {}

  /** A device buffer for a host array; its content is not the array's until it is transferred. */
  public static TornadoNativeArray allocateFor(TornadoNativeArray host) {
    return host.newDeviceCopy();
  }

  public static boolean isOnDevice(TornadoNativeArray array) {
    return array.isOnDevice();
  }

  /** Copies bytes, counted without headers, between two arrays of one kind and size. */
  public static void copy(
      TornadoNativeArray from, TornadoNativeArray to, long offset, long byteCount) {
    MemorySegment.copy(from.data(), offset, to.data(), offset, byteCount);
  }

  /** The memory of an array without its header. */
  public static MemorySegment data(TornadoNativeArray array) {
    return array.data();
  }

  public static void atomicAdd(IntArray array, int index, int value) {
    array.atomicAdd(index, value);
  }

  /** Tells a watch of all writes to a device copy from now on, and of reads if wanted. */
  public static void watch(TornadoNativeArray copy, ArrayWatch watch, boolean reads) {
    copy.watch = watch;
    copy.watched(reads, true);
  }

  public static void unwatch(TornadoNativeArray copy) {
    copy.watched(false, false);
    copy.watch = null;
  }

  /** One element in words. */
  public static String show(TornadoNativeArray array, int index) {
    return array.show(index);
  }
}

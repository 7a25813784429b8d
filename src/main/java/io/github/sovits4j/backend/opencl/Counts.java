package io.github.sovits4j.backend.opencl;

/** What a session did: the proof that a replay costs launches and nothing else. */
final class Counts {

  /** OpenCL objects alive: context, queue, buffers, programs, kernels. */
  long objects;

  /** Device memory held, in bytes. */
  long bytes;

  /** The most device memory ever held, in bytes. */
  long peakBytes;

  /** Buffers ever allocated. */
  long allocations;

  /** Kernel arguments ever set. */
  long argumentsSet;

  /** Kernels ever enqueued. */
  long launches;

  /** Events ever made: none unless launches are profiled. */
  long events;

  /** How often the host waited for the device. */
  long waits;

  void allocated(long size) {
    objects++;
    allocations++;
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
  }

  void freed(long size) {
    objects--;
    bytes -= size;
  }
}

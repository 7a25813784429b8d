package io.github.sovits4j.backend.opencl;

/** What a session did: the proof that a replay costs launches and nothing else. */
final class Counts {

  /** OpenCL objects alive: context, queue, buffers, programs, kernels. */
  long objects;

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

  void allocated() {
    objects++;
    allocations++;
  }

  void freed() {
    objects--;
  }
}

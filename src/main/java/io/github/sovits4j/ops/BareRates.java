package io.github.sovits4j.ops;

/**
 * A backend with kernels that do nothing but read or nothing but compute: what its device can do
 * where no operator is in the way.
 */
public interface BareRates {

  /** Bytes a second when a buffer of this size is read over and over; the best of some rounds. */
  double readBytesPerSecond(long bytes);

  /** Floating-point operations a second from registers, a multiply-add counting two. */
  double flopsPerSecond();
}

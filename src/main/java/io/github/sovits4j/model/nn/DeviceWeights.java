package io.github.sovits4j.model.nn;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a network on a device: owns what its {@link #parameters} upload and releases it on
 * close.
 */
public final class DeviceWeights implements AutoCloseable {

  private final Backend backend;
  private final TensorSource source;
  private final DataType matrices;
  private final List<Tensor> uploaded = new ArrayList<>();
  private final StorageError storageError = new StorageError();

  /**
   * Weights in 32 bits; nothing is uploaded yet.
   *
   * @param backend where they go
   * @param source where they come from
   */
  public DeviceWeights(Backend backend, TensorSource source) {
    this(backend, source, DataType.F32);
  }

  /**
   * Weights whose matrices may be narrower; nothing is uploaded yet.
   *
   * @param backend where they go
   * @param source where they come from
   * @param matrices storage of the matrices of products over rows; all else is 32 bits
   */
  public DeviceWeights(Backend backend, TensorSource source, DataType matrices) {
    this.backend = backend;
    this.source = source;
    this.matrices = matrices;
  }

  /** All tensors of the source, under their full names. */
  public Parameters parameters() {
    return new Parameters(this, source);
  }

  /** How far the matrices are from their values in 32 bits, for people. */
  public String storageError() {
    return storageError.toString();
  }

  /** What they take of the device's memory, in one form each. */
  public long bytes() {
    return uploaded.stream().mapToLong(Tensor::bytes).sum();
  }

  Tensor upload(String name, float[] data, int... shape) {
    return kept(backend.constant(name, data, shape));
  }

  Tensor uploadMatrix(String name, float[] data, int... shape) {
    if (matrices == DataType.F16) {
      for (float value : data) {
        if (Float.isInfinite(matrices.round(value))) {
          throw new UserException(
              name + ": expected values up to 65504 for f16, got " + value + "; use f32.");
        }
      }
    }
    if (matrices != DataType.F32) {
      storageError.add(name, matrices, data, shape[0]);
    }
    return kept(backend.constant(name, matrices, data, shape));
  }

  private Tensor kept(Tensor tensor) {
    uploaded.add(tensor);
    return tensor;
  }

  @Override
  public void close() {
    uploaded.forEach(backend::release);
    uploaded.clear();
  }
}

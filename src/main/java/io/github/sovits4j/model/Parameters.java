package io.github.sovits4j.model;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.WeightNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Uploads the weights of a network in the form its operators want: folded, stacked, reshaped.
 * Everything uploaded is released on close.
 */
public final class Parameters implements AutoCloseable {

  private final Backend backend;
  private final TensorSource source;
  private final List<Tensor> uploaded = new ArrayList<>();
  private final StorageError storageError = new StorageError();

  /**
   * @param backend where the weights go
   * @param source where they come from
   */
  public Parameters(Backend backend, TensorSource source) {
    this.backend = backend;
    this.source = source;
  }

  /** A tensor as it is stored. */
  public Tensor get(String name) {
    return upload(name, source.floats(name), source.shape(name));
  }

  /**
   * A matrix {@code [out, in]} for products over rows.
   *
   * @throws UserException when a value is too large for 16 bits
   */
  public Tensor matrix(String name, DataType storage) {
    float[] data = source.floats(name);
    if (storage == DataType.F16) {
      for (float value : data) {
        if (Float.isInfinite(storage.round(value))) {
          throw new UserException(
              name + ": expected values up to 65504 for f16, got " + value + "; use f32.");
        }
      }
    }
    int[] shape = source.shape(name);
    if (storage != DataType.F32) {
      storageError.add(name, storage, data, shape[0]);
    }
    Tensor tensor = backend.constant(name, storage, data, shape);
    uploaded.add(tensor);
    return tensor;
  }

  /** How far the matrices are from their values in 32 bits, for people. */
  public String storageError() {
    return storageError.toString();
  }

  /** A matrix {@code [out, in]} as a convolution of kernel 1: {@code [out, in, 1]}. */
  public Tensor pointwise(String name) {
    int[] shape = source.shape(name);
    return upload(name, source.floats(name), shape[0], shape[1], 1);
  }

  /** A convolution weight, from {@code weight_g} and {@code weight_v} where it is weight-normed. */
  public Tensor convolution(String name) {
    return upload(name, folded(name), convolutionShape(name));
  }

  /** Rows {@code from … from+count-1} of a convolution weight: some of its output channels. */
  public Tensor convolutionRows(String name, int from, int count) {
    int[] shape = convolutionShape(name);
    int row = shape[1] * shape[2];
    float[] rows = Arrays.copyOfRange(folded(name), from * row, (from + count) * row);
    return upload(name + '[' + from + "..]", rows, count, shape[1], shape[2]);
  }

  /** Elements {@code from … from+count-1} of a vector. */
  public Tensor vectorRows(String name, int from, int count) {
    float[] rows = Arrays.copyOfRange(source.floats(name), from, from + count);
    return upload(name + '[' + from + "..]", rows, count);
  }

  /**
   * Matrices of equal width, one below the other, as a convolution of kernel 1: what is applied to
   * the same input runs in one launch.
   */
  public Tensor stackedPointwise(String... names) {
    int[] shape = source.shape(names[0]);
    return upload(String.join("+", names), stacked(names), shape[0] * names.length, shape[1], 1);
  }

  /** Vectors of equal length, one behind the other. */
  public Tensor stackedVector(String... names) {
    float[] data = stacked(names);
    return upload(String.join("+", names), data, data.length);
  }

  /** The only element of a tensor, for parameters that are fixed at capture. */
  public float scalar(String name) {
    return source.floats(name)[0];
  }

  /** A table made by the program rather than learned. */
  public Tensor table(String name, float[] data, int... shape) {
    return upload(name, data, shape);
  }

  @Override
  public void close() {
    uploaded.forEach(backend::release);
    uploaded.clear();
  }

  private float[] stacked(String... names) {
    int each = source.floats(names[0]).length;
    float[] all = new float[each * names.length];
    for (int i = 0; i < names.length; i++) {
      System.arraycopy(source.floats(names[i]), 0, all, i * each, each);
    }
    return all;
  }

  private int[] convolutionShape(String name) {
    return source.shape(weightNormed(name) ? name + "_v" : name);
  }

  private float[] folded(String name) {
    if (!weightNormed(name)) {
      return source.floats(name);
    }
    return WeightNorm.fold(
        source.floats(name + "_g"), source.floats(name + "_v"), source.shape(name + "_v"));
  }

  private boolean weightNormed(String name) {
    return source.contains(name + "_g");
  }

  private Tensor upload(String name, float[] data, int... shape) {
    Tensor tensor = backend.constant(name, data, shape);
    uploaded.add(tensor);
    return tensor;
  }
}

package io.github.sovits4j.model;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the large tensors of a model are stored on the device. Arithmetic is 32-bit in any case.
 *
 * <p>A decode step reads every matrix of the transformer once and does little with it, so its time
 * is that of reading: these matrices and the key and value caches are what a precision narrows. The
 * vocoder is bound by arithmetic and gains nothing; embeddings, norms and biases are small. They
 * stay in 32 bits.
 */
public enum StoragePolicy {
  /** All in 32 bits: 305 MB of matrices at full size. */
  F32(DataType.F32, DataType.F32),
  /** Matrices and caches of the transformer in 16 bits: 152 MB. */
  F16(DataType.F16, DataType.F16),
  /** Matrices of the transformer in 8 bits with a factor per row, caches in 16: 76 MB. */
  INT8(DataType.I8, DataType.F16);

  private final DataType matrices;
  private final DataType caches;

  StoragePolicy(DataType matrices, DataType caches) {
    this.matrices = matrices;
    this.caches = caches;
  }

  /** The precision a backend is best used with where nobody says: F16 or F32. */
  public static StoragePolicy preferredBy(Backend backend) {
    return backend.preferredStorage() == DataType.F16 ? F16 : F32;
  }

  /** Storage of the transformer's weight matrices. */
  public DataType matrices() {
    return matrices;
  }

  /** Storage of the transformer's keys and values. */
  public DataType caches() {
    return caches;
  }

  /**
   * The precision of this name, in any case.
   *
   * @throws UserException for an unknown name
   */
  public static StoragePolicy of(String name) {
    return Arrays.stream(values())
        .filter(p -> p.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "unknown precision '"
                        + name
                        + "'; expected one of "
                        + Arrays.stream(values())
                            .map(StoragePolicy::toString)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** The name it is chosen by: {@code f32}, {@code f16}, {@code int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

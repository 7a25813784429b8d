package io.github.sovits4j.tts;

import io.github.sovits4j.model.StoragePolicy;
import java.util.Locale;

/**
 * How the transformer's matrices and caches are stored on the device, and the matrices of the
 * diffusion transformer of v3 and v4, those in 16 bits at least. Arithmetic is 32-bit in any case;
 * everything else of a model is stored in 32 bits. The sizes are those of the first.
 */
public enum Precision {
  /** 32 bits: 305 MB of matrices at full size. */
  F32,
  /** 16 bits: 152 MB, and about half the time of a decode step. */
  F16,
  /** Matrices in 8 bits with a factor per row, caches in 16: 76 MB. Audibly different draws. */
  INT8;

  /** The precision of this name, in any case. */
  public static Precision of(String name) {
    return SovitsException.translating(
        RequestException::new, () -> valueOf(StoragePolicy.of(name).name()));
  }

  StoragePolicy stored() {
    return StoragePolicy.valueOf(name());
  }

  /** The name it is chosen by: {@code f32}, {@code f16}, {@code int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

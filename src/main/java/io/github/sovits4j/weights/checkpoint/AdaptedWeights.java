package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A base model as an adapter (LoRA) changes it: tensors that the adapter has under the base's names
 * take their place, and where it has two factors, {@code W + B·A} does, in 32 bits. The scale of
 * the product is 1, for upstream's alpha is the rank.
 */
final class AdaptedWeights implements StoredTensorSource {

  /** What PEFT puts into names. */
  private static final String WRAPPED = "cfm.base_model.model.";

  private static final String A = ".lora_A.default.weight";
  private static final String B = ".lora_B.default.weight";

  private final StoredTensorSource base;
  private final StoredTensorSource adapter;
  private final Map<String, String> replaced = new LinkedHashMap<>(); // by the adapter's tensor
  private final Map<String, String> factors = new LinkedHashMap<>(); // by what precedes A and B
  private final Set<String> names;

  /**
   * Checks that the adapter fits.
   *
   * @param file what to call the adapter in complaints
   * @param rank that it states
   * @throws UserException when a factor is missing, of another rank, or for a tensor that the base
   *     does not have
   */
  AdaptedWeights(String file, StoredTensorSource base, StoredTensorSource adapter, long rank) {
    this.base = base;
    this.adapter = adapter;
    for (String name : adapter.names()) {
      if (name.endsWith(A) || name.endsWith(B)) {
        String stem = name.substring(0, name.length() - A.length());
        factors.put(unwrapped(stem) + ".weight", stem);
      } else {
        replaced.put(unwrapped(name), name);
      }
    }
    names = new LinkedHashSet<>(base.names());
    names.addAll(replaced.keySet());
    factors.forEach((name, stem) -> check(file, name, stem, rank));
  }

  /** Whether a file's tensors are those of an adapter. */
  static boolean isAdapter(Set<String> names) {
    return names.stream().anyMatch(name -> name.endsWith(A) || name.endsWith(B));
  }

  private static String unwrapped(String name) {
    String bare = name.startsWith(WRAPPED) ? "cfm." + name.substring(WRAPPED.length()) : name;
    return bare.replace(".base_layer.", ".");
  }

  private void check(String file, String name, String stem, long rank) {
    if (!adapter.contains(stem + A) || !adapter.contains(stem + B)) {
      throw new UserException(
          file
              + " has one of the two factors for "
              + Quote.of(name)
              + ", expected both. The file is not complete; get it again.");
    }
    int[] a = adapter.shape(stem + A);
    int[] b = adapter.shape(stem + B);
    if (!base.contains(name)) {
      throw new UserException(
          file
              + " changes the tensor "
              + Quote.of(name)
              + ", which its base does not have. It was trained on another model; name that one"
              + " with --base.");
    }
    int[] w = base.shape(name);
    boolean fits =
        a.length == 2
            && b.length == 2
            && w.length == 2
            && a[0] == rank
            && b[1] == rank
            && b[0] == w[0]
            && a[1] == w[1];
    if (!fits) {
      throw new UserException(
          file
              + " has factors of "
              + Arrays.toString(b)
              + " and "
              + Arrays.toString(a)
              + " and the rank "
              + rank
              + " for "
              + Quote.of(name)
              + ", which is "
              + Arrays.toString(w)
              + " in its base. It was trained on another model; name that one with --base.");
    }
    for (String factor : new String[] {stem + A, stem + B}) {
      requireWeight(file, adapter.info(factor));
    }
    requireWeight("its base", base.info(name));
  }

  private static void requireWeight(String file, TensorInfo info) {
    if (!info.dtype().isWeight()) {
      throw new UserException(
          file
              + ": tensor "
              + Quote.of(info.name())
              + " holds "
              + info.dtype()
              + " elements, expected F32, F16 or BF16.");
    }
  }

  /** How many tensors the adapter changes by its factors. */
  int changed() {
    return factors.size();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  @Override
  public TensorInfo info(String name) {
    if (factors.containsKey(name)) {
      return new TensorInfo(name, DType.F32, base.shape(name));
    }
    if (replaced.containsKey(name)) {
      TensorInfo info = adapter.info(replaced.get(name));
      return new TensorInfo(name, info.dtype(), info.shape());
    }
    return base.info(name);
  }

  @Override
  public MemorySegment bytes(String name) {
    if (factors.containsKey(name)) {
      return merged(name, factors.get(name));
    }
    return replaced.containsKey(name) ? adapter.bytes(replaced.get(name)) : base.bytes(name);
  }

  /** {@code W + B·A}, summed in 64 bits. */
  private MemorySegment merged(String name, String stem) {
    float[] w = base.floats(name);
    float[] a = adapter.floats(stem + A); // [rank, in]
    float[] b = adapter.floats(stem + B); // [out, rank]
    int in = base.shape(name)[1];
    int rank = in == 0 ? 0 : a.length / in;
    ByteBuffer out = ByteBuffer.allocate(w.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double[] row = new double[in];
    for (int o = 0; o * in < w.length; o++) {
      for (int i = 0; i < in; i++) {
        row[i] = w[o * in + i];
      }
      for (int r = 0; r < rank; r++) {
        double factor = b[o * rank + r];
        for (int i = 0; i < in; i++) {
          row[i] += factor * a[r * in + i];
        }
      }
      for (int i = 0; i < in; i++) {
        out.putFloat((float) row[i]);
      }
    }
    return MemorySegment.ofArray(out.array()).asReadOnly();
  }
}

package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a checkpoint. Places are checked against their storages when the checkpoint is
 * opened, contents when they are first read. A tensor that lies in one piece is a slice of the
 * file; a view with other strides is copied together on each call.
 */
final class CheckpointTensors implements StoredTensorSource {

  /**
   * Tensors may share and repeat numbers of their storages, but all together not to more than this
   * many times the file, and a little: what is written is bounded by what was read.
   */
  private static final long MOST_TIMES_THE_FILE = 4;

  private static final long ALWAYS_ALLOWED = 1 << 16;

  /** Largest view whose numbers are put in order in memory. */
  private static final long LARGEST_COPY = 1 << 26;

  private record Placed(TensorInfo info, TensorRef ref, boolean dense) {}

  private final String file;
  private final ZipView zip;
  private final String dataFolder;
  private final Map<String, Placed> tensors = new LinkedHashMap<>();
  private final Map<String, StorageRef> storages = new HashMap<>();
  private long bytes;

  CheckpointTensors(String file, ZipView zip, String dataFolder) {
    this.file = file;
    this.zip = zip;
    this.dataFolder = dataFolder;
  }

  /** Adds a tensor after checking that all of it lies within its storage. */
  void add(String name, TensorRef ref) {
    StorageRef storage = ref.storage();
    int rank = ref.size().length;
    if (ref.stride().length != rank) {
      throw bad(name, "has " + rank + " sizes and " + ref.stride().length + " strides");
    }
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      if (ref.size()[i] < 0 || ref.size()[i] > Integer.MAX_VALUE || ref.stride()[i] < 0) {
        throw bad(name, "has the sizes " + list(ref.size()) + " and strides " + list(ref.stride()));
      }
      shape[i] = (int) ref.size()[i];
    }
    TensorInfo info = new TensorInfo(name, storage.dtype(), shape);
    checkStorage(name, storage);
    checkBounds(info, ref);
    checkTotal(info);
    if (ref.negated() && !storage.dtype().isWeight()) {
      throw bad(name, "is a negated view of " + storage.dtype() + " numbers, expected weights");
    }
    tensors.put(name, new Placed(info, ref, !ref.negated() && isDense(ref)));
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return placed(name).info();
  }

  @Override
  public MemorySegment bytes(String name) {
    Placed tensor = placed(name);
    int size = tensor.info().dtype().bytes();
    MemorySegment storage = zip.entry(dataFolder + tensor.ref().storage().key());
    if (tensor.info().elements() == 0) {
      return MemorySegment.ofArray(new byte[0]);
    }
    if (tensor.dense()) {
      return storage.asSlice(tensor.ref().offset() * size, tensor.info().byteSize());
    }
    byte[] out = new byte[(int) tensor.info().byteSize()];
    gather(tensor.ref(), storage, MemorySegment.ofArray(out), size);
    if (tensor.ref().negated()) {
      for (int i = size - 1; i < out.length; i += size) {
        out[i] ^= (byte) 0x80; // the sign of a little-endian number
      }
    }
    return MemorySegment.ofArray(out).asReadOnly();
  }

  private static void gather(TensorRef ref, MemorySegment from, MemorySegment to, int size) {
    int rank = ref.size().length;
    long[] index = new long[rank];
    long source = ref.offset();
    for (long at = 0; at < to.byteSize(); at += size) {
      MemorySegment.copy(from, source * size, to, at, size);
      for (int axis = rank - 1; axis >= 0; axis--) {
        source += ref.stride()[axis];
        if (++index[axis] < ref.size()[axis]) {
          break;
        }
        source -= index[axis] * ref.stride()[axis];
        index[axis] = 0;
      }
    }
  }

  private void checkStorage(String name, StorageRef storage) {
    zip.requireStored(dataFolder + storage.key());
    long bytes = zip.size(dataFolder + storage.key());
    if (bytes < 0) {
      throw bad(name, "lies in the storage " + Quote.of(storage.key()) + ", which is missing");
    }
    int each = storage.dtype().bytes();
    if (bytes % each != 0 || storage.elements() != bytes / each) {
      throw bad(
          name,
          "lies in a storage that should hold "
              + storage.elements()
              + " elements of "
              + each
              + " bytes but has "
              + bytes
              + " bytes");
    }
    StorageRef before = storages.putIfAbsent(storage.key(), storage);
    if (before != null && before.dtype() != storage.dtype()) {
      throw bad(
          name,
          "lies in the storage "
              + Quote.of(storage.key())
              + " as "
              + storage.dtype()
              + ", another tensor as "
              + before.dtype());
    }
  }

  private void checkTotal(TensorInfo info) {
    long most = MOST_TIMES_THE_FILE * zip.file().byteSize() + ALWAYS_ALLOWED;
    if (info.byteSize() > most - bytes) {
      throw bad(
          info.name(),
          "and those before it repeat numbers of the file to more than "
              + most
              + " bytes, though it has only "
              + zip.file().byteSize());
    }
    bytes += info.byteSize();
  }

  private void checkBounds(TensorInfo info, TensorRef ref) {
    long elements = ref.storage().elements();
    long last = ref.offset();
    try {
      for (int i = 0; i < ref.size().length; i++) {
        last =
            Math.addExact(
                last, Math.multiplyExact(Math.max(0, ref.size()[i] - 1), ref.stride()[i]));
      }
    } catch (ArithmeticException e) {
      last = Long.MAX_VALUE;
    }
    boolean inside = info.elements() == 0 ? ref.offset() <= elements : last < elements;
    if (ref.offset() < 0 || !inside) {
      throw bad(
          info.name(),
          "of shape "
              + list(ref.size())
              + " at offset "
              + ref.offset()
              + " leaves its storage of "
              + elements
              + " elements");
    }
    if ((ref.negated() || !isDense(ref)) && info.byteSize() > LARGEST_COPY) {
      throw bad(
          info.name(),
          "repeats or reorders the "
              + elements
              + " elements of its storage to "
              + info.elements()
              + ", at most "
              + LARGEST_COPY
              + " bytes are put in order");
    }
  }

  private static boolean isDense(TensorRef ref) {
    long expected = 1;
    for (int i = ref.size().length - 1; i >= 0; i--) {
      if (ref.size()[i] != 1 && ref.stride()[i] != expected) {
        return false;
      }
      expected *= ref.size()[i];
    }
    return true;
  }

  private Placed placed(String name) {
    Placed tensor = tensors.get(name);
    if (tensor == null) {
      throw new UserException(
          "Tensor "
              + Quote.of(name)
              + " is missing from "
              + file
              + ", which holds "
              + tensors.size()
              + " tensors. Check that this is the right file for this network.");
    }
    return tensor;
  }

  private UserException bad(String name, String what) {
    return new UserException(
        file
            + ": tensor "
            + Quote.of(name)
            + " "
            + what
            + ". The file is damaged or hostile; get it again from a source you trust.");
  }

  private static String list(long[] values) {
    return Arrays.toString(values);
  }
}

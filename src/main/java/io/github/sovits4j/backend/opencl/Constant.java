package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.RowQuantized;
import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/**
 * A weight. It waits on the host until the first kernel says in which form it wants it; when the
 * graph of that kernel is captured it lives on the device alone, and another form is made from the
 * one that is there. What a capture that fails had made is dropped again.
 */
final class Constant {

  /** How a weight lies in device memory. */
  enum Layout {
    /** As it came. */
    PLAIN,
    /** {@code [out, in, kernel]} as {@code [out / tile][in][kernel][tile]}. */
    CONVOLUTION,
    /** {@code [in, out, kernel]} as {@code [out / tile][in][kernel][tile]}. */
    TRANSPOSED_CONVOLUTION
  }

  /**
   * A form a kernel can ask for.
   *
   * @param layout order of the elements
   * @param tile output channels that lie together; 1 when plain
   */
  record Form(Layout layout, int tile) {
    static final Form PLAIN = new Form(Layout.PLAIN, 1);
  }

  /** Numbers of an output that are moved together. */
  private static final int BLOCK = 64;

  private record Upload(cl_mem buffer, long bytes) {}

  private final Session session;
  private final Tensor tensor;
  private final int[] shape;
  private float[] data; // null once a form is on the device to stay
  private final Map<Form, Upload> uploads = new HashMap<>();
  private final Set<Form> made = new HashSet<>(); // by the capture under way
  private Upload factors; // of the rows, in 8 bits
  private long reserved; // bytes of the budget, until it is on the device

  Constant(Session session, Tensor tensor, float[] data) {
    this.session = session;
    this.tensor = tensor;
    this.data = data;
    this.shape = tensor.dims().stream().mapToInt(Dim::capacity).toArray();
    reserve();
  }

  /** Counts what the device will hold of this weight and does not yet. */
  private void reserve() {
    long bytes =
        tensor.type() == DataType.I8
            ? session.footprint(tensor.elements()) + session.footprint(factorBytes())
            : session.footprint(tensor.bytes());
    session.budget().take("weight " + tensor.name(), bytes);
    reserved = bytes;
  }

  private void unreserve() {
    session.budget().give(reserved);
    reserved = 0;
  }

  private long factorBytes() {
    return (long) shape[0] * Float.BYTES;
  }

  /**
   * The device memory of a form, made now if need be; then {@link #settle} or {@link #drop} must
   * follow.
   */
  cl_mem buffer(Form form) {
    Upload upload = uploads.get(form);
    if (upload == null) {
      long start = System.nanoTime();
      unreserve();
      made.add(form);
      upload = tensor.type() == DataType.I8 ? quantized() : uploaded(pack(values(), form));
      uploads.put(form, upload);
      if (session.queue().listener() != null) {
        session.queue().listener().uploaded(upload.bytes, System.nanoTime() - start);
      }
    }
    return upload.buffer;
  }

  /** The capture is done: what it made stays, and the host need not wait with the weight. */
  void settle() {
    if (!made.isEmpty()) {
      made.clear();
      data = null;
    }
  }

  /** The capture failed: what it made, perhaps half-way, goes, and the weight is as before. */
  void drop() {
    if (made.isEmpty()) {
      return;
    }
    for (Form form : made) {
      Upload upload = uploads.remove(form);
      if (upload != null) {
        session.free(upload.buffer, upload.bytes);
      }
    }
    made.clear();
    if (uploads.isEmpty()) {
      freeFactors();
      reserve();
    }
  }

  /** The factors of the rows of a weight in 8 bits, once it is on the device; null for others. */
  cl_mem factors() {
    return factors == null ? null : factors.buffer;
  }

  private Upload uploaded(float[] packed) {
    long bytes = (long) packed.length * tensor.type().bytes();
    return upload(Narrow.packed(packed, tensor.type()), bytes);
  }

  /** Only ever plain: the layouts of convolutions stay in 32 bits. */
  private Upload quantized() {
    RowQuantized rows = RowQuantized.of(values(), shape[0]);
    Upload integers = upload(Pointer.to(rows.integers()), rows.integers().length);
    try {
      factors = upload(Pointer.to(rows.factors()), factorBytes());
    } catch (RuntimeException e) {
      session.free(integers.buffer, integers.bytes);
      throw e;
    }
    return integers;
  }

  private Upload upload(Pointer values, long bytes) {
    cl_mem buffer = session.allocate("weight " + tensor.name(), bytes);
    session.queue().write(buffer, values, bytes);
    return new Upload(buffer, bytes);
  }

  /** The values in the order of the shape, as they are stored. */
  float[] values() {
    if (data != null) {
      return tensor.type() == DataType.F32 ? data : tensor.type().rounded(data, shape[0]);
    }
    Map.Entry<Form, Upload> stored = uploads.entrySet().iterator().next();
    cl_mem buffer = stored.getValue().buffer;
    long bytes = stored.getValue().bytes;
    if (tensor.type() == DataType.I8) {
      byte[] integers = new byte[(int) bytes];
      session.queue().read(buffer, Pointer.to(integers), bytes);
      float[] each = Narrow.read(session, factors.buffer, shape[0], DataType.F32);
      return new RowQuantized(integers, each).values();
    }
    int elements = (int) (bytes / tensor.type().bytes());
    return unpack(Narrow.read(session, buffer, elements, tensor.type()), stored.getKey());
  }

  private float[] pack(float[] plain, Form form) {
    if (form.layout == Layout.PLAIN) {
      return plain;
    }
    int tiles = Math.ceilDiv(outputs(form), form.tile);
    float[] packed = new float[tiles * form.tile * inputs(form) * shape[2]];
    move(plain, packed, form, true);
    return packed;
  }

  private float[] unpack(float[] packed, Form form) {
    if (form.layout == Layout.PLAIN) {
      return packed;
    }
    float[] plain = new float[shape[0] * shape[1] * shape[2]];
    move(plain, packed, form, false);
    return plain;
  }

  private int outputs(Form form) {
    return shape[form.layout == Layout.CONVOLUTION ? 0 : 1];
  }

  private int inputs(Form form) {
    return shape[form.layout == Layout.CONVOLUTION ? 1 : 0];
  }

  /** Some numbers of all outputs of a tile after another, which share lines of the cache. */
  private void move(float[] plain, float[] packed, Form form, boolean pack) {
    boolean transposed = form.layout == Layout.TRANSPOSED_CONVOLUTION;
    int tile = form.tile;
    int kernel = shape[2];
    int outputs = outputs(form);
    // Numbers of an output that lie together in both, and how many such runs it has.
    int length = transposed ? kernel : inputs(form) * kernel;
    int runs = transposed ? inputs(form) : 1;
    for (int first = 0; first < outputs; first += tile) {
      int outs = Math.min(tile, outputs - first);
      for (int run = 0; run < runs; run++) {
        int p = (run * outputs + first) * length;
        int q = (first / tile * runs + run) * length * tile;
        for (int from = 0; from < length; from += BLOCK) {
          int to = Math.min(length, from + BLOCK);
          for (int o = 0; o < outs; o++) {
            for (int i = from; i < to; i++) {
              if (pack) {
                packed[q + i * tile + o] = plain[p + o * length + i];
              } else {
                plain[p + o * length + i] = packed[q + i * tile + o];
              }
            }
          }
        }
      }
    }
  }

  void release() {
    uploads.values().forEach(upload -> session.free(upload.buffer, upload.bytes));
    uploads.clear();
    freeFactors();
    unreserve();
    data = null;
  }

  private void freeFactors() {
    if (factors != null) {
      session.free(factors.buffer, factors.bytes);
      factors = null;
    }
  }
}

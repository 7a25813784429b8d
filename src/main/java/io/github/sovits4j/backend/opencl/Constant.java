package io.github.sovits4j.backend.opencl;

import java.util.HashMap;
import java.util.Map;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/**
 * A weight. It waits on the host until the first kernel says in which form it wants it, then lives
 * on the device alone; another form is made from the one that is there.
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
   * @param half whether elements have 16 bits
   */
  record Form(Layout layout, int tile, boolean half) {
    static final Form PLAIN = new Form(Layout.PLAIN, 1, false);
  }

  private record Upload(cl_mem buffer, long bytes) {}

  private final Session session;
  private final String name;
  private final int[] shape;
  private float[] data; // null once a form is on the device
  private final Map<Form, Upload> uploads = new HashMap<>();

  Constant(Session session, String name, float[] data, int[] shape) {
    this.session = session;
    this.name = name;
    this.data = data;
    this.shape = shape.clone();
  }

  /** The device memory of a form, made now if need be. */
  cl_mem buffer(Form form) {
    Upload upload = uploads.get(form);
    if (upload == null) {
      long start = System.nanoTime();
      float[] packed = pack(values(), form);
      long bytes = (long) packed.length * (form.half ? Short.BYTES : Float.BYTES);
      upload = new Upload(session.allocate("weight " + name, bytes), bytes);
      session.write(
          upload.buffer, form.half ? Pointer.to(halves(packed)) : Pointer.to(packed), bytes);
      uploads.put(form, upload);
      if (session.listener() != null) {
        session.listener().uploaded(bytes, System.nanoTime() - start);
      }
      data = null;
    }
    return upload.buffer;
  }

  /** The values in the order of the shape; rounded if they are stored in 16 bits only. */
  float[] values() {
    if (data != null) {
      return data;
    }
    Form form =
        uploads.keySet().stream()
            .filter(f -> !f.half)
            .findFirst()
            .orElseGet(() -> uploads.keySet().iterator().next());
    Upload upload = uploads.get(form);
    float[] packed;
    if (form.half) {
      short[] halves = new short[(int) (upload.bytes / Short.BYTES)];
      session.read(upload.buffer, Pointer.to(halves), upload.bytes);
      packed = new float[halves.length];
      for (int i = 0; i < packed.length; i++) {
        packed[i] = Float.float16ToFloat(halves[i]);
      }
    } else {
      packed = new float[(int) (upload.bytes / Float.BYTES)];
      session.read(upload.buffer, Pointer.to(packed), upload.bytes);
    }
    return unpack(packed, form);
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
    }
    return halves;
  }

  private interface Move {
    void element(int plain, int packed);
  }

  private float[] pack(float[] plain, Form form) {
    if (form.layout == Layout.PLAIN) {
      return plain;
    }
    int tiles = Math.ceilDiv(outputs(form), form.tile);
    float[] packed = new float[tiles * form.tile * inputs(form) * shape[2]];
    forEach(form, (from, to) -> packed[to] = plain[from]);
    return packed;
  }

  private float[] unpack(float[] packed, Form form) {
    if (form.layout == Layout.PLAIN) {
      return packed;
    }
    float[] plain = new float[shape[0] * shape[1] * shape[2]];
    forEach(form, (to, from) -> plain[to] = packed[from]);
    return plain;
  }

  private int outputs(Form form) {
    return shape[form.layout == Layout.CONVOLUTION ? 0 : 1];
  }

  private int inputs(Form form) {
    return shape[form.layout == Layout.CONVOLUTION ? 1 : 0];
  }

  private void forEach(Form form, Move move) {
    int kernel = shape[2];
    int in = inputs(form);
    for (int a = 0; a < shape[0]; a++) {
      for (int b = 0; b < shape[1]; b++) {
        int o = form.layout == Layout.CONVOLUTION ? a : b;
        int i = form.layout == Layout.CONVOLUTION ? b : a;
        int plain = (a * shape[1] + b) * kernel;
        int packed = ((o / form.tile * in + i) * kernel) * form.tile + o % form.tile;
        for (int k = 0; k < kernel; k++) {
          move.element(plain + k, packed + k * form.tile);
        }
      }
    }
  }

  void release() {
    uploads.values().forEach(upload -> session.free(upload.buffer, upload.bytes));
    uploads.clear();
    data = null;
  }
}

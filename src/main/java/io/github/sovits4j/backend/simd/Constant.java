package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.RowQuantized;
import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A weight. It stays as it came until the first kernel says in which form it wants it; when the
 * graph of that kernel is captured the form is held alone, if the weight can be had back from it.
 * All graphs share the forms; what a capture that fails had made goes again. What fills the last
 * panel up is not counted.
 */
final class Constant {

  /**
   * A form in 32 bits.
   *
   * @param packing the order of the elements
   * @param stride of a transposed convolution, or the groups of a grouped one; 1 for others
   */
  record Form(Packing packing, int stride) {
    static final Form PLAIN = new Form(Packing.PLAIN, 1);
    static final Form PANELS = new Form(Packing.PANELS, 1);
  }

  private static final float[] NO_FLOATS = {};
  private static final byte[] NO_BYTES = {};
  private static final HalfPanels NO_HALVES = HalfPanels.of(NO_FLOATS);

  /** What was there when the capture under way first asked. */
  private record Before(
      Set<Form> forms,
      Set<Winograd> transformed,
      boolean halves,
      boolean integers,
      boolean usedAsItCame,
      boolean replaced,
      long bytes) {}

  private final Tensor tensor;
  private final int[] shape;
  private final SimdBackend backend;
  private final Constant original; // null: this is no sketch
  private float[] data; // as it came; null once a form holds it to stay
  private boolean usedAsItCame; // by a kernel
  private boolean replaced; // by a form
  private final Map<Form, float[]> forms = new HashMap<>();
  private final Map<Winograd, float[]> transformed = new HashMap<>();
  private HalfPanels halves;
  private byte[] integers; // panels in 8 bits
  private float[] factors; // of the integers' rows, in whole panels
  private long bytes;
  private Before before; // null: no capture under way has asked

  Constant(Tensor tensor, float[] data, SimdBackend backend) {
    this.tensor = tensor;
    this.shape = tensor.dims().stream().mapToInt(Dim::capacity).toArray();
    this.backend = backend;
    this.original = null;
    this.data = data;
    take(tensor.bytes());
  }

  private Constant(Constant original) {
    this.tensor = original.tensor;
    this.shape = original.shape;
    this.backend = original.backend;
    this.original = original;
  }

  /** The same to whoever binds a launch and runs none: what would have to be packed is empty. */
  Constant sketch() {
    return new Constant(this);
  }

  private void take(long more) {
    backend.budget().take("weight " + tensor.name(), more);
    bytes += more;
  }

  /** A capture will ask for forms; {@link #settle} or {@link #restore} must follow. */
  void begin() {
    if (before == null) {
      before =
          new Before(
              Set.copyOf(forms.keySet()),
              Set.copyOf(transformed.keySet()),
              halves != null,
              integers != null,
              usedAsItCame,
              replaced,
              bytes);
    }
  }

  /** The capture is done: what it made stays. */
  void settle() {
    before = null;
    data = replaced ? null : data;
  }

  /** The capture failed: what it made goes. */
  void restore() {
    forms.keySet().retainAll(before.forms);
    transformed.keySet().retainAll(before.transformed);
    halves = before.halves ? halves : null;
    integers = before.integers ? integers : null;
    factors = before.integers ? factors : null;
    usedAsItCame = before.usedAsItCame;
    replaced = before.replaced;
    backend.budget().give(bytes - before.bytes);
    bytes = before.bytes;
    before = null;
  }

  /** Gives everything back. */
  void free() {
    backend.budget().give(bytes);
    bytes = 0;
  }

  /** The values in the order of the shape, as they are when stored. Not to be changed. */
  float[] values() {
    if (data != null) {
      return tensor.type() == DataType.F32 ? data : tensor.type().rounded(data, shape[0]);
    }
    float[] plain = new float[tensor.elements()];
    if (halves != null) {
      Packing.PANELS.move(plain, halves.widened(), shape, 1, false);
    } else if (integers != null) {
      Packing.PANELS.move(plain, dequantized(), shape, 1, false);
    } else {
      Map.Entry<Form, float[]> form = forms.entrySet().iterator().next();
      form.getKey().packing().move(plain, form.getValue(), shape, form.getKey().stride(), false);
    }
    return plain;
  }

  /** A form in 32 bits; of a weight that is stored in 32. */
  float[] form(Form form) {
    if (original != null) {
      return form.equals(Form.PLAIN) ? original.values() : NO_FLOATS;
    }
    if (form.equals(Form.PLAIN) && !replaced) {
      usedAsItCame = true;
      return data;
    }
    float[] packed = forms.get(form);
    if (packed == null) {
      if (replaced || usedAsItCame) {
        take(tensor.bytes()); // beside the form that holds it
      }
      long start = System.nanoTime();
      packed = packed(form);
      forms.put(form, packed);
      replaced |= !usedAsItCame;
      tellListener(start);
    }
    return packed;
  }

  private void tellListener(long start) {
    if (backend.listener() != null) {
      backend.listener().uploaded(tensor.bytes(), System.nanoTime() - start);
    }
  }

  private float[] packed(Form form) {
    Packing packing = form.packing();
    float[] plain = values();
    float[] packed = new float[packing.size(shape, form.stride())];
    backend
        .workers()
        .run(
            packing.pieces(shape, form.stride()),
            (piece, memory) -> packing.move(plain, packed, shape, form.stride(), true, piece));
    return packed;
  }

  /** A convolution's weight transformed; the plain weight stays, for it cannot be had back. */
  float[] transformed(Winograd winograd) {
    if (original != null) {
      return NO_FLOATS;
    }
    float[] packed = transformed.get(winograd);
    if (packed == null) {
      take((long) winograd.transformedSize(shape) * Float.BYTES);
      long start = System.nanoTime();
      packed = winograd.transformedWeight(values(), shape);
      transformed.put(winograd, packed);
      tellListener(start);
    }
    return packed;
  }

  /** The panels of a matrix that is stored in 16 bits. */
  HalfPanels halves() {
    if (original != null) {
      return NO_HALVES;
    }
    if (halves == null) {
      long start = System.nanoTime();
      halves = HalfPanels.of(packed(Form.PANELS));
      replaced = true;
      tellListener(start);
    }
    return halves;
  }

  /** The panels of a matrix that is stored in 8 bits. */
  byte[] integers() {
    if (original != null) {
      return NO_BYTES;
    }
    if (integers == null) {
      long start = System.nanoTime();
      RowQuantized rows = RowQuantized.of(data, shape[0]);
      float[] wide = new float[rows.integers().length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = rows.integers()[i];
      }
      float[] packed = new float[Packing.PANELS.size(shape, 1)];
      Packing.PANELS.move(wide, packed, shape, 1, true);
      integers = new byte[packed.length];
      for (int i = 0; i < packed.length; i++) {
        integers[i] = (byte) packed[i];
      }
      factors = new float[Lanes.panels(shape[0]) * PANEL];
      System.arraycopy(rows.factors(), 0, factors, 0, shape[0]);
      replaced = true;
      tellListener(start);
    }
    return integers;
  }

  /** The factors of the rows of {@link #integers}. */
  float[] factors() {
    if (original != null) {
      return NO_FLOATS;
    }
    integers();
    return factors;
  }

  private float[] dequantized() {
    float[] values = new float[integers.length];
    int depth = shape[1];
    for (int i = 0; i < values.length; i++) {
      int row = i / (PANEL * depth) * PANEL + i % PANEL;
      values[i] = integers[i] * factors[row];
    }
    return values;
  }
}

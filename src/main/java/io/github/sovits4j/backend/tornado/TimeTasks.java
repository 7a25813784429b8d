package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementTasks.INNER;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Elements that come from other places of the time axis; channel c, time t. */
final class TimeTasks {

  /** Of what is made from one other time axis. */
  static final Fields RESAMPLED = ElementTasks.FIELDS.more();

  private static final int X = RESAMPLED.rows();
  private static final int X_TIME = RESAMPLED.extent();

  static final Fields SLICE = RESAMPLED.more();
  private static final int LAST = SLICE.integer(); // whether it is the end of x

  static final Fields STRETCH = RESAMPLED.more();
  private static final int TIMES = STRETCH.integer();
  private static final int DIVISOR = STRETCH.integer();

  static final Fields CROSS_FADE = RESAMPLED.more();
  private static final int EARLIER = CROSS_FADE.rows();
  private static final int EARLIER_TIME = CROSS_FADE.extent();

  static final Fields PATCHES = RESAMPLED.more();
  private static final int CHANNELS = PATCHES.integer();
  private static final int KERNEL = PATCHES.integer();
  private static final int STRIDE = PATCHES.integer();
  private static final int WIDTH = PATCHES.integer(); // of a line of x
  private static final int NARROWED = PATCHES.integer(); // of a line of y

  private TimeTasks() {}

  // ---- binding ----

  static void slice(SliceTime op, Launches g) {
    resampled(ElementTasks.SLICE, SLICE, op.x(), op.y(), g).flag(LAST, op.last());
  }

  static void stretch(StretchTime op, Launches g) {
    resampled(ElementTasks.STRETCH, STRETCH, op.x(), op.y(), g)
        .integer(TIMES, op.times())
        .integer(DIVISOR, op.divisor());
  }

  static void crossFade(CrossFade op, Launches g) {
    resampled(ElementTasks.CROSS_FADE, CROSS_FADE, op.x(), op.y(), g)
        .rows(EARLIER, op.earlier())
        .extent(EARLIER_TIME, op.earlier().dim(1));
  }

  static void interpolate(Interpolate op, Launches g) {
    resampled(ElementTasks.INTERPOLATE, RESAMPLED, op.x(), op.y(), g);
  }

  static void mean(MeanOverTime op, Launches g) {
    resampled(ElementTasks.MEAN, RESAMPLED, op.x(), op.y(), g);
  }

  static void patches(Patches op, Launches g) {
    resampled(ElementTasks.PATCHES, PATCHES, op.x(), op.y(), g)
        .integer(CHANNELS, op.x().size(0))
        .integer(KERNEL, op.kernel())
        .integer(STRIDE, op.stride())
        .integer(WIDTH, op.width())
        .integer(NARROWED, op.narrowed());
  }

  /** Copies the first channels of x to y, which is as long. */
  static void copyChannels(Tensor x, Tensor y, int channels, Launches g) {
    ElementTasks.launch(ElementTasks.SLICE, SLICE, channels, x.dim(1), y, g)
        .rows(X, x)
        .extent(X_TIME, x.dim(1))
        .flag(LAST, false);
  }

  private static Descriptor resampled(int kind, Fields fields, Tensor x, Tensor y, Launches g) {
    return ElementTasks.launch(kind, fields, y, g).rows(X, x).extent(X_TIME, x.dim(1));
  }

  // ---- kernels ----

  static float slice(FloatArray memory, IntArray ints, int d, int c, int t) {
    int from = 0;
    if (ints.get(d + LAST) == 1) {
      from = Fields.extent(ints, d + X_TIME) - Fields.extent(ints, d + INNER);
    }
    return memory.get(Fields.row(ints, d + X, c) + from + t);
  }

  static float stretch(FloatArray memory, IntArray ints, int d, int c, int t) {
    int from = t * ints.get(d + DIVISOR) / ints.get(d + TIMES);
    return memory.get(Fields.row(ints, d + X, c) + from);
  }

  static float crossFade(FloatArray memory, IntArray ints, int d, int c, int t) {
    int faded = Fields.extent(ints, d + EARLIER_TIME);
    float x = memory.get(Fields.row(ints, d + X, c) + t);
    float y = x;
    if (t < faded) {
      float earlier = memory.get(Fields.row(ints, d + EARLIER, c) + t);
      float angle = 1.5707964f * t / faded;
      y = TornadoMath.sin(angle) * x + TornadoMath.cos(angle) * earlier;
    }
    return y;
  }

  static float interpolate(FloatArray memory, IntArray ints, int d, int c, int t) {
    int xTime = Fields.extent(ints, d + X_TIME);
    int yTime = Fields.extent(ints, d + INNER);
    int place = Math.max(0, (2 * t + 1) * xTime - yTime); // in units of 1 / (2 yTime), exact
    int low = place / (2 * yTime);
    int high = Math.min(low + 1, xTime - 1);
    float f = (float) (place - low * 2 * yTime) / (2 * yTime);
    int x = Fields.row(ints, d + X, c);
    return (1f - f) * memory.get(x + low) + f * memory.get(x + high);
  }

  /** Of column f of steps that are as wide as the result. */
  static float mean(FloatArray memory, IntArray ints, int d, int c, int f) {
    int time = Fields.extent(ints, d + X_TIME);
    int width = Fields.extent(ints, d + INNER);
    int x = Fields.row(ints, d + X, c);
    float sum = 0f;
    for (int t = f; t < time; t += width) {
      sum += memory.get(x + t);
    }
    return sum * width / time;
  }

  /** {@link Patches}; a row of the result and a place in its lines. */
  static float patch(FloatArray memory, IntArray ints, int d, int row, int place) {
    int channels = ints.get(d + CHANNELS);
    int kernel = ints.get(d + KERNEL);
    int stride = ints.get(d + STRIDE);
    int width = ints.get(d + WIDTH);
    int narrowed = ints.get(d + NARROWED);
    int padding = (kernel - 1) / 2;
    int tap = row / channels;
    int t = place / narrowed;
    int line = t * stride + tap % kernel - padding;
    int at = (place - t * narrowed) * stride + tap / kernel - padding;
    float value = 0f;
    if (line >= 0 && line * width < Fields.extent(ints, d + X_TIME) && at >= 0 && at < width) {
      value = memory.get(Fields.row(ints, d + X, row - tap * channels) + line * width + at);
    }
    return value;
  }
}

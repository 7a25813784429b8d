package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementKernels.INNER;
import static io.github.sovits4j.backend.tornado.ElementKernels.OWN;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Elements that come from other places of the time axis; channel c, time t. */
final class TimeKernels {

  static final int X = OWN;
  static final int X_ROW = OWN + 1;
  static final int X_TIME = OWN + 2; // an extent
  static final int LAST = OWN + 4; // slice: 1 for the end
  static final int EARLIER = OWN + 4; // cross-fade
  static final int EARLIER_ROW = OWN + 5;
  static final int EARLIER_TIME = OWN + 6; // an extent

  private TimeKernels() {}

  static float slice(FloatArray memory, IntArray ints, int d, int c, int t) {
    int from = 0;
    if (ints.get(d + LAST) == 1) {
      from = Scalars.extent(ints, d + X_TIME) - Scalars.extent(ints, d + INNER);
    }
    return memory.get(ints.get(d + X) + c * ints.get(d + X_ROW) + from + t);
  }

  static float crossFade(FloatArray memory, IntArray ints, int d, int c, int t) {
    int faded = Scalars.extent(ints, d + EARLIER_TIME);
    float x = memory.get(ints.get(d + X) + c * ints.get(d + X_ROW) + t);
    float y = x;
    if (t < faded) {
      float earlier = memory.get(ints.get(d + EARLIER) + c * ints.get(d + EARLIER_ROW) + t);
      float angle = 1.5707964f * t / faded;
      y = TornadoMath.sin(angle) * x + TornadoMath.cos(angle) * earlier;
    }
    return y;
  }

  static float interpolate(FloatArray memory, IntArray ints, int d, int c, int t) {
    int xTime = Scalars.extent(ints, d + X_TIME);
    int yTime = Scalars.extent(ints, d + INNER);
    int place = Math.max(0, (2 * t + 1) * xTime - yTime); // in units of 1 / (2 yTime), exact
    int low = place / (2 * yTime);
    int high = Math.min(low + 1, xTime - 1);
    float f = (float) (place - low * 2 * yTime) / (2 * yTime);
    int x = ints.get(d + X) + c * ints.get(d + X_ROW);
    return (1f - f) * memory.get(x + low) + f * memory.get(x + high);
  }

  static float mean(FloatArray memory, IntArray ints, int d, int c) {
    int time = Scalars.extent(ints, d + X_TIME);
    int x = ints.get(d + X) + c * ints.get(d + X_ROW);
    float sum = 0f;
    for (int t = 0; t < time; t++) {
      sum += memory.get(x + t);
    }
    return sum / time;
  }
}

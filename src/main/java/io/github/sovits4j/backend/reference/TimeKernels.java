package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.TimeNorm;

/** What moves along the time axis, one channel at a time. */
final class TimeKernels {

  private TimeKernels() {}

  static void mean(MeanOverTime op, ReferenceGraph g) {
    int stride = op.x().size(1);
    int width = op.width();
    int time = g.value(op.x().dim(1)) / width;
    for (int c = 0; c < op.x().size(0); c++) {
      for (int f = 0; f < width; f++) {
        double sum = 0;
        for (int t = 0; t < time; t++) {
          sum += g.f(op.x())[c * stride + t * width + f];
        }
        g.f(op.y())[c * width + f] = (float) (sum / time);
      }
    }
  }

  static void norm(TimeNorm op, ReferenceGraph g) {
    int stride = op.x().size(1);
    int time = g.value(op.x().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    for (int c = 0; c < op.x().size(0); c++) {
      int row = c * stride;
      double sum = 0;
      for (int t = 0; t < time; t++) {
        sum += x[row + t];
      }
      double mean = sum / time;
      double squares = 0;
      for (int t = 0; t < time; t++) {
        squares += (x[row + t] - mean) * (x[row + t] - mean);
      }
      double factor = 1 / Math.sqrt(squares / time + op.epsilon());
      for (int t = 0; t < time; t++) {
        double normal = (x[row + t] - mean) * factor;
        y[row + t] = (float) normal * g.f(op.gamma())[c] + g.f(op.beta())[c];
      }
      Activations.apply(op.activation(), y, row, row + time);
    }
  }

  static void patches(Patches op, ReferenceGraph g) {
    int channels = op.x().size(0);
    int width = op.width();
    int narrowed = op.narrowed();
    int lines = g.value(op.x().dim(1)) / width;
    int time = g.value(op.y().dim(1)) / narrowed;
    int padding = (op.kernel() - 1) / 2;
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    for (int row = 0; row < op.y().size(0); row++) {
      int c = row % channels;
      int j = row / channels % op.kernel();
      int k = row / channels / op.kernel();
      for (int t = 0; t < time; t++) {
        int line = t * op.stride() + j - padding;
        for (int f = 0; f < narrowed; f++) {
          int at = f * op.stride() + k - padding;
          boolean inside = line >= 0 && line < lines && at >= 0 && at < width;
          y[row * op.y().size(1) + t * narrowed + f] =
              inside ? x[c * op.x().size(1) + line * width + at] : 0;
        }
      }
    }
  }

  static void interpolate(Interpolate op, ReferenceGraph g) {
    int xTime = g.value(op.x().dim(1));
    int yTime = g.value(op.y().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    for (int t = 0; t < yTime; t++) {
      long place = Math.max(0, (2L * t + 1) * xTime - yTime); // in units of 1 / (2 yTime)
      int low = (int) (place / (2L * yTime));
      int high = Math.min(low + 1, xTime - 1);
      float f = (float) (place % (2L * yTime)) / (2 * yTime);
      for (int c = 0; c < op.x().size(0); c++) {
        int row = c * op.x().size(1);
        y[c * op.y().size(1) + t] = (1 - f) * x[row + low] + f * x[row + high];
      }
    }
  }

  static void slice(SliceTime op, ReferenceGraph g) {
    int time = g.value(op.y().dim(1));
    int from = op.last() ? g.value(op.x().dim(1)) - time : 0;
    for (int c = 0; c < op.x().size(0); c++) {
      System.arraycopy(
          g.f(op.x()), c * op.x().size(1) + from, g.f(op.y()), c * op.y().size(1), time);
    }
  }

  static void crossFade(CrossFade op, ReferenceGraph g) {
    int time = g.value(op.x().dim(1));
    int faded = g.value(op.earlier().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    for (int c = 0; c < op.x().size(0); c++) {
      int row = c * op.x().size(1);
      for (int t = 0; t < time; t++) {
        if (t < faded) {
          double angle = Math.PI * t / (2.0 * faded);
          y[row + t] =
              (float)
                  (Math.sin(angle) * x[row + t]
                      + Math.cos(angle) * g.f(op.earlier())[c * op.earlier().size(1) + t]);
        } else {
          y[row + t] = x[row + t];
        }
      }
    }
  }
}

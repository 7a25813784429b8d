package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.TimeNorm;

/** What moves along the time axis, one channel at a time. */
final class TimeKernels {

  private TimeKernels() {}

  static void snake(Snake op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles alpha = g.doubles(op.alpha());
    Doubles scale = g.doubles(op.scale());
    Doubles y = g.doubles(op.y());
    int time = x.size(1);
    for (int c = 0; c < x.size(0); c++) {
      double[] v = new double[2 * time];
      for (int n = 0; n < v.length; n++) {
        double u = 0;
        for (int k = (n + 1) % 2; k < Snake.TAPS; k += 2) {
          int m = (n + 5 - k) / 2; // exact: the tap is odd where n is even
          u += 2 * Snake.tap(k) * x.at(c, Math.clamp(m, 0, time - 1));
        }
        double sine = Math.sin(alpha.at(c) * u);
        v[n] = u + scale.at(c) * sine * sine;
      }
      for (int t = 0; t < time; t++) {
        double sum = 0;
        for (int k = 0; k < Snake.TAPS; k++) {
          sum += Snake.tap(k) * v[Math.clamp(2 * t + k - 5, 0, v.length - 1)];
        }
        y.set(c, t, sum);
      }
    }
  }

  static void mean(MeanOverTime op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    int width = op.width();
    int time = x.size(1) / width;
    for (int c = 0; c < x.size(0); c++) {
      for (int f = 0; f < width; f++) {
        double sum = 0;
        for (int t = 0; t < time; t++) {
          sum += x.at(c, t * width + f);
        }
        y.set(c, f, sum / time);
      }
    }
  }

  static void norm(TimeNorm op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles gamma = g.doubles(op.gamma());
    Doubles beta = g.doubles(op.beta());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < x.size(0); c++) {
      double[] channel = new double[x.size(1)];
      for (int t = 0; t < channel.length; t++) {
        channel[t] = x.at(c, t);
      }
      double[] normal = Vectors.normalised(channel, op.epsilon());
      for (int t = 0; t < channel.length; t++) {
        y.set(c, t, Activations.act(op.activation(), normal[t] * gamma.at(c) + beta.at(c)));
      }
    }
  }

  static void responseNorm(ResponseNorm op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles gamma = g.doubles(op.gamma());
    Doubles beta = g.doubles(op.beta());
    Doubles y = g.doubles(op.y());
    int channels = x.size(0);
    double[] strength = new double[channels];
    double mean = 0;
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < x.size(1); t++) {
        strength[c] += x.at(c, t) * x.at(c, t);
      }
      strength[c] = Math.sqrt(strength[c]);
      mean += strength[c] / channels;
    }
    for (int c = 0; c < channels; c++) {
      double n = strength[c] / (mean + op.epsilon());
      for (int t = 0; t < x.size(1); t++) {
        y.set(c, t, gamma.at(c) * n * x.at(c, t) + beta.at(c) + x.at(c, t));
      }
    }
  }

  static void stretch(StretchTime op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < y.size(0); c++) {
      for (int t = 0; t < y.size(1); t++) {
        y.set(c, t, x.at(c, t * op.divisor() / op.times()));
      }
    }
  }

  static void patches(Patches op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    int channels = x.size(0);
    int width = op.width();
    int narrowed = op.narrowed();
    int lines = x.size(1) / width;
    int p = (op.kernel() - 1) / 2;
    for (int k = 0; k < op.kernel(); k++) {
      for (int j = 0; j < op.kernel(); j++) {
        for (int c = 0; c < channels; c++) {
          for (int t = 0; t < y.size(1) / narrowed; t++) {
            for (int f = 0; f < narrowed; f++) {
              int line = t * op.stride() + j - p;
              int place = f * op.stride() + k - p;
              boolean inside = 0 <= line && line < lines && 0 <= place && place < width;
              y.set(
                  (k * op.kernel() + j) * channels + c,
                  t * narrowed + f,
                  inside ? x.at(c, line * width + place) : 0);
            }
          }
        }
      }
    }
  }

  static void interpolate(Interpolate op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    long from = x.size(1);
    long to = y.size(1);
    for (int t = 0; t < to; t++) {
      long n = Math.max(0, (2L * t + 1) * from - to);
      int i = (int) (n / (2 * to));
      double f = n % (2 * to) / (2.0 * to);
      int next = Math.min(i + 1, x.size(1) - 1);
      for (int c = 0; c < x.size(0); c++) {
        y.set(c, t, (1 - f) * x.at(c, i) + f * x.at(c, next));
      }
    }
  }

  static void slice(SliceTime op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    int from = op.last() ? x.size(1) - y.size(1) : 0;
    for (int c = 0; c < x.size(0); c++) {
      for (int t = 0; t < y.size(1); t++) {
        y.set(c, t, x.at(c, from + t));
      }
    }
  }

  static void crossFade(CrossFade op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles earlier = g.doubles(op.earlier());
    Doubles y = g.doubles(op.y());
    int n = earlier.size(1);
    for (int c = 0; c < x.size(0); c++) {
      for (int t = 0; t < x.size(1); t++) {
        double angle = Math.PI * t / (2.0 * n);
        y.set(
            c,
            t,
            t < n ? Math.sin(angle) * x.at(c, t) + Math.cos(angle) * earlier.at(c, t) : x.at(c, t));
      }
    }
  }
}

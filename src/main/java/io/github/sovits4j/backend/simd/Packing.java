package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

/**
 * The orders in which a weight can lie in memory. Packed, the outputs of a panel lie together, for
 * every input one after another; where outputs do not fill the last panel there are zeros.
 */
enum Packing {
  /** As it came. */
  PLAIN {
    @Override
    int size(int[] shape, int stride) {
      int n = 1;
      for (int extent : shape) {
        n *= extent;
      }
      return n;
    }

    @Override
    void move(float[] plain, float[] packed, int[] shape, int stride, boolean pack, int all) {
      System.arraycopy(pack ? plain : packed, 0, pack ? packed : plain, 0, plain.length);
    }
  },

  /**
   * {@code [out, in]} or {@code [out, in, kernel]} as {@code [panel][kernel][in][PANEL]}: taps and
   * inputs are one axis, in the order in which they lie in a time-major x.
   */
  PANELS {
    @Override
    int size(int[] shape, int stride) {
      return Lanes.panels(shape[0]) * PANEL * shape[1] * kernel(shape);
    }

    @Override
    int pieces(int[] shape, int stride) {
      return Lanes.panels(shape[0]);
    }

    /** A panel, some inputs at a time, so that what their outputs share stays in the cache. */
    @Override
    void move(float[] plain, float[] packed, int[] shape, int stride, boolean pack, int panel) {
      int in = shape[1];
      int kernel = kernel(shape);
      int first = panel * PANEL;
      int outs = Math.min(PANEL, shape[0] - first);
      for (int k = 0; k < kernel; k++) {
        for (int from = 0; from < in; from += BLOCK) {
          int to = Math.min(in, from + BLOCK);
          for (int o = 0; o < outs; o++) {
            int p = (first + o) * in * kernel + k;
            int q = (first * kernel + k * PANEL) * in + o;
            for (int i = from; i < to; i++) {
              swap(plain, p + i * kernel, packed, q + i * PANEL, pack);
            }
          }
        }
      }
    }
  },

  /**
   * {@code [out, in, kernel]} of a grouped convolution: the {@link #PANELS} of one group behind
   * those of the other. What is a stride elsewhere is the number of groups.
   */
  GROUPED_PANELS {
    @Override
    int size(int[] shape, int groups) {
      return groups * PANELS.size(ofGroup(shape, groups), 1);
    }

    @Override
    void move(float[] plain, float[] packed, int[] shape, int groups, boolean pack, int all) {
      int[] group = ofGroup(shape, groups);
      int outs = group[0];
      int depth = group[1] * group[2];
      int size = PANELS.size(group, 1);
      for (int o = 0; o < shape[0]; o++) {
        int panel = o / outs * size + o % outs / PANEL * PANEL * depth + o % outs % PANEL;
        for (int k = 0; k < group[2]; k++) {
          for (int i = 0; i < group[1]; i++) {
            int from = (o * group[1] + i) * group[2] + k;
            swap(plain, from, packed, panel + (k * group[1] + i) * PANEL, pack);
          }
        }
      }
    }

    private static int[] ofGroup(int[] shape, int groups) {
      return new int[] {shape[0] / groups, shape[1], shape[2]};
    }
  },

  /** {@code [out, in, kernel]} as {@code [out, kernel, in]}: the weights of an output together. */
  TAPS {
    @Override
    int size(int[] shape, int stride) {
      return PLAIN.size(shape, stride);
    }

    @Override
    void move(float[] plain, float[] packed, int[] shape, int stride, boolean pack, int all) {
      int in = shape[1];
      int kernel = shape[2];
      for (int o = 0; o < shape[0]; o++) {
        for (int i = 0; i < in; i++) {
          for (int k = 0; k < kernel; k++) {
            swap(plain, (o * in + i) * kernel + k, packed, (o * kernel + k) * in + i, pack);
          }
        }
      }
    }
  },

  /**
   * {@code [in, out, kernel]} of a transposed convolution as {@code
   * [phase][panel][tap][in][PANEL]}: for each phase of the stride the taps that reach it, latest
   * first, so that they meet ascending time steps of x.
   */
  PHASES {
    @Override
    int size(int[] shape, int stride) {
      return Lanes.panels(shape[1]) * PANEL * shape[0] * shape[2];
    }

    @Override
    void move(float[] plain, float[] packed, int[] shape, int stride, boolean pack, int all) {
      int in = shape[0];
      int out = shape[1];
      int kernel = shape[2];
      int phaseStart = 0;
      for (int phase = 0; phase < stride; phase++) {
        Phase taps = Phase.of(kernel, stride, phase);
        int depth = taps.count() * in;
        for (int o = 0; o < out; o++) {
          int panel = phaseStart + o / PANEL * PANEL * depth + o % PANEL;
          for (int j = 0; j < taps.count(); j++) {
            int k = taps.latest() - j * stride;
            for (int i = 0; i < in; i++) {
              swap(plain, (i * out + o) * kernel + k, packed, panel + (j * in + i) * PANEL, pack);
            }
          }
        }
        phaseStart += Lanes.panels(out) * PANEL * depth;
      }
    }
  };

  /**
   * The taps of a transposed convolution that reach the outputs {@code stride·m + phase}.
   *
   * @param count how many
   * @param latest the last of them, {@code count − 1} strides after the first
   * @param reach which x the latest meets: {@code x[m + reach]}; the earlier taps meet the next
   *     ones
   */
  record Phase(int count, int latest, int reach) {

    static Phase of(int kernel, int stride, int phase) {
      int padding = (kernel - stride) / 2;
      int first = (phase + padding) % stride;
      int count = first < kernel ? (kernel - 1 - first) / stride + 1 : 0;
      int latest = first + (count - 1) * stride;
      return new Phase(count, latest, (phase + padding - latest) / stride);
    }
  }

  /** Inputs of a panel that are moved together. */
  private static final int BLOCK = 32;

  /** Elements of the packed form. */
  abstract int size(int[] shape, int stride);

  /** How many pieces {@link #move} has; threads may share them. */
  int pieces(int[] shape, int stride) {
    return 1;
  }

  /** A piece of it from plain to packed, or back. */
  abstract void move(
      float[] plain, float[] packed, int[] shape, int stride, boolean pack, int piece);

  /** From plain to packed, or back. */
  final void move(float[] plain, float[] packed, int[] shape, int stride, boolean pack) {
    for (int piece = 0; piece < pieces(shape, stride); piece++) {
      move(plain, packed, shape, stride, pack, piece);
    }
  }

  private static int kernel(int[] shape) {
    return shape.length > 2 ? shape[2] : 1;
  }

  private static void swap(float[] plain, int p, float[] packed, int q, boolean pack) {
    if (pack) {
      packed[q] = plain[p];
    } else {
      plain[p] = packed[q];
    }
  }
}

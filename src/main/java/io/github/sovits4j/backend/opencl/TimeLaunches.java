package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.TimeNorm;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** What moves along the time axis, one channel at a time, and the Fourier transform. */
final class TimeLaunches {

  /** Time steps of a work-group. */
  private static final String CHUNK = "CHUNK";

  /** Beyond a chunk: what its ends depend on, in whole vectors. */
  private static final int SNAKE_ROOM = 32;

  private TimeLaunches() {}

  static void mean(MeanOverTime op, OpenClGraph g) {
    int lanes = g.shape(TunedKernel.MEAN_OVER_TIME).lanes();
    g.kernel(TunedKernel.MEAN_OVER_TIME)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), op.width())
        .launch(new long[] {lanes}, op.x().size(0), op.width());
  }

  static void norm(TimeNorm op, OpenClGraph g) {
    g.kernel(TunedKernel.TIME_NORM)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.gamma())
        .tensor(op.beta())
        .real(op.epsilon())
        .tensor(op.y())
        .integers(op.x().size(1))
        .activation(op.activation())
        .launch(new long[] {g.shape(TunedKernel.TIME_NORM).lanes()}, op.x().size(0));
  }

  /** How strong every channel is, then all steps beside the mean of that. */
  static void responseNorm(ResponseNorm op, OpenClGraph g) {
    int channels = op.x().size(0);
    Shape shape = g.shape(TunedKernel.RESPONSE_NORM);
    cl_mem strength = g.scratch(GraphMemory.scratch(op));
    for (int phase = 0; phase < 2; phase++) {
      g.kernel(TunedKernel.RESPONSE_NORM, shape.with("MEASURES", 1 - phase))
          .lengths()
          .axis(op.x().dim(1))
          .tensor(op.x())
          .tensor(op.gamma())
          .tensor(op.beta())
          .real(op.epsilon())
          .memory(strength)
          .tensor(op.y())
          .integers(channels, op.x().size(1))
          .launch(new long[] {shape.lanes()}, channels);
    }
  }

  static void stretch(StretchTime op, OpenClGraph g) {
    g.kernel(TunedKernel.STRETCH_TIME)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1), op.times(), op.divisor())
        .elements(op.y().size(1), op.y().size(0));
  }

  static void patches(Patches op, OpenClGraph g) {
    g.kernel(TunedKernel.PATCHES)
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1), op.x().size(0))
        .integers(op.kernel(), op.stride(), op.width(), op.narrowed())
        .elements(op.y().size(1), op.y().size(0));
  }

  /** A work-group makes a chunk of a channel; both phases of what is twice as long lie with it. */
  static void snake(Snake op, OpenClGraph g) {
    Shape shape = g.shape(TunedKernel.SNAKE);
    int chunk = shape.get(CHUNK);
    long room = (chunk + SNAKE_ROOM) * (long) Float.BYTES;
    Binding kernel =
        g.kernel(TunedKernel.SNAKE)
            .lengths()
            .axis(op.x().dim(1))
            .tensor(op.x())
            .tensor(op.alpha())
            .tensor(op.scale())
            .tensor(op.y())
            .integers(op.x().size(1));
    for (int k = 0; k < Snake.TAPS / 2; k++) {
      kernel.real(Snake.tap(k));
    }
    kernel
        .local(room)
        .local(room)
        .launch(new long[] {shape.lanes()}, Math.ceilDiv(op.x().size(1), chunk), op.x().size(0));
  }

  static void interpolate(Interpolate op, OpenClGraph g) {
    g.kernel(TunedKernel.INTERPOLATE)
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1))
        .elements(op.y().size(1), op.y().size(0));
  }

  static void slice(SliceTime op, OpenClGraph g) {
    g.kernel(TunedKernel.SLICE_TIME)
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1), op.last() ? 1 : 0)
        .elements(op.y().size(1), op.y().size(0));
  }

  static void crossFade(CrossFade op, OpenClGraph g) {
    g.kernel(TunedKernel.CROSS_FADE)
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.earlier().dim(1))
        .tensor(op.x())
        .tensor(op.earlier())
        .tensor(op.y())
        .integers(op.x().size(1), op.earlier().size(1))
        .elements(op.y().size(1), op.y().size(0));
  }

  static void spectrogram(Spectrogram op, OpenClGraph g) {
    int size = op.window().size(0);
    int lanes = g.shape(TunedKernel.SPECTROGRAM).lanes();
    g.kernel(TunedKernel.SPECTROGRAM)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.window())
        .memory(twiddles(op, g))
        .tensor(op.y())
        .integers(op.hop(), Integer.numberOfTrailingZeros(size), op.y().size(0), op.y().size(1))
        .local(2L * size * Float.BYTES)
        .launch(new long[] {lanes}, op.y().size(1));
  }

  /** Cosines, then sines, of the roots of unity the transform needs. */
  private static cl_mem twiddles(Spectrogram op, OpenClGraph g) {
    int size = op.window().size(0);
    float[] roots = new float[Math.max(2, size)];
    for (int k = 0; k < size / 2; k++) {
      double angle = -2 * Math.PI * k / size;
      roots[k] = (float) Math.cos(angle);
      roots[size / 2 + k] = (float) Math.sin(angle);
    }
    long bytes = GraphMemory.twiddles(op);
    cl_mem buffer = g.extra("twiddles", bytes);
    g.session().queue().write(buffer, Pointer.to(roots), bytes);
    return buffer;
  }
}

package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Tensor;
import java.util.function.BiFunction;

/** What mixes or treats channels, one time step at a time. */
final class ChannelCases {

  /** Of most layer norms. */
  private static final float EPSILON = RowCases.EPSILON;

  private ChannelCases() {}

  static void addTo(CaseList list) {
    shapes(list, ChannelNorm.class, "", (r, dims) -> norm(r, dims, EPSILON));
    list.add(
        ChannelNorm.class,
        "mean far from 0",
        r -> {
          float[] x = r.normal(1, 24 * 5);
          for (int i = 0; i < x.length; i++) {
            x[i] += 100;
          }
          r.output(
              r.ops().channelNorm(r.input(x, 24, 5), r.constant(1, 0.2f, 24), r.bias(24), EPSILON));
        });
    list.add(
        ChannelNorm.class,
        "variance 0",
        r ->
            r.output(
                r.ops()
                    .channelNorm(
                        r.input(new float[24 * 5], 24, 5),
                        r.constant(1, 0.2f, 24),
                        r.bias(24),
                        EPSILON)));
    list.add(ChannelNorm.class, "epsilon 0.5", r -> r.output(norm(r, dims(24, 5), 0.5f)));
    shapes(
        list,
        Gate.class,
        "tanh, ",
        (r, dims) -> r.ops().gatedTanh(r.input(dims[0].times(2), dims[1])));
    shapes(
        list,
        Gate.class,
        "linear with residual, ",
        (r, dims) ->
            r.ops().gatedLinear(r.input(dims[0].times(2), dims[1]), r.input(dims[0], dims[1])));
    list.add(
        Gate.class,
        "large values",
        r -> r.output(r.ops().gatedTanh(r.input(r.normal(60, 8 * 33), 8, 33))));
    shapes(
        list, Blend.class, "sum, ", (r, dims) -> r.ops().blend(r.input(dims), r.input(dims), null));
    shapes(
        list,
        Blend.class,
        "weighted, ",
        (r, dims) -> r.ops().blend(r.input(dims), r.input(dims), r.input(dims)));
    shapes(list, FlipChannels.class, "", (r, dims) -> r.ops().flipChannels(r.input(dims)));
    list.add(
        FlipChannels.class, "two channels", r -> r.output(r.ops().flipChannels(r.input(2, 9))));
    shapes(
        list,
        ParametricRelu.class,
        "",
        (r, dims) ->
            r.ops().parametricRelu(r.input(dims), r.constant(0.2f, 0.3f, dims[0].capacity())));
    list.real(
        ParametricRelu.class,
        "speaker vector, 1024x1",
        r -> r.output(r.ops().parametricRelu(r.input(1024, 1), r.constant(0.2f, 0.1f, 1024))));
  }

  private static Tensor norm(Recording r, Dim[] dims, float epsilon) {
    int channels = dims[0].capacity();
    Tensor gamma = r.constant(1, 0.2f, channels);
    return r.ops().channelNorm(r.input(dims), gamma, r.bias(channels), epsilon);
  }

  private static Dim[] dims(int channels, int time) {
    return new Dim[] {Dim.of(channels), Dim.of(time)};
  }

  /** The same few shapes of {@code [channels, time]} for an operator. */
  static void shapes(
      CaseList list,
      Class<? extends Operator> operator,
      String name,
      BiFunction<Recording, Dim[], Tensor> call) {
    for (int[] s : new int[][] {{1, 1}, {1, 9}, {33, 1}, {5, 33}, {65, 129}}) {
      list.add(
          operator,
          name + s[0] + "x" + s[1],
          r -> r.output(call.apply(r, new Dim[] {Dim.of(s[0]), Dim.of(s[1])})));
    }
    for (int time : new int[] {1, 8, 17}) {
      list.add(
          operator,
          name + "dynamic, " + time + " of 17",
          r -> r.output(call.apply(r, new Dim[] {Dim.of(12), r.length(time, 17)})));
    }
    list.real(
        operator,
        name + "192x200",
        r -> r.output(call.apply(r, new Dim[] {Dim.of(192), Dim.of(200)})));
  }
}

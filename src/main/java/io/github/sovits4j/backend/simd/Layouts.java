package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.SumToRows;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import java.util.HashSet;
import java.util.Set;

/**
 * Which inputs and results of a program lie time-major, {@code [time, channel]}, though their shape
 * is {@code [channel, time]}: those that operators on channels write, and inputs that such
 * operators read. Only this backend knows; the host sees the shape it gave.
 */
final class Layouts {

  private final Set<Tensor> timeMajor = new HashSet<>();

  Layouts(Program program) {
    Set<Tensor> inputs = new HashSet<>(program.inputs());
    for (Operator operator : program.operators()) {
      if (onChannels(operator)) {
        operator.writes().stream().filter(Layouts::plane).forEach(timeMajor::add);
        operator.reads().stream()
            .filter(inputs::contains)
            .filter(Layouts::plane)
            .forEach(timeMajor::add);
      }
    }
  }

  private static boolean plane(Tensor tensor) {
    return tensor.rank() == 2 && tensor.type() == DataType.F32;
  }

  boolean timeMajor(Tensor tensor) {
    return timeMajor.contains(tensor);
  }

  private static boolean onChannels(Operator operator) {
    return switch (operator) {
      case Lookup op -> true;
      case NearestCode op -> true;
      case Attention op -> true;
      case ChannelNorm op -> true;
      case Conv1d op -> true;
      case GroupedConv1d op -> true;
      case ConvTranspose1d op -> true;
      case Couple op -> true;
      case FlipChannels op -> true;
      case Gate op -> true;
      case Blend op -> true;
      case SamplePrior op -> true;
      case Interpolate op -> true;
      case Snake op -> true;
      case SliceTime op -> true;
      case CrossFade op -> true;
      case MeanOverTime op -> true;
      case TimeNorm op -> true;
      case Patches op -> true;
      case ParametricRelu op -> true;
      case Spectrogram op -> true;
      case SumToRows op -> true;
      case EulerStep op -> true;
      case ResponseNorm op -> true;
      case StretchTime op -> true;
      case Linear op -> false;
      case ModulatedNorm op -> false;
      case GatedLinear op -> false;
      case RotatePairs op -> false;
      case LinearResidualNorm op -> false;
      case ProjectQkv op -> false;
      case LastRow op -> false;
      case RowNorm op -> false;
      case EmbedRows op -> false;
      case EmbedCode op -> false;
      case PrefillAttention op -> false;
      case DecodeAttention op -> false;
      case SampleCode op -> false;
    };
  }
}

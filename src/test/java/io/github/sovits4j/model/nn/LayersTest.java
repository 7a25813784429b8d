package io.github.sovits4j.model.nn;

import static io.github.sovits4j.ops.Addends.residual;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What layers record: settings, lengths, and how often. */
class LayersTest {

  private final Ops ops = new Ops();

  private static Conv conv(int out, int in, int kernel) {
    Tensor weight = Tensor.fixed("w", DataType.F32, Tensor.Kind.CONSTANT, out, in, kernel);
    return new Conv(weight, null, Conv1d.Settings.DEFAULT.same(kernel, 1));
  }

  @Test
  void aConvolutionKeepsTheLengthWhateverItsDilation() {
    Tensor x = ops.input("x", DataType.F32, Dim.of(3), ops.length("time", 20).dim());
    for (Conv conv : List.of(conv(5, 3, 1), conv(5, 3, 7), conv(5, 3, 7).dilated(3).leaky(0.1f))) {
      assertEquals(List.of(Dim.of(5), x.dim(1)), conv.apply(ops, x).dims());
    }
    assertEquals(9, conv(5, 3, 7).dilated(3).settings().padding());
  }

  /** The seven convolutions of HuBERT give ⌊(N − 400)/320⌋ + 1 frames. */
  @Test
  void lengthsFollowFromEachOtherThroughStridedConvolutions() {
    int[] kernels = {10, 3, 3, 3, 3, 2, 2};
    int[] strides = {5, 2, 2, 2, 2, 2, 2};
    Length samples = ops.length("samples", 57600);
    Tensor x = ops.input("x", DataType.F32, Dim.of(1), samples.dim());
    for (int i = 0; i < kernels.length; i++) {
      x = conv(1, 1, kernels[i]).strided(strides[i]).apply(ops, x);
    }
    assertEquals(179, x.size(1));
    for (int n : new int[] {400, 719, 720, 16000, 57600}) {
      int frames = n;
      for (Length length : ops.program().lengths()) {
        frames = length.rule() == null ? frames : length.rule().value(frames);
      }
      assertEquals((n - 400) / 320 + 1, frames, n + " samples");
    }
  }

  @Test
  void equalRulesAreOneLength() {
    Tensor x = ops.input("x", DataType.F32, Dim.of(3), ops.length("time", 20).dim());
    Tensor shortcut = conv(3, 3, 1).strided(2).apply(ops, x);
    Conv padded =
        new Conv(conv(3, 3, 3).weight(), null, Conv1d.Settings.DEFAULT.same(3, 1).stride(2));
    padded.apply(ops, x, residual(shortcut)); // else their extents would be different ones
    assertEquals(2, ops.program().lengths().size());
  }

  @Test
  void repeatedLayersGetEachOthersResults() {
    Tensor x = ops.input("x", DataType.F32, Dim.of(3), Dim.of(9));
    List<Conv> layers = List.of(conv(3, 3, 1), conv(3, 3, 3), conv(3, 3, 5));
    Tensor y = ops.repeat(layers, x, (layer, h) -> layer.apply(ops, ops.flipChannels(h)));
    Program program = ops.program();
    assertEquals(List.of(new Program.Repeat(0, 2, 3)), program.repeats());
    assertSame(program.operators().get(5).writes().getFirst(), y);
    for (int i = 2; i < 6; i++) {
      assertSame(
          program.operators().get(i - 1).writes().getFirst(),
          program.operators().get(i).reads().getFirst());
    }
  }

  @Test
  void layersOfSeveralKindsDoNotRepeat() {
    Tensor x = ops.input("x", DataType.F32, Dim.of(3), Dim.of(9));
    assertThrows(
        IllegalStateException.class,
        () -> ops.repeat(List.of(1, 2), x, (i, h) -> i == 1 ? h : ops.flipChannels(h)));
    assertThrows(IllegalStateException.class, () -> ops.repeat(List.<Conv>of(), x, (c, h) -> h));
  }
}

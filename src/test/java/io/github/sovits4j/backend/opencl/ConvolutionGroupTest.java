package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tuning is measured on some shapes and used for all: none may ask for what a GPU lacks. */
class ConvolutionGroupTest {

  @ParameterizedTest
  @EnumSource(names = {"CONV1D", "CONV1D_STRIDED", "CONV1D_FEW"})
  void whateverIsTunedFitsEveryShape(TunedKernel kernel) {
    int stride = kernel == TunedKernel.CONV1D_STRIDED ? 5 : 1;
    for (Shape tuned : all(kernel)) {
      for (int tile = 1; tile <= tuned.get(ConvolutionLaunches.OT); tile++) { // grouped: any
        Shape shape = tuned.with(ConvolutionLaunches.OT, tile);
        for (int in : new int[] {1, 17, 48, 192, 768}) {
          for (int time : new int[] {1, 179, 8000}) {
            for (int tiles : new int[] {1, 3, 96}) {
              for (int size : new int[] {1, 11, 128, 2500}) {
                fits(shape, in, time, tiles, size, stride);
              }
            }
          }
        }
      }
    }
  }

  /** "20 channels to 21" and "2 groups of 17 to 7" of the case table, in the shape untuned. */
  @Test
  void theCasesComeToATileBeyondTheLastAndToLanesOfAnOddTile() {
    Shape untuned = new Shape(TunedKernel.CONV1D.searched(true).defaults());
    ConvolutionGroup group = ConvolutionGroup.of(untuned, 20, 37, 3, 1, 3, 1, 1);
    assertTrue(group.slab() > 0, group::toString);
    assertEquals(2, group.shape().get("TALL"), group::toString);
    assertEquals(2, group.groups()[1], group::toString);
    group = ConvolutionGroup.of(untuned.with(ConvolutionLaunches.OT, 7), 17, 35, 1, 2, 4, 1, 1);
    assertTrue(group.slab() > 0 && group.shape().lanes() > 1, group::toString);
  }

  private static void fits(Shape shape, int in, int time, int tiles, int size, int stride) {
    ConvolutionGroup group =
        ConvolutionGroup.of(shape, in, time, tiles, 1, size, stride, size == 11 ? 5 : 1);
    assertTrue(group.localBytes() <= 32 << 10, group::toString);
    long[] items = group.local();
    assertTrue(items[0] * items[1] <= 512, group::toString);
    long covered = group.groups()[0] * items[0] * shape.get(Shape.VEC);
    assertTrue(covered >= time, group::toString);
    assertTrue(items[1] % group.shape().lanes() == 0, group::toString);
    assertTrue(items[1] / group.shape().lanes() * group.groups()[1] >= tiles, group::toString);
  }

  /** Every choice of values that the search has for a GPU. */
  private static List<Shape> all(TunedKernel kernel) {
    List<Map<String, Integer>> chosen = new ArrayList<>(List.of(Map.of()));
    kernel
        .searched(true)
        .values()
        .forEach(
            (parameter, values) -> {
              List<Map<String, Integer>> longer = new ArrayList<>();
              for (Map<String, Integer> some : chosen) {
                for (int value : values) {
                  Map<String, Integer> more = new HashMap<>(some);
                  more.put(parameter, value);
                  longer.add(more);
                }
              }
              chosen.clear();
              chosen.addAll(longer);
            });
    return chosen.stream().map(Shape::new).toList();
  }
}

package io.github.sovits4j.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Views of tensors: below a prefix, some rows, several stacked. */
class ParametersTest {

  private record Stored(int[] shape, float[] data) {}

  private static final class Source implements TensorSource {
    private final Map<String, Stored> tensors = new LinkedHashMap<>();

    Source with(String name, float[] data, int... shape) {
      tensors.put(name, new Stored(shape, data));
      return this;
    }

    @Override
    public Set<String> names() {
      return tensors.keySet();
    }

    @Override
    public int[] shape(String name) {
      return get(name).shape.clone();
    }

    @Override
    public float[] floats(String name) {
      return get(name).data.clone();
    }

    private Stored get(String name) {
      if (!contains(name)) {
        throw new UserException("no tensor " + name);
      }
      return tensors.get(name);
    }
  }

  private final Source source =
      new Source()
          .with("a.q.weight", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
          .with("a.q.bias", new float[] {10, 20, 30}, 3)
          .with("a.k.weight", new float[] {7, 8}, 1, 2)
          .with("a.k.bias", new float[] {40}, 1)
          .with("a.wide.weight", new float[] {7, 8, 9}, 1, 3)
          .with("n.0.weight_g", new float[] {10, 4}, 2, 1, 1)
          .with("n.0.weight_v", new float[] {3, 4, 0, -2}, 2, 1, 2);
  private final Backend backend = Backends.open("reference");
  private final DeviceWeights weights = new DeviceWeights(backend, source);
  private final Parameters p = weights.parameters();

  @AfterEach
  void close() {
    backend.close();
  }

  private void assertHolds(Tensor tensor, String shape, float... values) {
    assertEquals(shape, tensor.dims().toString());
    assertArrayEquals(values, backend.floats(tensor), 1e-6f);
  }

  @Test
  void prefixesAdd() {
    assertHolds(p.at("a").at("q").get("bias"), "[3]", 10, 20, 30);
    assertHolds(p.at("a.q").kernel("weight"), "[3, 2, 1]", 1, 2, 3, 4, 5, 6);
    assertTrue(p.at("n").at(0).contains("weight_g"));
    assertNull(p.at("n").at(0).find("bias"));
    String message =
        assertThrows(UserException.class, () -> p.at("a").at("v").get("bias")).getMessage();
    assertTrue(message.contains("a.v.bias"), message);
  }

  @Test
  void rowsAreThoseOfEveryTensor() {
    Parameters two = p.at("a.q").rows(1, 2);
    assertHolds(two.kernel("weight"), "[2, 2, 1]", 3, 4, 5, 6);
    assertHolds(two.get("bias"), "[2]", 20, 30);
    Parameters beyond = p.at("a.q").rows(2, 2);
    assertThrows(IllegalArgumentException.class, () -> beyond.get("bias"));
  }

  @Test
  void stackedTensorsStandBelowEachOther() {
    Parameters both = p.at("a").stacked("q", "k");
    assertHolds(both.matrix("weight"), "[4, 2]", 1, 2, 3, 4, 5, 6, 7, 8);
    assertHolds(both.get("bias"), "[4]", 10, 20, 30, 40);
    Parameters unlike = p.at("a").stacked("q", "wide");
    assertThrows(IllegalArgumentException.class, () -> unlike.matrix("weight"));
    assertFalse(unlike.contains("bias"), "one of them has none");
  }

  @Test
  void weightNormIsFoldedAndSoAreItsRows() {
    assertHolds(p.at("n.0").kernel("weight"), "[2, 1, 2]", 6, 8, 0, -4);
    assertHolds(p.at("n.0").rows(1, 1).kernel("weight"), "[1, 1, 2]", 0, -4);
  }

  @Test
  void closingReleasesEveryUpload() {
    long before = backend.memory().used();
    new Conv(p.at("a.q"));
    p.at("a").stacked("q", "k").matrix("weight");
    assertTrue(backend.memory().used() > before);
    weights.close();
    assertEquals(before, backend.memory().used());
  }

  @Test
  void matricesAreStoredAsAsked() {
    DeviceWeights half = new DeviceWeights(backend, source, DataType.F16);
    assertEquals(DataType.F16, half.parameters().at("a.q").matrix("weight").type());
    assertEquals(DataType.F32, half.parameters().at("a.q").get("bias").type());
    source.with("big.weight", new float[] {1e6f}, 1, 1);
    Parameters big = half.parameters().at("big");
    String message = assertThrows(UserException.class, () -> big.matrix("weight")).getMessage();
    assertTrue(message.contains("big.weight"), message);
  }
}

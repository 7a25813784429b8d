package io.github.sovits4j.weights.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.Damage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The format itself: what is read of it, and that no file does harm. */
class OnnxReaderTest {

  private static final Path NETWORK = Path.of("src/test/resources/polyphones/g2pW.onnx");

  private static OnnxGraph read(byte[] bytes) {
    return OnnxReader.read("it.onnx", MemorySegment.ofArray(bytes));
  }

  private static byte[] model(OnnxBytes graph) {
    OnnxBytes operators = new OnnxBytes().text(1, "").integer(2, 17);
    return new OnnxBytes().integer(1, 8).message(7, graph).message(8, operators).bytes();
  }

  private static byte[] withTensor(OnnxBytes tensor) {
    return model(new OnnxBytes().message(5, tensor));
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static String refused(byte[] bytes) {
    String message = assertThrows(UserException.class, () -> read(bytes)).getMessage();
    assertTrue(message.startsWith("it.onnx"), message);
    assertTrue(message.lines().count() == 1 && message.endsWith("."), message);
    return message;
  }

  @Test
  void aGraphHasNodesTensorsInputsAndOutputs() {
    OnnxBytes attribute = new OnnxBytes().text(1, "perm").integer(8, 1).integer(8, 0);
    OnnxBytes packed = new OnnxBytes().text(1, "axes").bytes(8, new byte[] {2, 3});
    OnnxBytes node =
        new OnnxBytes()
            .text(1, "x")
            .text(1, "")
            .text(2, "y")
            .text(3, "turn")
            .text(4, "Transpose")
            .message(5, attribute)
            .message(5, packed)
            .text(7, "ai.onnx");
    OnnxBytes other = new OnnxBytes().text(2, "z").text(4, "Gelu").text(7, "com.microsoft");
    OnnxBytes tensor =
        new OnnxBytes()
            .integer(1, 2)
            .integer(1, 1)
            .integer(2, 1)
            .text(8, "w")
            .bytes(4, floats(1, 2));
    OnnxGraph graph =
        read(
            model(
                new OnnxBytes()
                    .message(1, node)
                    .message(1, other)
                    .message(5, tensor)
                    .message(11, new OnnxBytes().text(1, "x"))
                    .message(11, new OnnxBytes().text(1, "w"))
                    .message(12, new OnnxBytes().text(1, "y"))));
    assertEquals(List.of("x"), graph.inputs(), "a stored tensor is no input");
    assertEquals(List.of("y"), graph.outputs());
    OnnxNode first = graph.nodes().getFirst();
    assertEquals("Transpose", first.type());
    assertEquals(List.of("x", ""), first.inputs());
    assertEquals(List.of(1L, 0L), first.attributes().get("perm").integers());
    assertEquals(List.of(2L, 3L), first.attributes().get("axes").integers());
    assertEquals("com.microsoft.Gelu", graph.nodes().get(1).type());
    OnnxTensor w = graph.tensors().get("w");
    assertArrayEquals(new int[] {2, 1}, w.info().shape());
    assertArrayEquals(new float[] {1, 2}, w.floats());
  }

  @Test
  void elementsStandInAnyOfTheFormatsPlaces() {
    OnnxBytes raw = new OnnxBytes().integer(1, 1).integer(2, 1).bytes(9, floats(7)).text(8, "raw");
    assertEquals(7, read(withTensor(raw)).tensors().get("raw").floats()[0]);
    OnnxBytes single = new OnnxBytes().integer(1, 2).integer(2, 1).text(8, "one by one");
    for (byte[] value : List.of(floats(3), floats(4))) {
      single.raw(4 << 3 | 5, value[0], value[1], value[2], value[3]);
    }
    assertArrayEquals(
        new float[] {3, 4}, read(withTensor(single)).tensors().get("one by one").floats());
    OnnxBytes longs =
        new OnnxBytes().integer(1, 2).integer(2, 7).text(8, "longs").integer(7, -1).integer(7, 300);
    assertArrayEquals(new long[] {-1, 300}, read(withTensor(longs)).tensors().get("longs").longs());
    OnnxBytes halves = new OnnxBytes().integer(1, 1).integer(2, 10).text(8, "h").integer(5, 0x3c00);
    OnnxTensor half = read(withTensor(halves)).tensors().get("h");
    assertEquals(DType.F16, half.info().dtype());
    assertEquals(1, half.floats()[0]);
  }

  @Test
  void whatIsNotSoundIsRefusedInOneSentence() {
    OnnxBytes tensor = new OnnxBytes().integer(1, 1).integer(2, 1).text(8, "w");
    String message = refused(withTensor(tensor));
    assertTrue(message.contains("needs 4 bytes and has 0"), message);
    message = refused(withTensor(new OnnxBytes().integer(1, 1).integer(2, 8).text(8, "w")));
    assertTrue(message.contains("ONNX's type 8"), message);
    message = refused(withTensor(new OnnxBytes().integer(1, -1).integer(2, 1).text(8, "w")));
    assertTrue(message.contains("an axis of -1"), message);
    OnnxBytes elsewhere =
        new OnnxBytes()
            .integer(1, 1)
            .integer(2, 1)
            .text(8, "w")
            .message(13, new OnnxBytes().text(1, "location").text(2, "/etc/passwd"))
            .integer(14, 1);
    message = refused(withTensor(elsewhere));
    assertTrue(message.contains("external data"), message);
    message = refused(new OnnxBytes().integer(1, 8).bytes());
    assertTrue(message.contains("no graph"), message);
    message = refused(new OnnxBytes().integer(1, 8).message(7, new OnnxBytes()).bytes());
    assertTrue(message.contains("opset_import"), message);
    OnnxBytes twice = new OnnxBytes().message(5, tensor.bytes(9, floats(1))).message(5, tensor);
    message = refused(model(twice));
    assertTrue(message.contains("two tensors 'w'"), message);
    message = refused(model(new OnnxBytes().message(1, new OnnxBytes().text(4, "x".repeat(5000)))));
    assertTrue(message.contains("a name of 5000 bytes"), message);
    refused(new byte[] {7 << 3 | 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
    refused(new byte[] {0});
    refused("<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Graphs in graphs are passed over, so that nothing a file says is followed into depth. */
  @Test
  void depthIsPassedOver() {
    OnnxBytes deep = new OnnxBytes();
    for (int i = 0; i < 200; i++) {
      deep =
          new OnnxBytes().message(1, new OnnxBytes().message(5, new OnnxBytes().message(6, deep)));
    }
    OnnxGraph graph = read(model(deep));
    assertEquals(1, graph.nodes().size());
  }

  /** So many of anything are no network's, and are refused before the heap is full of them. */
  @Test
  void numbersAreBounded() {
    OnnxBytes nodes = new OnnxBytes();
    for (int i = 0; i < 100_001; i++) {
      nodes.raw(1 << 3 | 2, 0);
    }
    assertTrue(refused(model(nodes)).contains("more than 100000 nodes"));
    byte[] ones = new byte[1_000_001];
    Arrays.fill(ones, (byte) 1);
    OnnxBytes integers =
        new OnnxBytes().integer(1, ones.length).integer(2, 7).text(8, "w").bytes(7, ones);
    assertTrue(refused(withTensor(integers)).contains("more than 1000000"));
    OnnxBytes axes = new OnnxBytes().bytes(1, Arrays.copyOf(ones, 9)).integer(2, 1).text(8, "w");
    assertTrue(refused(withTensor(axes)).contains("more than 8 axes"));
  }

  /** A file that was cut short anywhere, and files with damage anywhere. */
  @Test
  void damageIsRefusedOrRead() throws IOException {
    byte[] sound = Files.readAllBytes(NETWORK);
    OnnxGraph whole = read(sound);
    assertTrue(PolyphoneGraph.isOne(whole));
    long seed = Long.getLong("sovits4j.fuzz.seed", 20261126L);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] cut = Arrays.copyOf(sound, 1 + random.nextInt(sound.length - 1));
      refused(cut);
    }
    for (int missing = 1; missing <= 64; missing++) { // what stands behind the graph
      refused(Arrays.copyOf(sound, sound.length - missing));
    }
    for (int i = 0; i < Integer.getInteger("sovits4j.fuzz.count", 3000); i++) {
      byte[] damaged = Damage.apply(sound, random);
      try {
        OnnxGraph graph = read(damaged);
        if (PolyphoneGraph.isOne(graph)) {
          PolyphoneGraph.weights("it.onnx", graph);
        }
      } catch (UserException e) {
        assertEquals(1, e.getMessage().lines().count(), "seed " + seed + " input " + i);
      }
    }
  }
}

package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void readsWhatItWrote() throws IOException {
    Path path = folder.resolve("a.safetensors");
    List<TensorInfo> tensors =
        List.of(
            new TensorInfo("none", DType.F32, 0, 4),
            new TensorInfo("single", DType.F32, 2, 2),
            new TensorInfo("half \"ä\"", DType.F16, 3),
            new TensorInfo("brain", DType.BF16, 2),
            new TensorInfo("scalar", DType.I64),
            new TensorInfo("bytes", DType.U8, 2),
            new TensorInfo("double", DType.F64, 1));
    try (SafetensorsWriter out =
        SafetensorsWriter.create(path, tensors, Map.of("made", "by a test"))) {
      out.writeFloats("single", new float[] {9, 1, -2, 3.5f, 4}, 1, 1);
      out.writeFloats("single", new float[] {9, 1, -2, 3.5f, 4}, 2, 3);
      out.write("half \"ä\"", of(little(4).putShort((short) 0x3c00).putShort((short) 0xc000)));
      out.write("half \"ä\"", of(little(2).putShort((short) 0x0001)));
      out.write("brain", of(little(4).putShort((short) 0x3f80).putShort((short) 0xc040)));
      out.write("scalar", of(little(8).putLong(-5_000_000_000L)));
      out.write("bytes", of(little(2).put((byte) 7).put((byte) -1)));
      out.write("double", of(little(8).putDouble(0.1)));
      out.finish();
    }
    try (Safetensors in = Safetensors.open(path)) {
      assertEquals(
          tensors.stream().map(TensorInfo::name).toList(), List.copyOf(in.names()), "order");
      assertEquals(Map.of("made", "by a test"), in.metadata());
      assertArrayEquals(new int[] {2, 2}, in.shape("single"));
      assertArrayEquals(new float[] {1, -2, 3.5f, 4}, in.floats("single"));
      assertArrayEquals(new float[] {1, -2, 0x1p-24f}, in.floats("half \"ä\""));
      assertArrayEquals(new float[] {1, -3}, in.floats("brain"));
      assertArrayEquals(new float[0], in.floats("none"));
      assertArrayEquals(new long[] {-5_000_000_000L}, in.longs("scalar"));
      assertArrayEquals(new int[] {7, 255}, in.ints("bytes"));
      assertArrayEquals(new double[] {0.1}, in.doubles("double"));
      assertEquals(DType.BF16, in.dtype("brain"));
      assertTrue(in.bytes("single").isReadOnly());
      assertTrue(in.contains("scalar"));
      assertFalse(in.contains("other"));
      says("'other' is missing", () -> in.floats("other"));
      says("'scalar' holds I64", () -> in.floats("scalar"));
      says("'double' holds F64", () -> in.floats("double"));
      says("'single' holds F32", () -> in.longs("single"));
      says("does not fit into 32 bits", () -> in.ints("scalar"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void leavesNothingWhenAborted() throws IOException {
    Path path = folder.resolve("a.safetensors");
    Files.writeString(path, "the old one");
    List<TensorInfo> tensors = List.of(new TensorInfo("a", DType.F32, 2));
    try (SafetensorsWriter out = SafetensorsWriter.create(path, tensors, Map.of())) {
      out.writeFloats("a", new float[1], 0, 1);
      assertThrows(IllegalStateException.class, out::finish);
      assertThrows(IllegalStateException.class, () -> out.writeFloats("b", new float[1], 0, 1));
      assertThrows(IllegalStateException.class, () -> out.writeFloats("a", new float[2], 0, 2));
    }
    assertEquals("the old one", Files.readString(path));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    Path nowhere = folder.resolve("missing/a.safetensors");
    says("cannot be written", () -> SafetensorsWriter.create(nowhere, tensors, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}|16|belong to none
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}|4|of the data, which has 4
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}|4|needs 8 bytes
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}|8|should lie in bytes 8 to 0
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}|8|should lie in bytes -8
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}|8|leaves a gap
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}|12|'b' leaves a gap after tensor 'a'
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}|8|overlaps
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}|8|Duplicate
          {"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}|8|element type 'F33'
          {"a":{"dtype":3,"shape":[2],"data_offsets":[0,8]}}|8|text as dtype
          {"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}|8|whole numbers as shape
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}|8|extents from 0
          {"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,8]}}|8|63 bits
          {"a":{"dtype":"F64","shape":[2147483647,2147483647],"data_offsets":[0,8]}}|8|63 bits
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}|8|out of range
          {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}|8|at most 16
          {"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}|8|as shape
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}|8|two data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}|8|two data_offsets
          {"a":{"dtype":"F32","shape":[2]}}|8|two data_offsets
          {"a":{"dtype":"F32","data_offsets":[0,8]}}|8|a shape of
          {"a":{"shape":[2],"data_offsets":[0,8]}}|8|a dtype of
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}|8|only dtype
          {"a":[1]}|0|an object as the value
          {"__metadata__":{"a":1}}|0|text in __metadata__
          {"__metadata__":[]}|0|an object as __metadata__
          {}{}|0|nothing after
          {"a":|0|not sound JSON
          {"a":{"dtype":"F32","shape":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],"data_offsets":[0,8]}}|8|whole numbers as shape
          """)
  void refusesUnsoundHeaders(String header, int data, String message) throws IOException {
    Path path = folder.resolve("a.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = little(8 + json.length + data).putLong(json.length).put(json);
    Files.write(path, all(file));
    says(message, () -> Safetensors.open(path).close());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 40, 100_000_001L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void refusesUnsoundHeaderLengths(long length) throws IOException {
    Path path = folder.resolve("a.safetensors");
    byte[] braces = "{}      ".getBytes(StandardCharsets.UTF_8);
    Files.write(path, all(little(16).putLong(length).put(braces)));
    says("a.safetensors", () -> Safetensors.open(path).close());
  }

  @Test
  void saysWhatOtherFilesAre() throws IOException {
    Path path = folder.resolve("a.safetensors");
    says("There is no file", () -> Safetensors.open(path).close());
    says("is a folder", () -> Safetensors.open(folder).close());
    String[][] cases = {
      {"", "is empty"},
      {"abc", "61 62 63"},
      {"<!DOCTYPE html><html>not found</html>", "a web page"},
      {"PK\3\4 and so on", "sovits convert"},
      {"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"},
    };
    for (String[] each : cases) {
      Files.writeString(path, each[0]);
      says(each[1], () -> Safetensors.open(path).close());
    }
  }

  @Test
  void survivesRandomDamage() throws IOException {
    Path path = folder.resolve("a.safetensors");
    List<TensorInfo> tensors =
        List.of(new TensorInfo("first", DType.F32, 3, 2), new TensorInfo("second", DType.F16, 4));
    try (SafetensorsWriter out = SafetensorsWriter.create(path, tensors, Map.of("key", "value"))) {
      out.writeFloats("first", new float[6], 0, 6);
      out.write("second", MemorySegment.ofArray(new byte[8]));
      out.finish();
    }
    byte[] sound = Files.readAllBytes(path);
    Random random = new Random(20240601);
    int refused = 0;
    for (int round = 0; round < 4000; round++) {
      byte[] damaged = Damage.apply(sound, random);
      Files.write(path, damaged);
      try (Safetensors in = Safetensors.open(path)) {
        for (String name : in.names()) {
          assertEquals(in.info(name).byteSize(), in.bytes(name).byteSize());
        }
      } catch (UserException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "refused " + refused);
  }

  private static void says(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(UserException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.length() < 2000 && message.indexOf('\n') < 0, message);
  }

  private static byte[] all(ByteBuffer bytes) {
    byte[] out = new byte[bytes.capacity()];
    bytes.rewind().get(out);
    return out;
  }

  private static MemorySegment of(ByteBuffer bytes) {
    return MemorySegment.ofArray(all(bytes));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

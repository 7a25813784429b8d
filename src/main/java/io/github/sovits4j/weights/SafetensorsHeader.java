package io.github.sovits4j.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: which tensor lies where. Format: eight bytes little-endian
 * header length, that many bytes of JSON, then the data.
 */
final class SafetensorsHeader {

  /** Longest header accepted, in bytes. */
  static final long LONGEST = 100_000_000;

  private static final int MOST_TENSORS = 200_000;
  private static final int MOST_TEXT = 1 << 24;
  private static final int HIGHEST_RANK = 16;
  private static final String METADATA = "__metadata__";

  /**
   * A tensor and where its data begins, in bytes from the start of the data part.
   *
   * @param info name, type and shape
   * @param begin first byte
   */
  record Placed(TensorInfo info, long begin) {
    long end() {
      return begin + info.byteSize();
    }
  }

  private final String file;
  private final long dataStart;
  private final long dataSize;
  private final Map<String, Placed> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private long text;

  private SafetensorsHeader(String file, long dataStart, long dataSize) {
    this.file = file;
    this.dataStart = dataStart;
    this.dataSize = dataSize;
  }

  /** Reads and checks the header of a mapped file. */
  static SafetensorsHeader read(Path path, MemorySegment bytes) {
    String file = Quote.path(path);
    if (bytes.byteSize() < 8 || !FileKind.isSafetensors(bytes)) {
      throw new UserException(
          file
              + " is not a safetensors file: it is "
              + FileKind.describe(bytes)
              + ". Convert checkpoints with 'sovits convert', or get the file again.");
    }
    long length = bytes.get(Elements.LONG, 0);
    if (length < 2 || length > LONGEST) { // negative: 2^63 and more
      throw new UserException(
          file
              + " claims in its first eight bytes a header of "
              + Long.toUnsignedString(length)
              + " bytes, expected 2 to "
              + LONGEST
              + ". The file is damaged or not a safetensors file.");
    }
    if (length > bytes.byteSize() - 8) {
      throw new UserException(
          file
              + " is cut off: its header should have "
              + length
              + " bytes, but only "
              + (bytes.byteSize() - 8)
              + " follow. Get the file again.");
    }
    SafetensorsHeader header =
        new SafetensorsHeader(file, 8 + length, bytes.byteSize() - 8 - length);
    header.parse(bytes.asSlice(8, length));
    header.checkLayout();
    return header;
  }

  long dataStart() {
    return dataStart;
  }

  Map<String, Placed> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  private void parse(MemorySegment json) {
    // Read where it lies: a header of 100 MB costs the heap only what it names.
    try (InputStream in = new ByteBufferBackedInputStream(json.asByteBuffer());
        JsonParser parser = StrictJson.factory().createParser(in)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "an object at the top");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        count(name);
        if (name.equals(METADATA)) {
          readMetadata(parser);
        } else {
          tensors.put(name, readTensor(name, parser));
          expect(tensors.size() <= MOST_TENSORS, "at most " + MOST_TENSORS + " tensors");
        }
      }
      expect(parser.nextToken() == null, "nothing after the top object");
    } catch (JacksonException e) {
      throw new UserException(
          file
              + " has a header that is not sound JSON: "
              + Quote.plain(e.getOriginalMessage())
              + ". The file is damaged; get it again.",
          e);
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read: " + Quote.plain(String.valueOf(e.getMessage())), e);
    } catch (IllegalStateException e) {
      // Jackson's guard against names made to collide in its symbol table.
      throw new UserException(
          file + " has tensor names that are made to slow down reading. Do not use it.", e);
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    expect(parser.nextToken() == JsonToken.START_OBJECT, "an object as " + METADATA);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(parser.nextToken() == JsonToken.VALUE_STRING, "text in " + METADATA);
      String value = parser.getText();
      count(key);
      count(value);
      expect(metadata.size() < MOST_TENSORS, "at most " + MOST_TENSORS + " keys in " + METADATA);
      metadata.put(key, value);
    }
  }

  /** Names and texts stay on the heap; together they are bounded. */
  private void count(String kept) {
    text += kept.length();
    expect(text <= MOST_TEXT, "names and texts of at most " + MOST_TEXT + " letters together");
  }

  private Placed readTensor(String name, JsonParser parser) throws IOException {
    expect(parser.nextToken() == JsonToken.START_OBJECT, "an object as the value of tensor ", name);
    DType dtype = null;
    int[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> dtype = dtype(name, parser);
        case "shape" -> shape = shape(name, parser);
        case "data_offsets" -> offsets = numbers(parser, 2, "two data_offsets of tensor ", name);
        default -> expect(false, "only dtype, shape and data_offsets of tensor ", name);
      }
    }
    expect(dtype != null, "a dtype of tensor ", name);
    expect(shape != null, "a shape of tensor ", name);
    expect(offsets != null && offsets.length == 2, "two data_offsets of tensor ", name);
    TensorInfo info = new TensorInfo(name, dtype, shape);
    if (offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataSize) {
      throw new UserException(
          file
              + ": tensor "
              + Quote.of(name)
              + " should lie in bytes "
              + offsets[0]
              + " to "
              + offsets[1]
              + " of the data, which has "
              + dataSize
              + " bytes. The file is cut off or damaged; get it again.");
    }
    if (offsets[1] - offsets[0] != info.byteSize()) {
      throw new UserException(
          file
              + ": tensor "
              + info
              + " needs "
              + info.byteSize()
              + " bytes, but the header gives it "
              + (offsets[1] - offsets[0])
              + ". The file is damaged; get it again.");
    }
    return new Placed(info, offsets[0]);
  }

  private DType dtype(String name, JsonParser parser) throws IOException {
    expect(parser.currentToken() == JsonToken.VALUE_STRING, "text as dtype of ", name);
    String text = parser.getText();
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(text)) {
        return dtype;
      }
    }
    throw new UserException(
        file
            + ": tensor "
            + Quote.of(name)
            + " has the element type "
            + Quote.of(text)
            + ", which is not supported. Known are "
            + List.of(DType.values())
            + ".");
  }

  private int[] shape(String name, JsonParser parser) throws IOException {
    long[] extents =
        numbers(
            parser, HIGHEST_RANK, "at most " + HIGHEST_RANK + " whole numbers as shape of ", name);
    int[] shape = new int[extents.length];
    for (int i = 0; i < shape.length; i++) {
      expect(
          extents[i] >= 0 && extents[i] <= Integer.MAX_VALUE,
          "extents from 0 to 2147483647 in the shape of ",
          name);
      shape[i] = (int) extents[i];
    }
    return shape;
  }

  private long[] numbers(JsonParser parser, int most, String what, String name) throws IOException {
    expect(parser.currentToken() == JsonToken.START_ARRAY, what, name);
    List<Long> out = new ArrayList<>();
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      expect(out.size() < most, what, name);
      out.add(parser.getLongValue());
    }
    expect(parser.currentToken() == JsonToken.END_ARRAY, what, name);
    return out.stream().mapToLong(Long::longValue).toArray();
  }

  /** The tensors, sorted, must touch each other from the first to the last byte of the data. */
  private void checkLayout() {
    List<Placed> sorted = new ArrayList<>(tensors.values());
    sorted.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
    long reached = 0;
    Placed before = null;
    for (Placed tensor : sorted) {
      if (tensor.begin() != reached) {
        throw new UserException(
            file
                + ": tensor "
                + Quote.of(tensor.info().name())
                + (tensor.begin() < reached ? " overlaps with " : " leaves a gap after ")
                + (before == null
                    ? "the start of the data"
                    : "tensor " + Quote.of(before.info().name()))
                + " (it begins at byte "
                + tensor.begin()
                + ", expected "
                + reached
                + "). The file is damaged; get it again.");
      }
      reached = tensor.end();
      before = tensor;
    }
    if (reached != dataSize) {
      throw new UserException(
          file
              + " has "
              + (dataSize - reached)
              + " bytes after its last tensor that belong to none. The file is damaged; get it"
              + " again.");
    }
  }

  /** As below, about a tensor: its name is quoted only where it is needed. */
  private void expect(boolean holds, String what, String name) {
    if (!holds) {
      expect(false, what + Quote.of(name));
    }
  }

  private void expect(boolean holds, String what) {
    if (!holds) {
      throw new UserException(
          file + " has a damaged safetensors header: expected " + what + ". Get the file again.");
    }
  }
}

package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an ONNX file: stored tensors, nodes with their operators and settings, and the names of
 * what goes in and out. Of the messages of {@code onnx.proto} it knows the fields that it needs and
 * passes the others over. Graphs in graphs are not read, so a file decides nothing about depth; how
 * many things it may hold is bounded, and every length is checked against what is left.
 */
final class OnnxReader {

  private static final int MOST_NODES = 100_000;
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_NAMES = 1000; // of a node's inputs, outputs or attributes
  private static final int MOST_INTEGERS = 10_000; // of an attribute
  private static final int MOST_AXES = 8;
  private static final int MOST_PARTS = 10_000; // of a tensor
  private static final int MOST_WRITTEN = 1_000_000; // elements of a tensor, as varints

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Element types by ONNX's numbers. */
  private static final Map<Long, DType> TYPES =
      Map.of(
          1L,
          DType.F32,
          2L,
          DType.U8,
          3L,
          DType.I8,
          5L,
          DType.I16,
          6L,
          DType.I32,
          7L,
          DType.I64,
          9L,
          DType.BOOL,
          10L,
          DType.F16,
          11L,
          DType.F64,
          16L,
          DType.BF16);

  private final String file;

  private OnnxReader(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file what to call it in complaints
   * @param bytes all of it; tensors stay where they lie in it
   * @throws UserException when it is not sound, or keeps its tensors in other files
   */
  static OnnxGraph read(String file, MemorySegment bytes) {
    OnnxReader reader = new OnnxReader(file);
    ProtobufMessage model = new ProtobufMessage(file, bytes);
    OnnxGraph graph = null;
    boolean operators = false; // which set of them: every file says so, behind its graph
    while (model.next()) {
      switch (model.field()) {
        case 7 -> {
          reader.atMost(1, graph == null ? 1 : 2, "graphs");
          graph = reader.graph(model.message());
        }
        case 8 -> {
          operators = true;
          model.skip();
        }
        default -> model.skip();
      }
    }
    if (graph == null || !operators) {
      throw new UserException(
          file
              + " is no sound ONNX file: it has no "
              + (graph == null ? "graph" : "version of its operators (opset_import)")
              + ". It was cut short or is another file; get it again.");
    }
    return graph;
  }

  private OnnxGraph graph(ProtobufMessage message) {
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> add(nodes, node(message.message()), MOST_NODES, "nodes");
        case 5 -> {
          OnnxTensor tensor = tensor(message.message());
          atMost(MOST_TENSORS, tensors.size() + 1, "tensors");
          if (tensors.put(tensor.info().name(), tensor) != null) {
            throw new UserException(
                file
                    + " holds two tensors "
                    + Quote.of(tensor.info().name())
                    + ", expected one of a name. Get the file again.");
          }
        }
        case 11 -> add(inputs, name(message.message()), MOST_TENSORS, "inputs");
        case 12 -> add(outputs, name(message.message()), MOST_NAMES, "outputs");
        default -> message.skip();
      }
    }
    inputs.removeAll(tensors.keySet()); // old files name their weights among the inputs
    return new OnnxGraph(List.copyOf(nodes), tensors, List.copyOf(inputs), List.copyOf(outputs));
  }

  /** The name of an input or output. */
  private static String name(ProtobufMessage message) {
    String name = "";
    while (message.next()) {
      if (message.field() == 1) {
        name = message.text();
      } else {
        message.skip();
      }
    }
    return name;
  }

  private OnnxNode node(ProtobufMessage message) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxNode.Attribute> attributes = new HashMap<>();
    String name = "";
    String type = "";
    String domain = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> add(inputs, message.text(), MOST_NAMES, "inputs of a node");
        case 2 -> add(outputs, message.text(), MOST_NAMES, "outputs of a node");
        case 3 -> name = message.text();
        case 4 -> type = message.text();
        case 5 -> {
          atMost(MOST_NAMES, attributes.size() + 1, "attributes of a node");
          attribute(message.message(), attributes);
        }
        case 7 -> domain = message.text();
        default -> message.skip();
      }
    }
    boolean own = domain.isEmpty() || domain.equals("ai.onnx");
    return new OnnxNode(
        name,
        own ? type : domain + '.' + type,
        List.copyOf(inputs),
        List.copyOf(outputs),
        attributes);
  }

  private void attribute(ProtobufMessage message, Map<String, OnnxNode.Attribute> attributes) {
    String name = "";
    long integer = 0;
    float number = 0;
    String text = "";
    List<Long> integers = new ArrayList<>();
    OnnxTensor tensor = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> number = message.number();
        case 3 -> integer = message.integer();
        case 4 -> text = message.text();
        case 5 -> tensor = tensor(message.message());
        case 8 ->
            message.integers(value -> add(integers, value, MOST_INTEGERS, "numbers of a node"));
        default -> message.skip();
      }
    }
    attributes.put(
        name, new OnnxNode.Attribute(integer, number, text, List.copyOf(integers), tensor));
  }

  private OnnxTensor tensor(ProtobufMessage message) {
    List<Long> extents = new ArrayList<>();
    List<MemorySegment> parts = new ArrayList<>(); // of the elements, where they lie
    List<Long> integers = new ArrayList<>(); // elements written out one by one
    long type = 0;
    String name = "";
    boolean elsewhere = false;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.integers(extent -> add(extents, extent, MOST_AXES, "axes of a tensor"));
        case 2 -> type = message.integer();
        case 4 -> add(parts, message.numbers(), MOST_PARTS, "parts of a tensor");
        case 5, 7 ->
            message.integers(
                value -> add(integers, value, MOST_WRITTEN, "integers that are written out"));
        case 8 -> name = message.text();
        case 9, 10 -> add(parts, message.bytes(), MOST_PARTS, "parts of a tensor");
        case 13 -> {
          elsewhere = true;
          message.skip();
        }
        case 14 -> elsewhere |= message.integer() != 0;
        default -> message.skip();
      }
    }
    if (elsewhere) {
      throw new UserException(
          file
              + " keeps the tensor "
              + Quote.of(name)
              + " in another file (external data), which is not read. Get the network as one file,"
              + " or save it again with onnx.save(onnx.load(FILE), NEW).");
    }
    DType dtype = TYPES.get(type);
    if (dtype == null) {
      throw new UserException(
          file
              + ": the tensor "
              + Quote.of(name)
              + " has elements of ONNX's type "
              + type
              + ", expected float32, float16, bfloat16, float64 or integers. Get the file again.");
    }
    TensorInfo info = new TensorInfo(name, dtype, shape(name, extents));
    MemorySegment bytes = integers.isEmpty() ? joined(parts) : written(integers, dtype);
    if (bytes.byteSize() != info.byteSize()) {
      throw new UserException(
          file
              + ": the tensor "
              + info
              + " needs "
              + info.byteSize()
              + " bytes and has "
              + bytes.byteSize()
              + ". The file is damaged; get it again.");
    }
    return new OnnxTensor(info, bytes);
  }

  private int[] shape(String name, List<Long> extents) {
    int[] shape = new int[extents.size()];
    for (int i = 0; i < shape.length; i++) {
      long extent = extents.get(i);
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new UserException(
            file
                + ": the tensor "
                + Quote.of(name)
                + " has an axis of "
                + extent
                + ". The file is damaged; get it again.");
      }
      shape[i] = (int) extent;
    }
    return shape;
  }

  /** Elements are mostly in one piece, and then stay where they lie. */
  private static MemorySegment joined(List<MemorySegment> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    MemorySegment all =
        Arena.ofAuto().allocate(parts.stream().mapToLong(MemorySegment::byteSize).sum());
    long at = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, 0, all, at, part.byteSize());
      at += part.byteSize();
    }
    return all;
  }

  private static MemorySegment written(List<Long> integers, DType dtype) {
    byte[] bytes = new byte[integers.size() * dtype.bytes()];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int i = 0; i < integers.size(); i++) {
      long value = integers.get(i);
      long at = (long) i * dtype.bytes();
      switch (dtype.bytes()) {
        case 1 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        case 2 -> {
          segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
          segment.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (value >> 8));
        }
        case 4 -> segment.set(INT, at, (int) value);
        default -> segment.set(LONG, at, value);
      }
    }
    return segment;
  }

  private <T> void add(List<T> to, T value, int most, String what) {
    atMost(most, to.size() + 1, what);
    to.add(value);
  }

  private void atMost(int most, int got, String what) {
    if (got > most) {
      throw new UserException(
          file
              + " has more than "
              + most
              + " "
              + what
              + ". It is not a network that is known here, or damaged; get it again.");
    }
  }
}

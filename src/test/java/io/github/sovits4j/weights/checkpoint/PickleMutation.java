package io.github.sovits4j.weights.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes pickles by whole instructions: what comes out is mostly well-formed, and mostly wrong.
 */
final class PickleMutation {

  private static final int[] OPCODES = {
    '(', ']', ')', '}', 't', 'e', 'a', 's', 'u', 'b', 'R', 'Q', '0', '1', '2', 'N', '.', 'q', 'h',
    'j', 'r', 'K', 'M', 'J', 'G', 'X', 'B', 'C', 'c', 'I', 'i', 'o', 'P', 0x80, 0x81, 0x82, 0x85,
    0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95,
    0x96
  };
  private static final String[] GLOBALS = {
    "collections\nOrderedDict",
    "torch\nSize",
    "utils\nHParams",
    "torch._utils\n_rebuild_tensor_v2",
    "torch._utils\n_rebuild_parameter",
    "torch\nFloatStorage",
    "torch\nBoolStorage",
    "os\nsystem",
    "torch._utils\n_rebuild_tensor_v3",
    "torch._ut\u0456ls\n_rebuild_tensor_v2",
    "torch.nn.modules.linear\nLinear"
  };
  static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    16,
    17,
    64,
    127,
    128,
    255,
    256,
    65535,
    65536,
    1L << 20,
    1L << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffffffffL,
    1L << 40,
    1L << 60,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private PickleMutation() {}

  /** A pickle with one to four changes. */
  static byte[] apply(byte[] pickle, byte[] other, Random random) {
    List<byte[]> ops = split(pickle);
    for (int n = 1 + random.nextInt(4); n > 0 && !ops.isEmpty(); n--) {
      int at = random.nextInt(ops.size());
      switch (random.nextInt(9)) {
        case 0 -> ops.remove(at);
        case 1 -> ops.add(at, ops.get(random.nextInt(ops.size())));
        case 2 -> ops.add(at, made(random));
        case 3 -> ops.set(at, made(random));
        case 4 -> ops.set(at, damaged(ops.get(at), random));
        case 5 -> repeat(ops, at, random);
        case 6 -> {
          List<byte[]> foreign = split(other);
          int from = random.nextInt(foreign.size());
          int to = Math.min(foreign.size(), from + 1 + random.nextInt(30));
          ops.addAll(at, foreign.subList(from, to));
        }
        case 7 -> java.util.Collections.swap(ops, at, random.nextInt(ops.size()));
        default -> {
          int to = Math.min(ops.size(), at + 1 + random.nextInt(20));
          ops.subList(at, to).clear();
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ops.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** A loop, so to say: some instructions many times. */
  private static void repeat(List<byte[]> ops, int at, Random random) {
    int to = Math.min(ops.size(), at + 1 + random.nextInt(12));
    List<byte[]> span = List.copyOf(ops.subList(at, to));
    int times = random.nextInt(50) == 0 ? 20_000 : random.nextInt(60);
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(span);
    }
    ops.addAll(at, all);
  }

  private static byte[] made(Random random) {
    int opcode = OPCODES[random.nextInt(OPCODES.length)];
    ByteBuffer out = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN).put((byte) opcode);
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    switch (opcode) {
      case 'K', 'q', 'h', 0x80 -> out.put((byte) random.nextInt(8));
      case 'M' -> out.putShort((short) number);
      case 'J', 'j', 'r' -> out.putInt((int) number);
      case 'G', 0x95 -> out.putLong(number);
      case 0x8a, 0x8c, 'C' -> out.put((byte) 3).put(new byte[] {'a', (byte) number, 'b'});
      case 'X', 'B', 0x8b -> out.putInt(random.nextInt(4) == 0 ? (int) number : 1).put((byte) 'w');
      case 0x8d, 0x8e, 0x96 -> out.putLong(random.nextInt(4) == 0 ? number : 1).put((byte) 'w');
      case 'c' ->
          out.put(
              (GLOBALS[random.nextInt(GLOBALS.length)] + "\n")
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      default -> {}
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static byte[] damaged(byte[] op, Random random) {
    byte[] out = op.clone();
    ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    if (out.length >= 9 && random.nextBoolean()) {
      buffer.putLong(1, number);
    } else if (out.length >= 5 && random.nextBoolean()) {
      buffer.putInt(1, (int) number);
    } else {
      out[random.nextInt(out.length)] = (byte) random.nextInt(256);
    }
    return out;
  }

  /** The instructions of a sound pickle with their arguments. */
  static List<byte[]> split(byte[] pickle) {
    List<byte[]> out = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int from = in.position();
      int opcode = in.get() & 0xff;
      long length =
          switch (opcode) {
            case 'K', 'q', 'h', 0x80 -> 1;
            case 'M' -> 2;
            case 'J', 'j', 'r' -> 4;
            case 'G', 0x95 -> 8;
            case 0x8a, 0x8c, 'C' -> 1L + (in.get(from + 1) & 0xff);
            case 'X', 'B', 0x8b -> 4L + in.getInt(from + 1);
            case 0x8d, 0x8e, 0x96 -> 8L + in.getLong(from + 1);
            case 'c' -> lines(pickle, from + 1) - from - 1;
            default -> 0;
          };
      in.position(Math.toIntExact(from + 1 + length));
      byte[] op = new byte[in.position() - from];
      System.arraycopy(pickle, from, op, 0, op.length);
      out.add(op);
    }
    return out;
  }

  private static int lines(byte[] pickle, int from) {
    int at = from;
    for (int line = 0; line < 2; at++) {
      line += pickle[at] == '\n' ? 1 : 0;
    }
    return at;
  }
}

package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the pickles that PyTorch writes, and nothing else. It is a loop over opcodes with a stack
 * of its own: depth costs no Java stack, no name is ever looked up in this JVM, and whatever is not
 * on the short list of {@link Pickled.Known} is refused by its name.
 */
final class Unpickler {

  private static final int MOST_STEPS = 500_000;
  private static final int MOST_MEMOS = 200_000;
  private static final int OLDEST_PROTOCOL = 2;
  private static final int NEWEST_PROTOCOL = 5;

  /** Instructions that pickles of protocols 0 and 1 use for plain values. */
  private static final String OLD_INSTRUCTIONS = "ILSUTFVdlpgP";

  private final PickleInput in;
  private final PickleObjects objects;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private boolean protocolStated;

  private Unpickler(PickleInput in) {
    this.in = in;
    this.objects = new PickleObjects(in);
  }

  /**
   * The object that a pickle describes: a {@link Pickled}, String, Long, BigInteger, Double,
   * Boolean or byte[].
   *
   * @param file what to call the file in complaints
   * @param pickle the bytes
   * @throws UserException when the pickle is unsound or asks for anything not on the list
   */
  static Object read(String file, byte[] pickle) {
    return new Unpickler(new PickleInput(file, pickle)).run();
  }

  private Object run() {
    for (int step = 0; step < MOST_STEPS; step++) {
      int opcode = in.u8();
      if (opcode == '.') {
        Object root = pop();
        if (!stack.isEmpty()) {
          throw in.bad("ends with " + stack.size() + " objects left over");
        }
        return root;
      }
      if (!(value(opcode) || container(opcode) || memory(opcode) || object(opcode))) {
        throw unknown(opcode);
      }
    }
    throw in.bad("has more than " + MOST_STEPS + " steps");
  }

  private boolean value(int opcode) {
    switch (opcode) {
      case 'N' -> push(Pickled.None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.i32());
      case 'K' -> push((long) in.u8());
      case 'M' -> push((long) in.u16());
      case 0x8a -> push(in.integer(in.u8()));
      case 0x8b -> push(in.integer(in.i32()));
      case 'G' -> push(in.bigEndianDouble());
      case 'X' -> push(in.text(in.u32()));
      case 0x8c -> push(in.text(in.u8()));
      case 0x8d -> push(in.text(in.i64()));
      case 'B' -> push(in.raw(in.u32()));
      case 'C' -> push(in.raw(in.u8()));
      case 0x8e, 0x96 -> push(in.raw(in.i64()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case '(' -> push(Pickled.Mark.MARK);
      case ']', 0x8f -> push(new Pickled.Sequence(false, List.of()));
      case ')' -> push(new Pickled.Sequence(true, List.of()));
      case '}' -> push(new Pickled.Dict(false));
      case 't' -> push(new Pickled.Sequence(true, popToMark()));
      case 0x91 -> push(new Pickled.Sequence(false, popToMark()));
      case 0x85 -> push(new Pickled.Sequence(true, popMany(1)));
      case 0x86 -> push(new Pickled.Sequence(true, popMany(2)));
      case 0x87 -> push(new Pickled.Sequence(true, popMany(3)));
      case 'a' -> append(popMany(1));
      case 'e', 0x90 -> append(popToMark());
      case 's' -> objects.put(popMany(2), peek());
      case 'u' -> objects.put(popToMark(), peek());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int opcode) {
    switch (opcode) {
      case 0x80 -> {
        int protocol = in.u8();
        if (protocol < OLDEST_PROTOCOL) {
          throw in.oldProtocol(Integer.toString(protocol));
        }
        if (protocol > NEWEST_PROTOCOL) {
          throw in.bad("has protocol " + protocol + ", expected 2 to " + NEWEST_PROTOCOL);
        }
        protocolStated = true;
      }
      case 0x95 -> in.i64(); // length of a frame, a hint for streaming readers
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'q' -> remember(in.u8());
      case 'r' -> remember(in.u32());
      case 0x94 -> remember(memo.size());
      case 'h' -> push(recall(in.u8()));
      case 'j' -> push(recall(in.u32()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int opcode) {
    switch (opcode) {
      case 'c' -> {
        String module = in.line();
        push(known(module, in.line()));
      }
      case 0x93 -> {
        List<Object> names = popMany(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String type)) {
          throw in.bad("names a class with something else than text");
        }
        push(known(module, type));
      }
      case 'Q' -> push(objects.storage(pop()));
      case 'R', 0x81 -> {
        List<Object> call = popMany(2);
        push(objects.call(call.get(0), call.get(1)));
      }
      case 'b' -> {
        Object state = pop();
        objects.build(peek(), state);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Pickled.Known known(String module, String type) {
    for (Pickled.Known known : Pickled.Known.values()) {
      if (known.module.equals(module) && known.type.equals(type)) {
        return known;
      }
    }
    throw in.refused(Quote.ascii(module + "." + type), Refusal.of(module, type));
  }

  private void append(List<Object> items) {
    if (!(peek() instanceof Pickled.Sequence list) || list.tuple) {
      throw in.bad("appends to something that is not a list");
    }
    in.copies(items.size());
    list.items.addAll(items);
  }

  private void remember(long index) {
    memo.put(index, peek());
    if (memo.size() > MOST_MEMOS) {
      throw in.bad("remembers more than " + MOST_MEMOS + " objects");
    }
  }

  private Object recall(long index) {
    return Optional.ofNullable(memo.get(index))
        .orElseThrow(() -> in.bad("recalls object " + index + ", which it never stored"));
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object peek() {
    if (stack.isEmpty() || stack.getLast() == Pickled.Mark.MARK) {
      throw in.bad("takes an object from an empty stack");
    }
    return stack.getLast();
  }

  private Object pop() {
    Object top = peek();
    stack.removeLast();
    return top;
  }

  private List<Object> popMany(int n) {
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.addFirst(pop());
    }
    return out;
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(Pickled.Mark.MARK);
    if (mark < 0) {
      throw in.bad("closes a group that it never opened");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    in.copies(above.size());
    List<Object> out = new ArrayList<>(above);
    stack.subList(mark, stack.size()).clear();
    return out;
  }

  private UserException unknown(int opcode) {
    String name =
        switch (opcode) {
          case 'i' -> "INST";
          case 'o' -> "OBJ";
          case 0x82, 0x83, 0x84 -> "EXT";
          case 0x92 -> "NEWOBJ_EX";
          case 'P' -> "PERSID";
          default -> "0x" + Integer.toHexString(opcode);
        };
    if (!protocolStated && OLD_INSTRUCTIONS.indexOf(opcode) >= 0) {
      return in.oldProtocol("0 or 1 (it has the instruction '" + (char) opcode + "')");
    }
    return in.refused("the pickle instruction " + name, Refusal.GENERAL);
  }
}

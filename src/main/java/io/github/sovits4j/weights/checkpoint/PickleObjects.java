package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the few known classes and functions of a checkpoint's pickle stand for. */
final class PickleObjects {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int LONGEST_NAME = 10_000;

  /** An entry of a dictionary takes as much of the heap as this many of a list. */
  private static final long ENTRY_COST = 8;

  private final PickleInput in;

  PickleObjects(PickleInput in) {
    this.in = in;
  }

  /** The storage that a persistent id names. */
  StorageRef storage(Object id) {
    List<Object> parts = tuple(id, "a persistent id");
    if (parts.size() != 5
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof Pickled.Known type)
        || !(parts.get(2) instanceof String key)
        || !(parts.get(4) instanceof Long elements)) {
      throw in.bad("has a persistent id that is not a storage");
    }
    if (!KEY.matcher(key).matches()) {
      throw in.bad("names the storage " + Quote.of(key) + ", expected letters and digits alone");
    }
    if (elements < 0) {
      throw in.bad("has a storage of " + elements + " elements");
    }
    return new StorageRef(dtype(type), key, elements);
  }

  /** What calling a known class or function gives. */
  Object call(Object callee, Object arguments) {
    List<Object> args = tuple(arguments, "a call's arguments");
    if (!(callee instanceof Pickled.Known known)) {
      throw in.bad("calls something that is not a function");
    }
    return switch (known) {
      case ORDERED_DICT -> orderedDict(args);
      case HPARAMS -> hparams(args);
      case SIZE -> size(args);
      case REBUILD_TENSOR -> tensor(args);
      case REBUILD_PARAMETER -> parameter(args);
      default ->
          throw in.refused(
              Quote.of(known.module + "." + known.type) + " called as a function", Refusal.GENERAL);
    };
  }

  /**
   * Gives an object its state. Only configuration objects have any that matters: that of a
   * dictionary (PyTorch stores {@code _metadata} so) is ignored, whatever it says.
   */
  void build(Object target, Object state) {
    if (!(target instanceof Pickled.Dict dict)
        || !(state instanceof Pickled.Dict set)
        || set.attributes) {
      throw in.bad("sets the state of something that has none");
    }
    if (dict.attributes) {
      in.copies(ENTRY_COST * set.items.size());
      for (Map.Entry<String, Object> entry : set.items.entrySet()) {
        add(dict, entry.getKey(), entry.getValue());
      }
    }
  }

  /** Adds keys and values, alternating, to a dictionary. */
  void put(List<Object> keysAndValues, Object target) {
    if (!(target instanceof Pickled.Dict dict) || dict.attributes) {
      throw in.bad("sets an item of something that is not a dictionary");
    }
    if (keysAndValues.size() % 2 != 0) {
      throw in.bad("has a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      add(dict, key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  private String key(Object key) {
    return switch (key) {
      case String text -> text;
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Double number -> number.toString();
      case Boolean truth -> truth.toString();
      case Pickled.None none -> "None";
      default -> throw in.bad("has a dictionary key that is not a plain value");
    };
  }

  private void add(Pickled.Dict dict, String key, Object value) {
    if (key.length() > LONGEST_NAME) {
      throw in.bad(
          "has a dictionary key of "
              + key.length()
              + " letters, at most "
              + LONGEST_NAME
              + " are accepted");
    }
    if (dict.items.put(key, value) != null) {
      throw in.bad("sets the dictionary key " + Quote.of(key) + " twice");
    }
  }

  private Pickled.Dict orderedDict(List<Object> args) {
    Pickled.Dict out = new Pickled.Dict(false);
    if (!args.isEmpty()) {
      if (args.size() != 1 || !(args.get(0) instanceof Pickled.Sequence pairs)) {
        throw in.bad("makes an ordered dictionary of something else than pairs");
      }
      in.copies(ENTRY_COST * pairs.items.size());
      for (Object pair : pairs.items) {
        if (!(pair instanceof Pickled.Sequence two) || two.items.size() != 2) {
          throw in.bad("makes an ordered dictionary of something else than pairs");
        }
        add(out, key(two.items.get(0)), two.items.get(1));
      }
    }
    return out;
  }

  private Pickled.Dict hparams(List<Object> args) {
    if (!args.isEmpty()) {
      throw in.bad("makes a utils.HParams object with arguments");
    }
    return new Pickled.Dict(true);
  }

  private Pickled.Sequence size(List<Object> args) {
    if (args.size() != 1 || !(args.get(0) instanceof Pickled.Sequence extents)) {
      throw in.bad("makes a torch.Size of something else than a tuple");
    }
    in.copies(extents.items.size());
    return new Pickled.Sequence(true, extents.items);
  }

  private TensorRef tensor(List<Object> args) {
    if (args.size() < 6
        || args.size() > 7
        || !(args.get(0) instanceof StorageRef storage)
        || !(args.get(1) instanceof Long offset)) {
      throw in.bad("rebuilds a tensor with other arguments than expected");
    }
    boolean negated = args.size() == 7 && negated(args.get(6));
    return new TensorRef(storage, offset, longs(args.get(2)), longs(args.get(3)), negated);
  }

  /** Reads a tensor's metadata: PyTorch negates such tensors when they are used, not when saved. */
  private boolean negated(Object metadata) {
    if (metadata == Pickled.None.NONE) {
      return false;
    }
    if (!(metadata instanceof Pickled.Dict dict) || dict.attributes) {
      throw in.bad("rebuilds a tensor with metadata that are not a dictionary");
    }
    boolean negated = false;
    for (Map.Entry<String, Object> entry : dict.items.entrySet()) {
      if (!(entry.getValue() instanceof Boolean set)
          || !(entry.getKey().equals("neg") || (entry.getKey().equals("conj") && !set))) {
        throw in.refused(
            "a tensor with the property " + Quote.of(entry.getKey()),
            "which is not known here, so its numbers could be misread. Save the tensor's clone()"
                + " instead.");
      }
      negated |= entry.getKey().equals("neg") && set;
    }
    return negated;
  }

  private TensorRef parameter(List<Object> args) {
    if (args.size() != 3 || !(args.get(0) instanceof TensorRef tensor)) {
      throw in.bad("rebuilds a parameter with other arguments than expected");
    }
    return tensor;
  }

  private long[] longs(Object value) {
    List<Object> items = tuple(value, "a tensor's size or stride");
    if (items.size() > TensorRef.HIGHEST_RANK) {
      throw in.bad(
          "has a tensor of "
              + items.size()
              + " dimensions, at most "
              + TensorRef.HIGHEST_RANK
              + " are accepted");
    }
    long[] out = new long[items.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(items.get(i) instanceof Long extent)) {
        throw in.bad("has a tensor's size or stride that is not a 64-bit number");
      }
      out[i] = extent;
    }
    return out;
  }

  private List<Object> tuple(Object value, String what) {
    if (!(value instanceof Pickled.Sequence sequence) || !sequence.tuple) {
      throw in.bad("has " + what + " that is not a tuple");
    }
    return sequence.items;
  }

  private DType dtype(Pickled.Known type) {
    return switch (type) {
      case DOUBLE -> DType.F64;
      case FLOAT -> DType.F32;
      case HALF -> DType.F16;
      case BFLOAT16 -> DType.BF16;
      case LONG -> DType.I64;
      case INT -> DType.I32;
      case SHORT -> DType.I16;
      case CHAR -> DType.I8;
      case BYTE -> DType.U8;
      case BOOL -> DType.BOOL;
      default -> throw in.bad("has a storage of the type " + type.type);
    };
  }
}

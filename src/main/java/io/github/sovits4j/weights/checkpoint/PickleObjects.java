package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.Quote;
import java.util.List;
import java.util.regex.Pattern;

/** What the few known classes and functions of a checkpoint's pickle stand for. */
final class PickleObjects {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

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
      default -> throw in.refused(known.module + "." + known.type + " called as a function");
    };
  }

  /** Gives an object its state; only configuration objects have any that matters. */
  void build(Object target, Object state) {
    if (!(target instanceof Pickled.Dict dict) || !(state instanceof Pickled.Dict attributes)) {
      throw in.bad("sets the state of something that has none");
    }
    if (dict.items.isEmpty()) {
      dict.items.putAll(attributes.items);
    }
    // An ordered dict with content is a state dict; its attributes (_metadata) are not weights.
  }

  /** Adds keys and values, alternating, to a dictionary. */
  void put(List<Object> keysAndValues, Object target) {
    if (!(target instanceof Pickled.Dict dict)) {
      throw in.bad("sets an item of something that is not a dictionary");
    }
    if (keysAndValues.size() % 2 != 0) {
      throw in.bad("has a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      putOne(dict, keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  private void putOne(Pickled.Dict dict, Object key, Object value) {
    if (!Unpickler.isScalar(key)) {
      throw in.bad("has a dictionary key that is not a plain value");
    }
    if (dict.items.put(key, value) != null) {
      throw in.bad("sets the dictionary key " + Quote.of(key.toString()) + " twice");
    }
  }

  private Pickled.Dict orderedDict(List<Object> args) {
    Pickled.Dict out = new Pickled.Dict();
    if (!args.isEmpty()) {
      if (args.size() != 1 || !(args.get(0) instanceof Pickled.Sequence pairs)) {
        throw in.bad("makes an ordered dictionary of something else than pairs");
      }
      for (Object pair : pairs.items) {
        if (!(pair instanceof Pickled.Sequence two) || two.items.size() != 2) {
          throw in.bad("makes an ordered dictionary of something else than pairs");
        }
        putOne(out, two.items.get(0), two.items.get(1));
      }
    }
    return out;
  }

  private Pickled.Dict hparams(List<Object> args) {
    if (!args.isEmpty()) {
      throw in.bad("makes a utils.HParams object with arguments");
    }
    return new Pickled.Dict();
  }

  private Pickled.Sequence size(List<Object> args) {
    if (args.size() != 1 || !(args.get(0) instanceof Pickled.Sequence extents)) {
      throw in.bad("makes a torch.Size of something else than a tuple");
    }
    return new Pickled.Sequence(true, extents.items);
  }

  private TensorRef tensor(List<Object> args) {
    if (args.size() < 6
        || args.size() > 7
        || !(args.get(0) instanceof StorageRef storage)
        || !(args.get(1) instanceof Long offset)) {
      throw in.bad("rebuilds a tensor with other arguments than expected");
    }
    return new TensorRef(storage, offset, longs(args.get(2)), longs(args.get(3)));
  }

  private TensorRef parameter(List<Object> args) {
    if (args.size() != 3 || !(args.get(0) instanceof TensorRef tensor)) {
      throw in.bad("rebuilds a parameter with other arguments than expected");
    }
    return tensor;
  }

  private long[] longs(Object value) {
    List<Object> items = tuple(value, "a tensor's size or stride");
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

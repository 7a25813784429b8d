package io.github.sovits4j.weights.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few kinds of things that a checkpoint's pickle may hold, beside String, Long, BigInteger,
 * Double, Boolean and byte[]. Containers compare by identity: a container that holds itself is
 * never walked by accident.
 */
interface Pickled {

  /** Python's None; unlike null it can stand on the stack. */
  enum None implements Pickled {
    /** The only one. */
    NONE
  }

  /** The mark that groups what follows it. */
  enum Mark implements Pickled {
    /** The only one. */
    MARK
  }

  /** A list, tuple or set. */
  final class Sequence implements Pickled {
    final List<Object> items;
    final boolean tuple;

    Sequence(boolean tuple, List<Object> items) {
      this.tuple = tuple;
      this.items = new ArrayList<>(items);
    }
  }

  /**
   * A dict or OrderedDict, or the attributes of a configuration object. Only the first holds
   * weights: attributes are invisible to whoever looks at a dictionary with PyTorch, so nothing
   * that is set as an attribute may become an item.
   */
  final class Dict implements Pickled {
    final boolean attributes;

    /** By the text of the key; numbers as keys occur only in what is never looked at here. */
    final Map<String, Object> items = new LinkedHashMap<>(4);

    Dict(boolean attributes) {
      this.attributes = attributes;
    }
  }

  /** A class or function that is on the allow-list. */
  enum Known implements Pickled {
    ORDERED_DICT("collections", "OrderedDict"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    SIZE("torch", "Size"),
    HPARAMS("utils", "HParams"),
    DOUBLE("torch", "DoubleStorage"),
    FLOAT("torch", "FloatStorage"),
    HALF("torch", "HalfStorage"),
    BFLOAT16("torch", "BFloat16Storage"),
    LONG("torch", "LongStorage"),
    INT("torch", "IntStorage"),
    SHORT("torch", "ShortStorage"),
    CHAR("torch", "CharStorage"),
    BYTE("torch", "ByteStorage"),
    BOOL("torch", "BoolStorage");

    final String module;
    final String type;

    Known(String module, String type) {
      this.module = module;
      this.type = type;
    }
  }
}

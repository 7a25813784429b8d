package uk.ac.manchester.tornado.emulator;

import java.util.LinkedHashSet;
import java.util.Set;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** One task of a graph: a kernel, and the arguments of every launch of it. */
public final class KernelTask {
  final String graph;
  final String id;
  final Kernel kernel;
  final Object[] arguments;

  /** Position of the kernel context among the arguments, or -1. */
  final int context;

  /** Whether a work-item of some launch met a barrier; such launches start on a virtual thread. */
  boolean meetsBarriers;

  boolean compiled;

  public KernelTask(String graph, String id, Kernel kernel, Object... arguments) {
    this.graph = graph;
    this.id = id;
    this.kernel = kernel;
    this.arguments = arguments.clone();
    int found = -1;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case KernelContext _ -> {
          if (found >= 0) {
            throw refused(i, "a second kernel context");
          }
          found = i;
        }
        case TornadoNativeArray _, Integer _, Long _, Float _, Double _, Short _, Byte _ -> {}
        case null -> throw refused(i, "null");
        case Boolean _ -> throw refused(i, "a boolean, which TornadoVM's JIT does not compile");
        default -> throw refused(i, "a " + arguments[i].getClass().getName());
      }
    }
    context = found;
  }

  private TornadoTaskRuntimeException refused(int index, String what) {
    return new TornadoTaskRuntimeException(
        "task " + name() + ": argument " + index + " is " + what);
  }

  public String id() {
    return id;
  }

  public String name() {
    return graph + "." + id;
  }

  Set<TornadoNativeArray> arrays() {
    Set<TornadoNativeArray> arrays = new LinkedHashSet<>();
    for (Object argument : arguments) {
      if (argument instanceof TornadoNativeArray array) {
        arrays.add(array);
      }
    }
    return arrays;
  }
}

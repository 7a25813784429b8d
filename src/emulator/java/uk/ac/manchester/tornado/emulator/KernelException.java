package uk.ac.manchester.tornado.emulator;

import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** A kernel that did what would go wrong, or might, on a device; the real API has no such class. */
public final class KernelException extends TornadoRuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    OUT_OF_BOUNDS,
    GLOBAL_RACE,
    /** The result depends on the order in which work-items run. */
    ORDER_DEPENDENCE,
    DIVERGENT_BARRIER,
    LOCAL_MEMORY,
    FAILURE
  }

  private final Kind kind;

  KernelException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  KernelException(Kind kind, String message, Throwable cause) {
    this(kind, message);
    initCause(cause);
  }

  public Kind kind() {
    return kind;
  }
}

package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import org.jocl.CL;

/** OpenCL refused something: what was tried, the error's OpenCL name, and the build log if any. */
public final class OpenClException extends UserException {

  private static final long serialVersionUID = 1L;

  private final String error;

  /**
   * @param action what was tried, naming the kernel where there is one
   * @param code the OpenCL status
   */
  OpenClException(String action, int code) {
    this(action, code, "");
  }

  /**
   * @param log what the compiler said
   */
  OpenClException(String action, int code, String log) {
    super(
        "OpenCL: "
            + action
            + " failed with "
            + CL.stringFor_errorCode(code)
            + (log.isBlank() ? "" : ":\n" + log.strip()));
    error = CL.stringFor_errorCode(code);
  }

  /** The OpenCL name, such as {@code CL_OUT_OF_RESOURCES}. */
  public String error() {
    return error;
  }
}

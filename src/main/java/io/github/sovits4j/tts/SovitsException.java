package io.github.sovits4j.tts;

import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.DeviceMemoryException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Something the user of a program can mend: the message says what went wrong, what was expected,
 * what was found and what to do, in complete sentences; show it as it is.
 *
 * {@snippet class="io.github.sovits4j.tts.ApiSnippet" region="errors"}
 *
 * <p>Everything else that this package throws is a defect of the program ({@link
 * NullPointerException}, {@link IllegalStateException} after {@code close}) or the answer to being
 * cancelled ({@link java.util.concurrent.CancellationException}).
 */
public abstract sealed class SovitsException extends RuntimeException
    permits ModelException, RequestException, DeviceException, MemoryException, OutputException {

  private static final long serialVersionUID = 1L;

  SovitsException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Does work of the layers below and tells their exceptions in this package's terms, with the
   * caller's stack.
   *
   * @param otherwise makes the exception of what is about neither the device nor its memory
   */
  static <T> T translating(
      BiFunction<String, Throwable, SovitsException> otherwise, Supplier<T> work) {
    try {
      return work.get();
    } catch (DeviceMemoryException e) {
      throw new MemoryException(e.getMessage(), e);
    } catch (DeviceUnavailableException e) {
      throw new DeviceException(e.getMessage(), e);
    } catch (UserException e) {
      throw otherwise.apply(e.getMessage(), e);
    }
  }
}

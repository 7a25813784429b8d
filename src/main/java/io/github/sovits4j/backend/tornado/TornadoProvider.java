package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Offers the TornadoVM backend where the SDK is. Names no class of TornadoVM, so that it can say
 * what is missing where there is none.
 */
public final class TornadoProvider implements BackendProvider {

  private static final String PLAN = "uk.ac.manchester.tornado.api.TornadoExecutionPlan";
  private static final String EMULATOR = "uk.ac.manchester.tornado.emulator.Emulator";
  private static final String RUNTIME_FLAG = "tornado.load.runtime.implementation";
  private static final String HOW =
      "install TornadoVM 5.2 for JDK 25, set TORNADOVM_HOME to its folder and start with"
          + " ./sovits --backend tornado, or start Java with @$TORNADOVM_HOME/tornado-argfile";

  /** TornadoVM colours its messages for terminals. */
  private static final Pattern COLOURS = Pattern.compile("\u001B\\[[;\\d]*m");

  /** For {@link java.util.ServiceLoader}. */
  public TornadoProvider() {}

  @Override
  public String name() {
    return "tornado";
  }

  /** The emulator is for tests, so nobody gets it who did not ask. */
  @Override
  public int rank() {
    return present(EMULATOR) ? -1 : 20;
  }

  @Override
  public String rankReason() {
    return present(EMULATOR)
        ? "the emulator for tests: only when asked for by name"
        : "not yet tuned: behind simd and opencl";
  }

  @Override
  public Optional<String> missing() {
    if (!present(PLAN)) {
      return Optional.of(
          "TornadoVM's API is neither on the module path nor on the class path; " + HOW);
    }
    if (present(EMULATOR)) {
      return Optional.empty();
    }
    if (System.getProperty(RUNTIME_FLAG) == null) {
      return Optional.of(
          "the JVM was started without TornadoVM's flags (-D" + RUNTIME_FLAG + "=…); " + HOW);
    }
    if (ModuleLayer.boot().findModule("tornado.runtime").isEmpty()) {
      return Optional.of(
          "the JVM was started without TornadoVM's modules (--add-modules …,tornado.runtime); "
              + HOW);
    }
    return OfDevice.MISSING;
  }

  /** Asked once: TornadoVM that failed to start says no reason the second time. */
  private static final class OfDevice {

    static final Optional<String> MISSING = look();

    private static Optional<String> look() {
      try {
        return TornadoBackend.missingDevice();
      } catch (LinkageError | RuntimeException e) {
        return Optional.of(
            "TornadoVM's SDK is here but finds no device (it says: "
                + reason(e)
                + "); install the driver its build is for: for CUDA and PTX NVIDIA's driver, and"
                + " CUDA's libraries (NVRTC) on the library path, for OpenCL a GPU's driver or"
                + " PoCL");
      }
    }
  }

  /** TornadoVM reads these properties when it starts. */
  @Override
  public boolean dumpKernelsTo(Path file) {
    System.setProperty("tornado.printKernel", "True");
    System.setProperty("tornado.print.kernel.dir", file.toString());
    return true;
  }

  @Override
  public Backend open(BackendOptions options) {
    missing()
        .ifPresent(
            missing -> {
              throw new DeviceUnavailableException("backend 'tornado' cannot run here: " + missing);
            });
    return new TornadoBackend(options);
  }

  private static boolean present(String name) {
    try {
      Class.forName(name, false, TornadoProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return COLOURS.matcher(message).replaceAll("").strip();
  }
}

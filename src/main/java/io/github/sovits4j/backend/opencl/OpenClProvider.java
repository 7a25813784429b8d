package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/** Offers the OpenCL backend where there is an OpenCL device. */
public final class OpenClProvider implements BackendProvider {

  /** A GPU is faster than the CPU by any means. */
  private static final int GPU_RANK = 100;

  /** On a CPU the Vector API is faster. */
  private static final int CPU_RANK = 40;

  /** What the library is called on Linux, Windows and macOS. */
  private static final List<String> LIBRARIES =
      List.of(
          "libOpenCL.so.1",
          "libOpenCL.so",
          "OpenCL.dll",
          "/System/Library/Frameworks/OpenCL.framework/OpenCL");

  private static final String NO_DRIVER =
      "the OpenCL library is here, but no driver offers a device. Install your GPU's driver with"
          + " OpenCL, or PoCL to run on the CPU (Debian, Ubuntu: apt-get install pocl-opencl-icd).";

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {}

  @Override
  public String name() {
    return OpenClBackend.NAME;
  }

  @Override
  public int rank() {
    return onGpu() ? GPU_RANK : CPU_RANK;
  }

  @Override
  public String rankReason() {
    return onGpu() ? "a GPU is faster than the CPU" : "its device is a CPU, where simd is faster";
  }

  private boolean onGpu() {
    if (missing().isPresent()) {
      return false;
    }
    try {
      return OpenClDevice.choose(OpenClDevice.all(), OpenClDevice.wanted()).gpu();
    } catch (UserException e) { // a device that was asked for and is not here: opening says so
      return true;
    }
  }

  @Override
  public Optional<String> missing() {
    if (!joclPresent()) {
      return Optional.of(
          "JOCL is neither on the class path nor on the module path; add org.jocl:jocl to the"
              + " program's dependencies.");
    }
    try {
      if (!libraryPresent()) {
        return Optional.of(noLibrary("looked for " + String.join(", ", LIBRARIES)));
      }
      return OpenClDevice.all().isEmpty()
          ? PoclCache.ofSystem().problem().or(() -> Optional.of(NO_DRIVER))
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(noLibrary(firstLine(e)));
    } catch (OpenClException | UnsupportedOperationException e) {
      return Optional.of("OpenCL does not answer: " + e.getMessage());
    }
  }

  @Override
  public List<String> devices() {
    return missing().isPresent()
        ? List.of()
        : OpenClDevice.all().stream().map(OpenClDevice::toString).toList();
  }

  private static boolean joclPresent() {
    try {
      Class.forName("org.jocl.CL", false, OpenClProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static String noLibrary(String why) {
    return "no OpenCL library was found ("
        + why
        + "). Install your GPU's driver with OpenCL, or PoCL to run on the CPU (Debian, Ubuntu:"
        + " apt-get install ocl-icd-libopencl1 pocl-opencl-icd).";
  }

  /** Looks before JOCL does, which would write to the console where there is none. */
  @SuppressWarnings("restricted") // the launcher and the manifest allow native access
  private static boolean libraryPresent() {
    try (Arena arena = Arena.ofConfined()) {
      for (String library : LIBRARIES) {
        try {
          SymbolLookup.libraryLookup(library, arena);
          return true;
        } catch (IllegalArgumentException e) {
          // the next one
        }
      }
      return false;
    }
  }

  private static String firstLine(LinkageError e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  @Override
  public Backend open(BackendOptions options) {
    missing()
        .ifPresent(
            missing -> {
              throw new DeviceUnavailableException(
                  "backend '" + name() + "' cannot run here: " + missing);
            });
    List<OpenClDevice> devices = OpenClDevice.all();
    return new OpenClBackend(
        OpenClDevice.choose(devices, OpenClDevice.wanted()), OpenClOptions.ofSystem(), options);
  }
}

package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendProvider;
import java.util.List;
import java.util.Optional;

/** Offers the OpenCL backend where there is an OpenCL device. */
public final class OpenClProvider implements BackendProvider {

  private static final int RANK = 100;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {}

  @Override
  public String name() {
    return OpenClBackend.NAME;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public Optional<String> missing() {
    try {
      return OpenClDevice.all().isEmpty()
          ? Optional.of(
              "the OpenCL library is here, but no driver offers a device. Install your GPU's driver"
                  + " with OpenCL, or PoCL to run on the CPU (Debian, Ubuntu: apt-get install"
                  + " pocl-opencl-icd).")
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(
          "no OpenCL library was found ("
              + firstLine(e)
              + "). Install your GPU's driver with OpenCL, or PoCL to run on the CPU (Debian,"
              + " Ubuntu: apt-get install ocl-icd-libopencl1 pocl-opencl-icd).");
    } catch (OpenClException | UnsupportedOperationException e) {
      return Optional.of("OpenCL does not answer: " + e.getMessage());
    }
  }

  private static String firstLine(LinkageError e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  @Override
  public Backend open() {
    missing()
        .ifPresent(
            missing -> {
              throw new UserException("backend '" + name() + "' cannot run here: " + missing);
            });
    List<OpenClDevice> devices = OpenClDevice.all();
    return new OpenClBackend(
        OpenClDevice.choose(devices, OpenClDevice.wanted()), OpenClOptions.ofSystem());
  }
}

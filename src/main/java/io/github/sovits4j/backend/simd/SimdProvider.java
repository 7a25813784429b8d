package io.github.sovits4j.backend.simd;

import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import java.util.Optional;

/**
 * Offers the Vector API's backend where the JVM was started with its module. Names no class of that
 * module, so that it can say what is missing where there is none.
 */
public final class SimdProvider implements BackendProvider {

  static final String NAME = "simd";

  private static final String MODULE = "jdk.incubator.vector";

  private static final int RANK = 50;

  /** For {@link java.util.ServiceLoader}. */
  public SimdProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public String rankReason() {
    return "the fastest where there is no GPU";
  }

  @Override
  public Optional<String> missing() {
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Optional.empty()
        : Optional.of(
            "Java was started without its Vector API; start it with --add-modules "
                + MODULE
                + " (a JDK or a runtime that holds that module).");
  }

  @Override
  public Backend open(BackendOptions options) {
    missing()
        .ifPresent(
            missing -> {
              throw new DeviceUnavailableException(
                  "backend '" + NAME + "' cannot run here: " + missing);
            });
    return new SimdBackend(SimdOptions.ofSystem(), options);
  }
}

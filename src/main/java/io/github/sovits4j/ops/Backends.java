package io.github.sovits4j.ops;

import io.github.sovits4j.DeviceUnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The backends on the class path. */
public final class Backends {

  private static final System.Logger LOG = System.getLogger(Backends.class.getName());

  /** Chooses the fastest backend that can run here. */
  public static final String AUTO = "auto";

  private Backends() {}

  /** All providers, fastest first. */
  public static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::rank).reversed())
        .toList();
  }

  /**
   * Opens a backend and logs which one and on what device. A backend that was asked for by name and
   * cannot run is an error, never silently replaced.
   *
   * @param name a provider's name, or {@link #AUTO}
   * @throws DeviceUnavailableException for an unknown name or a backend that cannot run here
   */
  public static Backend open(String name) {
    return open(name, BackendOptions.DEFAULT);
  }

  /**
   * Opens a backend as {@link #open(String)} does, with options.
   *
   * @throws DeviceUnavailableException for an unknown name or a backend that cannot run here
   */
  public static Backend open(String name, BackendOptions options) {
    List<BackendProvider> providers = providers();
    BackendProvider chosen =
        providers.stream()
            .filter(p -> name.equals(AUTO) ? p.missing().isEmpty() : p.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new DeviceUnavailableException(
                        "unknown backend '"
                            + name
                            + "'; expected one of "
                            + providers.stream()
                                .map(BackendProvider::name)
                                .collect(Collectors.joining(", "))
                            + " or "
                            + AUTO
                            + "."));
    chosen
        .missing()
        .ifPresent(
            missing -> {
              throw new DeviceUnavailableException(
                  "backend '" + name + "' cannot run here: " + missing);
            });
    Backend backend = chosen.open(options);
    LOG.log(System.Logger.Level.INFO, "backend {0} on {1}", backend.name(), backend.device());
    return backend;
  }
}

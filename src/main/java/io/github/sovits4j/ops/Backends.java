package io.github.sovits4j.ops;

import io.github.sovits4j.DeviceUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The backends on the class path. */
public final class Backends {

  private static final System.Logger LOG = System.getLogger(Backends.class.getName());

  /** Chooses the fastest backend that can run here, of those with a rank of at least 0. */
  public static final String AUTO = "auto";

  private Backends() {}

  /**
   * All providers, fastest first. One that cannot even be loaded, for want of a library, is skipped
   * with a warning in the log; one whose library is found to be absent later says so when asked
   * what is {@linkplain BackendProvider#missing missing}.
   */
  public static List<BackendProvider> providers() {
    List<BackendProvider> providers = found();
    providers.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
    return List.copyOf(providers);
  }

  /** In no order, for a rank may depend on a device and looking for one is not free. */
  private static List<BackendProvider> found() {
    List<BackendProvider> providers = new ArrayList<>();
    Iterator<BackendProvider> found =
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          break;
        }
        providers.add(new GuardedProvider(found.next()));
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.log(System.Logger.Level.WARNING, "a backend was skipped: {0}", e.getMessage());
      }
    }
    return providers;
  }

  /**
   * Opens a backend and logs which one and on what device. A backend that was asked for by name and
   * cannot run is an error, never silently replaced.
   *
   * @param name a provider's name, or {@link #AUTO}
   * @throws DeviceUnavailableException for an unknown name or a backend that cannot run here; for
   *     {@link #AUTO} when none can that is made for speed
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
    BackendProvider chosen = name.equals(AUTO) ? fastest(providers()) : named(name, found());
    Backend backend = chosen.open(options);
    LOG.log(System.Logger.Level.INFO, "backend {0} on {1}", backend.name(), backend.device());
    return backend;
  }

  private static BackendProvider named(String name, List<BackendProvider> providers) {
    BackendProvider named =
        providers.stream()
            .filter(provider -> provider.name().equals(name))
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
    named
        .missing()
        .ifPresent(
            missing -> {
              throw new DeviceUnavailableException(
                  "backend '" + name + "' cannot run here: " + missing);
            });
    return named;
  }

  /**
   * The automatic choice. A slow one is no substitute for a fast one that lacks a flag or a driver.
   *
   * @param providers fastest first
   * @throws DeviceUnavailableException when none can run that may be chosen so; it tells what the
   *     first of them lacks
   */
  public static BackendProvider fastest(List<BackendProvider> providers) {
    List<BackendProvider> fast = providers.stream().filter(p -> p.rank() >= 0).toList();
    return fast.stream()
        .filter(provider -> provider.missing().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new DeviceUnavailableException(
                    "no fast backend can run here: "
                        + fast.stream()
                            .map(BackendProvider::missing)
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElse("the library brings none.")));
  }
}

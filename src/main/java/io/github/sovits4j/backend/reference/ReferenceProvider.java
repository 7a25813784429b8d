package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import java.util.Optional;

/** Offers the reference backend, which runs on any JVM. */
public final class ReferenceProvider implements BackendProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return ReferenceBackend.NAME;
  }

  /** Nobody should wait for it who did not ask. */
  @Override
  public int rank() {
    return -1;
  }

  @Override
  public String rankReason() {
    return "made to check others against, not for speed: only when asked for by name";
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Backend open(BackendOptions options) {
    return new ReferenceBackend(options);
  }
}

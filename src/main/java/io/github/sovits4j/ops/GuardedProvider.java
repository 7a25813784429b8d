package io.github.sovits4j.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A provider whose library may be absent: classes that cannot be found are a thing missing. */
record GuardedProvider(BackendProvider provider) implements BackendProvider {

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public int rank() {
    return provider.rank();
  }

  @Override
  public String rankReason() {
    return provider.rankReason();
  }

  @Override
  public Optional<String> missing() {
    try {
      return provider.missing();
    } catch (LinkageError e) {
      return Optional.of(
          "a class that it needs is neither on the class path nor on the module path ("
              + e.getMessage()
              + ").");
    }
  }

  @Override
  public List<String> devices() {
    return provider.devices();
  }

  @Override
  public boolean dumpKernelsTo(Path file) {
    return provider.dumpKernelsTo(file);
  }

  @Override
  public Backend open(BackendOptions options) {
    return provider.open(options);
  }
}

package io.github.sovits4j.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and opens one kind of backend; registered with {@link java.util.ServiceLoader}. */
public interface BackendProvider {

  /** The name it is chosen by. */
  String name();

  /**
   * Among the backends that can run, the one with the highest rank is the automatic choice; one
   * below 0 is only for those who ask for it by name.
   */
  int rank();

  /** Why it has its rank, in a few words that go on from "chosen" or "not chosen". */
  default String rankReason() {
    return "its rank is " + rank();
  }

  /** Empty when the backend can run here; else what is missing and how to get it. */
  Optional<String> missing();

  /**
   * The devices it could run on, each in one line, in the order by which they are numbered; empty
   * where there is no choice or something is {@linkplain #missing missing}.
   */
  default List<String> devices() {
    return List.of();
  }

  /**
   * Has the source of every kernel that is compiled from now on appended to a file, where kernels
   * are generated. To be called before the backend is opened for the first time.
   *
   * @return false where kernels are not generated
   */
  default boolean dumpKernelsTo(Path file) {
    return false;
  }

  /**
   * Opens the backend.
   *
   * @throws io.github.sovits4j.DeviceUnavailableException when something is {@linkplain #missing
   *     missing}
   */
  Backend open(BackendOptions options);
}

package io.github.sovits4j.ops;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backend whose kernels can be measured with other parameters than those in force. */
public interface TunableBackend extends Backend {

  /** What a tuning of this backend is for. */
  TuningTarget tuningTarget();

  /** The parameters in force. */
  Tuning tuning();

  /** The names of the kernels a graph of this backend was bound with. */
  Set<String> kernelsOf(Graph graph);

  /**
   * Binds a program as {@link #compile(Program)} does, one kernel with these parameters.
   *
   * @param kernel a name of {@link #kernels}
   * @param parameters a value for each of its parameters
   */
  Graph compile(Program program, String kernel, Map<String, Integer> parameters);

  /** The kernels, those that matter most first. */
  default List<TunableKernel> kernels() {
    return tuningTarget().kernels();
  }

  /**
   * Where stored parameters of this device are found again when the backend is opened.
   *
   * @throws UserException when there is no such place
   */
  default Path tuningFile() {
    Path file = tuningTarget().place();
    if (file == null) {
      throw new UserException("there is no folder for your settings; name a file.");
    }
    return file;
  }

  /**
   * Stores parameters together with what is in force for all other kernels. The file is replaced as
   * a whole, or left as it is.
   *
   * @param file usually {@link #tuningFile}; made, with its folder, when there is none
   * @param searched by kernel its parameters, also where the defaults were best
   * @throws UserException when it cannot be written
   */
  default void storeTuning(Path file, Map<String, Map<String, Integer>> searched) {
    Tuning found = tuning();
    for (Map.Entry<String, Map<String, Integer>> kernel : searched.entrySet()) {
      found = found.with(kernel.getKey(), kernel.getValue());
    }
    TuningFile.write(file, tuningTarget(), found);
  }
}

package io.github.sovits4j.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backend whose kernels can be measured with other parameters than those in force. */
public interface TunableBackend extends Backend {

  /** The kernels, those that matter most first. */
  List<TunableKernel> kernels();

  /** The names of the kernels a graph of this backend was bound with. */
  Set<String> kernelsOf(Graph graph);

  /**
   * Binds a program as {@link #compile(Program)} does, one kernel with these parameters.
   *
   * @param kernel a name of {@link #kernels}
   * @param parameters a value for each of its parameters
   */
  Graph compile(Program program, String kernel, Map<String, Integer> parameters);

  /**
   * Where stored parameters of this device are found again when the backend is opened.
   *
   * @throws io.github.sovits4j.UserException when there is no such place
   */
  Path tuningFile();

  /**
   * Stores parameters together with what is in force for all other kernels. The file is replaced as
   * a whole, or left as it is.
   *
   * @param file usually {@link #tuningFile}; made, with its folder, when there is none
   * @param searched by kernel its parameters, also where the defaults were best
   * @throws io.github.sovits4j.UserException when it cannot be written
   */
  void storeTuning(Path file, Map<String, Map<String, Integer>> searched);
}

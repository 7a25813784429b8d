package io.github.sovits4j.ops;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A device that runs programs. It owns constants and states; graphs own the rest. A backend and
 * everything it made may be used by one thread at a time. Implementations extend {@link
 * AbstractBackend}, so that all of them refuse the same mistakes in the same words, and pass the
 * tests of {@code BackendContract}.
 */
public interface Backend extends States, AutoCloseable {

  /** The name it is chosen by: {@code reference}, {@code opencl}, {@code tornado}. */
  String name();

  /** The device in one line, for people. */
  String device();

  /** Uploads a weight in 32 bits. The array belongs to the backend afterwards. */
  default Tensor constant(String name, float[] data, int... shape) {
    return constant(name, DataType.F32, data, shape);
  }

  /**
   * Uploads a weight. The array belongs to the backend afterwards.
   *
   * @param storage F32; for matrices of products over rows also F16 or I8, to which the backend
   *     rounds
   * @throws UnsupportedStorageException when this backend has no kernels for the storage
   */
  Tensor constant(String name, DataType storage, float[] data, int... shape);

  /**
   * Allocates zeros that live until {@link #release}.
   *
   * @param type F32, I32; for key and value caches also F16
   * @throws UnsupportedStorageException when this backend has no kernels for the type
   */
  @Override
  Tensor state(String name, DataType type, int... shape);

  /** Overwrites a state of real numbers, rounding to what it stores. */
  void write(Tensor state, float[] data);

  /** Overwrites an I32 state. */
  void write(Tensor state, int[] data);

  /**
   * Copies elements from a state to another of the same type, on the device and in the order of
   * replays. Elements are counted in row-major order; what a backend keeps between rows does not
   * count.
   *
   * @param from first element of the source
   * @param to first element of the target; it is another tensor than the source
   * @param count how many, at least 1
   */
  void copy(Tensor source, int from, Tensor target, int to, int count);

  /** Waits for the device and reads a constant or a state of real numbers. */
  float[] floats(Tensor tensor);

  /** Waits for the device and reads an I32 state. */
  int[] ints(Tensor tensor);

  /** Gives the memory of a state or constant back. No graph that uses it can run afterwards. */
  void release(Tensor tensor);

  /** How much of the device is taken. */
  DeviceMemory memory();

  /** Binds a program to this device. */
  Graph compile(Program program);

  /**
   * Device memory that a graph of this program takes beside weights and states, with what its
   * kernels need for themselves; less where it shares that with graphs that are there. Nothing is
   * allocated; the program's states may lie on no device.
   */
  long bytesOf(Program program);

  /** The same of what a network records. */
  default long bytesToCapture(Consumer<Ops> network) {
    Ops ops = new Ops();
    network.accept(ops);
    return bytesOf(ops.program());
  }

  /**
   * The capacity to capture a graph for when {@code n} elements are wanted. A backend that pays
   * much for a capture rounds up, so that few captures serve all lengths; one that pays nothing
   * returns {@code n}.
   */
  int bucket(int n);

  /** Kernels that measure the device by themselves; empty where there are none. */
  default Optional<BareRates> bareRates() {
    return Optional.empty();
  }

  /**
   * How many decode steps to replay between two looks at the device: few where steps are dear, for
   * a surplus step is wasted; many where a look is, for it drains the queue.
   */
  int replaysPerPoll();

  /**
   * How a transformer's matrices are best stored here where nobody says: in {@link DataType#F16}
   * where that is faster, else in {@link DataType#F32}.
   */
  default DataType preferredStorage() {
    return DataType.F32;
  }

  /** Kernels launched so far, transfers not counted. */
  long launches();

  /**
   * Has a listener told of every launch, compilation and upload that begins from now on; one at a
   * time. What the listener before had coming it is still told.
   *
   * @param listener null for nobody
   * @return false, and nothing is told, where the backend was opened without {@link
   *     BackendOptions#profiling}
   */
  boolean profile(ProfileListener listener);

  /**
   * Records a network and compiles what was recorded.
   *
   * @param network records and returns the ends that its caller wants back
   */
  default <E> Capture<E> capture(Function<Ops, E> network) {
    return capture(null, network);
  }

  /**
   * Records a network and compiles what was recorded.
   *
   * @param observer is shown the graph after every replay, its {@linkplain Ops#probe probes}
   *     readable at the price of memory; null for none
   * @param network records and returns the ends that its caller wants back
   */
  default <E> Capture<E> capture(Consumer<Graph> observer, Function<Ops, E> network) {
    Ops ops = new Ops(observer != null);
    E ends = network.apply(ops);
    return new Capture<>(compile(ops.program()), ends, observer);
  }

  /** Closes all graphs and gives everything back. A second time does nothing. */
  @Override
  void close();
}

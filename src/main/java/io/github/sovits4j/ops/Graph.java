package io.github.sovits4j.ops;

/**
 * A captured run of a network on one backend: kernels, buffers and launch sizes are bound. Data
 * goes in and out in the shape in force, tightly packed; how memory is laid out stays inside. What
 * does not fit is refused before anything is done: {@link IllegalArgumentException} for a tensor of
 * another graph, a wrong type or a wrong number of values, {@link IllegalStateException} once the
 * graph or its backend is closed.
 */
public interface Graph extends AutoCloseable {

  /**
   * Sets a length for the replays that follow, and for the reads and writes of tensors it shapes.
   *
   * @throws IllegalArgumentException unless {@code 1 <= value <= capacity}
   */
  void set(Length length, int value);

  /** Writes an F32 input; {@code data} has exactly the elements of the shape in force. */
  void write(Tensor input, float[] data);

  /** Writes an I32 input; {@code data} has exactly the elements of the shape in force. */
  void write(Tensor input, int[] data);

  /**
   * Runs all operators {@code times} times. May return before the device is done.
   *
   * @throws IllegalStateException when a constant or state it uses was released
   */
  void replay(int times);

  /** Runs all operators once. */
  default void replay() {
    replay(1);
  }

  /** Waits for the device and reads an F32 output or input in the shape in force. */
  float[] floats(Tensor output);

  /** Waits for the device and reads an I32 output or input in the shape in force. */
  int[] ints(Tensor output);

  /** The program this graph was compiled from. */
  Program program();

  /** Bytes of device memory this graph holds beside constants and states; 0 once it is closed. */
  long bytes();

  @Override
  void close();
}

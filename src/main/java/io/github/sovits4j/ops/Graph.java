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
   * Writes an F32 input with part of what another graph computed: of every row of its output {@code
   * steps} steps, the first of them {@code first}. The lengths in force of the two graphs, and
   * their capacities, may differ. This default takes the way over the host; a backend with memory
   * of its own copies there.
   *
   * @param input of this graph; its last axis has so many steps in force
   * @param source of the same backend
   * @param output of the source; F32, its shape fixed and that of the input but for the last axis
   */
  default void copy(Tensor input, Graph source, Tensor output, int first, int steps) {
    int rows = Check.copied(input, output);
    float[] all = source.floats(output);
    int time = all.length / rows;
    Check.part(output, time, first, steps);
    float[] part = new float[rows * steps];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(all, row * time + first, part, row * steps, steps);
    }
    write(input, part);
  }

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

  /** Waits until the device has run everything; at once where a replay does not return before. */
  default void finish() {}

  /**
   * Whether the device has run everything. Where the graph runs {@linkplain Ops#aside aside} this
   * does not wait, and other graphs may be replayed until it is true; elsewhere it {@linkplain
   * #finish finishes} first.
   */
  default boolean done() {
    finish();
    return true;
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

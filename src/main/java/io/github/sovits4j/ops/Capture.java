package io.github.sovits4j.ops;

import java.util.function.Consumer;

/**
 * A captured network and its ends: what its recording returned, mostly a record of the lengths and
 * inputs to be given before a replay and of the outputs to be read after it.
 *
 * <pre>{@code
 * record Ends(Length time, Tensor x, Tensor y) {}
 *
 * try (Capture<Ends> capture = backend.capture(ops -> record(ops))) {
 *   Ends e = capture.ends();
 *   float[] y = capture.set(e.time(), 7).write(e.x(), data).replay().floats(e.y());
 * }
 * }</pre>
 *
 * @param <E> the ends
 */
public final class Capture<E> implements AutoCloseable {

  private final Graph graph;
  private final E ends;
  private final Consumer<Graph> observer;

  Capture(Graph graph, E ends, Consumer<Graph> observer) {
    this.graph = graph;
    this.ends = ends;
    this.observer = observer;
  }

  /** The graph; it is closed with this. */
  public Graph graph() {
    return graph;
  }

  /** What the recording returned. */
  public E ends() {
    return ends;
  }

  /**
   * Sets a length, and those that follow from it, for the reads, writes and replays behind.
   *
   * @throws IllegalArgumentException unless {@code 1 <= value <= capacity}
   */
  public Capture<E> set(Length length, int value) {
    graph.set(length, value);
    for (Length other : graph.program().lengths()) {
      if (other.rule() != null && other.rule().base().equals(length)) {
        set(other, other.rule().value(value));
      }
    }
    return this;
  }

  /** Writes an F32 input; {@code data} has exactly the elements of the shape in force. */
  public Capture<E> write(Tensor input, float[] data) {
    graph.write(input, data);
    return this;
  }

  /** Writes an I32 input; {@code data} has exactly the elements of the shape in force. */
  public Capture<E> write(Tensor input, int[] data) {
    graph.write(input, data);
    return this;
  }

  /**
   * Writes an input with part of another capture's output, see {@link Graph#copy}.
   *
   * @param first step of the output's last axis
   * @param steps as many as the input has in force
   */
  public Capture<E> copy(Tensor input, Capture<?> source, Tensor output, int first, int steps) {
    graph.copy(input, source.graph, output, first, steps);
    return this;
  }

  /** Runs all operators once; may return before the device is done. */
  public Capture<E> replay() {
    return replay(1);
  }

  /** Runs all operators {@code times} times; may return before the device is done. */
  public Capture<E> replay(int times) {
    graph.replay(times);
    if (observer != null) {
      observer.accept(graph);
    }
    return this;
  }

  /** Waits until the device has run everything. */
  public void finish() {
    graph.finish();
  }

  /** Waits for the device and reads an F32 output in the shape in force. */
  public float[] floats(Tensor output) {
    return graph.floats(output);
  }

  /** Waits for the device and reads an I32 output in the shape in force. */
  public int[] ints(Tensor output) {
    return graph.ints(output);
  }

  @Override
  public void close() {
    graph.close();
  }
}

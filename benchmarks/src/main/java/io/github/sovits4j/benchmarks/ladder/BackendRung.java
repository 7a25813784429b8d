package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import java.util.List;

/** An operator of the library, as it runs today, on one of its backends. */
final class BackendRung implements Rung {

  private final Backend backend;
  private final String operator;
  private final Graph graph;
  private final List<Tensor> weights;
  private final Tensor mark;

  /**
   * @param graph its only input written; its outputs, one behind the other, are the result
   * @param weights released with it
   */
  BackendRung(Backend backend, String operator, Graph graph, List<Tensor> weights) {
    this.backend = backend;
    this.operator = operator;
    this.graph = graph;
    this.weights = weights;
    this.mark = backend.state("finish mark", DataType.I32, 1);
  }

  @Override
  public String name() {
    return "today: " + operator + " of " + backend.name();
  }

  @Override
  public void run(int times) {
    graph.replay(times);
    backend.ints(mark); // waits
  }

  @Override
  public float[] result() {
    List<float[]> parts = graph.program().outputs().stream().map(graph::floats).toList();
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public void close() {
    graph.close();
    weights.forEach(backend::release);
    backend.release(mark);
  }
}

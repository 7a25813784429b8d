package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;

/** Another backend of which no graph may take more memory than was planned before. */
public record PlannedBackend(Backend backend) implements ForwardingBackend {

  @Override
  public Graph compile(Program program) {
    long used = backend.memory().used();
    long planned = backend.bytesOf(program);
    if (backend.memory().used() != used) {
      throw new AssertionError("planning took memory");
    }
    Graph graph = backend.compile(program);
    if (graph.bytes() > planned) {
      throw new AssertionError(
          "planned " + planned + " bytes, took " + graph.bytes() + " for " + program.operators());
    }
    return graph;
  }
}

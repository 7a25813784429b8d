package io.github.sovits4j.model.sovits;

import io.github.sovits4j.ops.Graph;

/** What a caller does while speech is decoded. */
@FunctionalInterface
public interface Meanwhile {

  /** Nothing. */
  Meanwhile NOTHING = () -> {};

  /**
   * A window of the generator is next; the first time, prior and flow are done. What it throws ends
   * the decoding, and the network can be used on.
   */
  void beforeWindow();

  /**
   * The device works on a graph, whose result is wanted next. Returns when it is {@linkplain
   * Graph#done done}; until then graphs of other networks may be replayed. May throw as {@link
   * #beforeWindow} does.
   */
  default void await(Graph graph) {
    graph.finish();
  }
}

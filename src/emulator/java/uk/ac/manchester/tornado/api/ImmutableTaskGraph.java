package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.emulator.GraphRun;

/** A task graph that can be executed and no longer changed. */
public class ImmutableTaskGraph {
  final GraphRun run;

  ImmutableTaskGraph(GraphRun run) {
    this.run = run;
  }
}

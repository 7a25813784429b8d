package uk.ac.manchester.tornado.api;

import java.util.List;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;
import uk.ac.manchester.tornado.emulator.GraphRun;

/**
 * What came of an execution: its times, and the device memory that it left, for transfers under
 * demand.
 */
public class TornadoExecutionResult {
  private final TornadoExecutionPlan plan;
  private final TornadoProfilerResult profile;

  TornadoExecutionResult(TornadoExecutionPlan plan, TornadoProfilerResult profile) {
    this.plan = plan;
    this.profile = profile;
  }

  public TornadoProfilerResult getProfilerResult() {
    return profile;
  }

  /** Copies from the graphs that the plan has selected now. */
  public TornadoExecutionResult transferToHost(Object... objects) {
    for (Object object : objects) {
      if (!(object instanceof TornadoNativeArray array)) {
        throw new TornadoRuntimeException(object + " is no array that could be on a device");
      }
      holders(array).forEach(graph -> graph.copyToHost(array));
    }
    return this;
  }

  public TornadoExecutionResult transferToHost(DataRange range) {
    range.materialize();
    long offset = range.getOffset() - TornadoNativeArray.ARRAY_HEADER;
    holders(range.getArray())
        .forEach(graph -> graph.copyRangeToHost(range.getArray(), offset, range.getPartialSize()));
    return this;
  }

  private List<GraphRun> holders(TornadoNativeArray array) {
    List<GraphRun> holders = plan.selected().stream().filter(graph -> graph.holds(array)).toList();
    if (holders.isEmpty()) {
      throw new TornadoRuntimeException(
          "no graph of %s has %s on the device".formatted(plan.selected(), array));
    }
    return holders;
  }

  public boolean isReady() {
    return true;
  }
}

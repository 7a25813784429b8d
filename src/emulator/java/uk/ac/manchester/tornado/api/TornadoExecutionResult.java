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
      copy(array, 0, array.getNumBytesOfSegment());
    }
    return this;
  }

  public TornadoExecutionResult transferToHost(DataRange range) {
    range.materialize();
    copy(
        range.getArray(),
        range.getOffset() - TornadoNativeArray.ARRAY_HEADER,
        range.getPartialSize());
    return this;
  }

  private void copy(TornadoNativeArray array, long offset, long bytes) {
    List<GraphRun> holders = plan.selected().stream().filter(graph -> graph.holds(array)).toList();
    if (holders.isEmpty()) {
      throw new TornadoRuntimeException(
          "no graph of %s has %s on the device".formatted(plan.selected(), array));
    }
    holders.forEach(graph -> graph.copyToHost(array, offset, bytes));
  }

  public boolean isReady() {
    return true;
  }
}

package io.github.sovits4j.benchmarks.ladder;

import java.util.List;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * A superseded OpenCL kernel; the host owns its objects.
 *
 * @param kernels launched one after another, arguments set
 * @param global work-items of each
 * @param local of a group, or null where the driver may choose
 * @param outputs one behind the other they are the result
 * @param floats in each output
 */
record OpenClRung(
    String name,
    OpenClHost host,
    List<cl_kernel> kernels,
    long[] global,
    long[] local,
    List<cl_mem> outputs,
    int floats)
    implements Rung {

  @Override
  public void run(int times) {
    for (int i = 0; i < times; i++) {
      for (cl_kernel kernel : kernels) {
        host.enqueue(kernel, global, local);
      }
    }
    host.finish();
  }

  @Override
  public float[] result() {
    float[] all = new float[floats * outputs.size()];
    for (int i = 0; i < outputs.size(); i++) {
      System.arraycopy(host.read(outputs.get(i), floats), 0, all, i * floats, floats);
    }
    return all;
  }
}

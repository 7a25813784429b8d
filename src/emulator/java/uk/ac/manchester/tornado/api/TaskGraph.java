package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.common.TornadoFunctions;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;
import uk.ac.manchester.tornado.emulator.GraphRun;
import uk.ac.manchester.tornado.emulator.Kernel;
import uk.ac.manchester.tornado.emulator.KernelTask;
import uk.ac.manchester.tornado.emulator.Transfer;

/** Tasks in the order they run in, and how their arrays come to the device and back. */
public class TaskGraph {
  private final String name;
  private final List<KernelTask> tasks = new ArrayList<>();
  private final List<Transfer> transfers = new ArrayList<>();

  public TaskGraph(String name) {
    this.name = name;
  }

  public String getTaskGraphName() {
    return name;
  }

  public TaskGraph transferToDevice(int mode, Object... objects) {
    return declare(Transfer.Kind.TO_DEVICE, mode, name, objects);
  }

  public TaskGraph transferToHost(int mode, Object... objects) {
    return declare(Transfer.Kind.TO_HOST, mode, name, objects);
  }

  /** Leaves arrays on the device for graphs that consume them. */
  public TaskGraph persistOnDevice(Object... objects) {
    return declare(Transfer.Kind.PERSIST, DataTransferMode.UNDER_DEMAND, name, objects);
  }

  /** Takes arrays that another graph persists. */
  public TaskGraph consumeFromDevice(String sourceGraph, Object... objects) {
    return declare(Transfer.Kind.CONSUME, DataTransferMode.UNDER_DEMAND, sourceGraph, objects);
  }

  /** Takes arrays that the graph executed before this one persists. */
  public TaskGraph consumeFromDevice(Object... objects) {
    return consumeFromDevice(name, objects);
  }

  private TaskGraph declare(Transfer.Kind kind, int mode, String source, Object[] objects) {
    for (Object object : objects) {
      if (object instanceof TornadoNativeArray array) {
        transfers.add(new Transfer(kind, mode, source, array));
      } else if (!(kind == Transfer.Kind.TO_DEVICE && object instanceof Number)) {
        throw new TornadoRuntimeException(
            "graph %s: %s is no array that could be on a device".formatted(name, object));
      }
    }
    return this;
  }

  public ImmutableTaskGraph snapshot() {
    return new ImmutableTaskGraph(new GraphRun(name, tasks, transfers));
  }

  private TaskGraph add(String id, Kernel kernel, Object... arguments) {
    if (tasks.stream().anyMatch(task -> task.id().equals(id))) {
      throw new TornadoRuntimeException("graph " + name + " has a task " + id + " already");
    }
    tasks.add(new KernelTask(name, id, kernel, arguments));
    return this;
  }

  public TaskGraph task(String id, TornadoFunctions.Task code) {
    return add(id, _ -> code.apply());
  }

  @SuppressWarnings("unchecked")
  public <T1> TaskGraph task(String id, TornadoFunctions.Task1<T1> code, T1 arg1) {
    return add(id, a -> code.apply((T1) a[0]), arg1);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2> TaskGraph task(String id, TornadoFunctions.Task2<T1, T2> code, T1 arg1, T2 arg2) {
    return add(id, a -> code.apply((T1) a[0], (T2) a[1]), arg1, arg2);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3> TaskGraph task(
      String id, TornadoFunctions.Task3<T1, T2, T3> code, T1 arg1, T2 arg2, T3 arg3) {
    return add(id, a -> code.apply((T1) a[0], (T2) a[1], (T3) a[2]), arg1, arg2, arg3);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4> TaskGraph task(
      String id, TornadoFunctions.Task4<T1, T2, T3, T4> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4) {
    return add(
        id, a -> code.apply((T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3]), arg1, arg2, arg3, arg4);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5> TaskGraph task(
      String id,
      TornadoFunctions.Task5<T1, T2, T3, T4, T5> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5) {
    return add(
        id,
        a -> code.apply((T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3], (T5) a[4]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6> TaskGraph task(
      String id,
      TornadoFunctions.Task6<T1, T2, T3, T4, T5, T6> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6) {
    return add(
        id,
        a -> code.apply((T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3], (T5) a[4], (T6) a[5]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6);
  }
}

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

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7> TaskGraph task(
      String id,
      TornadoFunctions.Task7<T1, T2, T3, T4, T5, T6, T7> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7) {
    return add(
        id,
        a ->
            code.apply((T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3], (T5) a[4], (T6) a[5], (T7) a[6]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8> TaskGraph task(
      String id,
      TornadoFunctions.Task8<T1, T2, T3, T4, T5, T6, T7, T8> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3], (T5) a[4], (T6) a[5], (T7) a[6],
                (T8) a[7]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9> TaskGraph task(
      String id,
      TornadoFunctions.Task9<T1, T2, T3, T4, T5, T6, T7, T8, T9> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0], (T2) a[1], (T3) a[2], (T4) a[3], (T5) a[4], (T6) a[5], (T7) a[6],
                (T8) a[7], (T9) a[8]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> TaskGraph task(
      String id,
      TornadoFunctions.Task10<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> TaskGraph task(
      String id,
      TornadoFunctions.Task11<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> TaskGraph task(
      String id,
      TornadoFunctions.Task12<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> TaskGraph task(
      String id,
      TornadoFunctions.Task13<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> TaskGraph task(
      String id,
      TornadoFunctions.Task14<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> TaskGraph task(
      String id,
      TornadoFunctions.Task15<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15>
          code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14,
      T15 arg15) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> TaskGraph task(
      String id,
      TornadoFunctions.Task16<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16>
          code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14,
      T15 arg15,
      T16 arg16) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14],
                (T16) a[15]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>
      TaskGraph task(
          String id,
          TornadoFunctions.Task17<
                  T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14],
                (T16) a[15],
                (T17) a[16]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18>
      TaskGraph task(
          String id,
          TornadoFunctions.Task18<
                  T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14],
                (T16) a[15],
                (T17) a[16],
                (T18) a[17]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19>
      TaskGraph task(
          String id,
          TornadoFunctions.Task19<
                  T1,
                  T2,
                  T3,
                  T4,
                  T5,
                  T6,
                  T7,
                  T8,
                  T9,
                  T10,
                  T11,
                  T12,
                  T13,
                  T14,
                  T15,
                  T16,
                  T17,
                  T18,
                  T19>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18,
          T19 arg19) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14],
                (T16) a[15],
                (T17) a[16],
                (T18) a[17],
                (T19) a[18]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18,
        arg19);
  }

  @SuppressWarnings("unchecked")
  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19, T20>
      TaskGraph task(
          String id,
          TornadoFunctions.Task20<
                  T1,
                  T2,
                  T3,
                  T4,
                  T5,
                  T6,
                  T7,
                  T8,
                  T9,
                  T10,
                  T11,
                  T12,
                  T13,
                  T14,
                  T15,
                  T16,
                  T17,
                  T18,
                  T19,
                  T20>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18,
          T19 arg19,
          T20 arg20) {
    return add(
        id,
        a ->
            code.apply(
                (T1) a[0],
                (T2) a[1],
                (T3) a[2],
                (T4) a[3],
                (T5) a[4],
                (T6) a[5],
                (T7) a[6],
                (T8) a[7],
                (T9) a[8],
                (T10) a[9],
                (T11) a[10],
                (T12) a[11],
                (T13) a[12],
                (T14) a[13],
                (T15) a[14],
                (T16) a[15],
                (T17) a[16],
                (T18) a[17],
                (T19) a[18],
                (T20) a[19]),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18,
        arg19,
        arg20);
  }
}

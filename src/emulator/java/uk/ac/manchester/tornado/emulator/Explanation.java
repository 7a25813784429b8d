package uk.ac.manchester.tornado.emulator;

import java.lang.reflect.Method;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Says of what went wrong in a kernel where that was, in the kernel's own names. */
record Explanation(KernelTask task, Object[] arguments, Throwable problem) {
  private static final StackWalker WALKER = StackWalker.getInstance();

  KernelException of(String workItem) {
    String who = "task " + task.name() + (workItem.isEmpty() ? "" : ": " + workItem);
    String where = where(problem);
    if (problem instanceof OutsideArrayException e) {
      return new KernelException(
          KernelException.Kind.OUT_OF_BOUNDS,
          "%s: index %d is outside %s%s"
              .formatted(
                  who,
                  e.index(),
                  argument(task, arguments, e.array(), kernelFrames(problem)),
                  where),
          problem);
    }
    return new KernelException(
        problem instanceof IndexOutOfBoundsException
            ? KernelException.Kind.OUT_OF_BOUNDS
            : KernelException.Kind.FAILURE,
        who + ": " + problem + where,
        problem);
  }

  /** The argument that an array is, such as {@code argument 2 (FloatArray weights)[64]}. */
  static String argument(
      KernelTask task,
      Object[] arguments,
      TornadoNativeArray array,
      List<StackTraceElement> kernel) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == array) {
        String name = kernel.isEmpty() ? "" : parameterName(kernel.getLast(), i, arguments.length);
        return "argument %d%s, a %s".formatted(i, name, array);
      }
    }
    return "an array that is no argument of task " + task.name() + ", a " + array;
  }

  private static String parameterName(StackTraceElement frame, int index, int count) {
    try {
      Class<?> kernels =
          Class.forName(
              frame.getClassName(), false, Thread.currentThread().getContextClassLoader());
      for (Method method : kernels.getDeclaredMethods()) {
        if (method.getName().equals(frame.getMethodName())
            && method.getParameterCount() == count
            && method.getParameters()[index].isNamePresent()) {
          return " '" + method.getParameters()[index].getName() + "'";
        }
      }
    } catch (ClassNotFoundException e) {
      // A kernel without a findable class has no names to give.
    }
    return "";
  }

  /**
   * Where in the kernel something was thrown, such as {@code , at Kernels.sum(Kernels.java:12)}.
   */
  static String where(Throwable thrown) {
    List<StackTraceElement> frames = kernelFrames(thrown);
    return frames.isEmpty() ? "" : ", at " + frames.getFirst();
  }

  /**
   * The kernel's frames, innermost first: those between the emulator's own, which call it and are
   * called by it.
   */
  static List<StackTraceElement> kernelFrames(Throwable thrown) {
    List<StackTraceElement> trace = List.of(thrown.getStackTrace());
    int from = 0;
    while (from < trace.size() && isEmulator(trace.get(from).getClassName())) {
      from++;
    }
    int to = from;
    while (to < trace.size() && !isEmulator(trace.get(to).getClassName())) {
      to++;
    }
    return trace.subList(from, to);
  }

  /** Where a barrier is in the kernel's source. */
  static Object callSite() {
    return WALKER.walk(
        frames ->
            frames
                .dropWhile(frame -> isEmulator(frame.getClassName()))
                .findFirst()
                .map(
                    frame ->
                        (Object) new Site(frame.toStackTraceElement(), frame.getByteCodeIndex()))
                .orElse("an unknown place"));
  }

  private record Site(StackTraceElement place, int byteCodeIndex) {
    @Override
    public String toString() {
      return place.toString();
    }
  }

  private static boolean isEmulator(String className) {
    return className.startsWith("uk.ac.manchester.tornado.");
  }
}

package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guards that the contract's tests rely on. */
class OpenClGuardsTest {

  private static final String SOURCE =
      "__kernel void poke(__global uchar *x, int at) { x[at] = 42; }";

  private static final int BYTES = 10;

  /** A kernel writes one byte at a place of a buffer of {@link #BYTES}, which is then freed. */
  private static Executable poking(int at) {
    return () -> {
      try (OpenClBackend backend = OpenClDevices.open(BackendOptions.DEFAULT.withGuards(true))) {
        Session session = backend.session();
        long used = session.budget().memory().used();
        long objects = session.counts().objects;
        cl_mem x = session.allocate("x", BYTES);
        byte[] zeros = new byte[BYTES];
        session.queue().read(x, Pointer.to(zeros), BYTES);
        for (byte zero : zeros) {
          assertEquals(0, zero);
        }
        poke(backend, x, at);
        session.free(x, BYTES);
        assertEquals(used, session.budget().memory().used());
        assertEquals(objects, session.counts().objects);
        session.requireIntact();
      }
    };
  }

  private static void poke(OpenClBackend backend, cl_mem x, int at) {
    Session session = backend.session();
    cl_program program = backend.programs().build("poke", SOURCE, "");
    cl_kernel kernel = session.kernel(program, "poke");
    session.argument(kernel, "poke", 0, Session.memSize(), Pointer.to(x));
    session.argument(kernel, "poke", 1, Sizeof.cl_int, Pointer.to(new int[] {at}));
    session.queue().enqueue(new Launch("poke", null, kernel, new long[] {1}, new long[] {1}));
    session.release(kernel);
    session.release(program);
  }

  /** It is the one whose launches wrote there. */
  @Test
  void aGraphTellsWhenItIsClosed() {
    try (OpenClBackend backend = OpenClDevices.open(BackendOptions.DEFAULT.withGuards(true))) {
      Graph graph =
          backend
              .capture(
                  ops -> {
                    Tensor x = ops.input("x", DataType.F32, Dim.of(2), Dim.of(3));
                    return ops.output(ops.flipChannels(x));
                  })
              .graph();
      Tensor y = graph.program().outputs().getFirst();
      poke(backend, ((OpenClGraph) graph).buffer(y), -1);
      IllegalStateException e = assertThrows(IllegalStateException.class, graph::close);
      assertTrue(e.getMessage().contains("1 place before its begin"), e::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 'x, 1 place before its begin'",
    "-200, 'x, 200 places before its begin'",
    "10, 'x, 1 place behind its end'",
    "40, 'x, 31 places behind its end'", // in the margin
    "250, 'x, 241 places behind its end'"
  })
  void aWriteBesideABufferIsFound(int at, String where) {
    IllegalStateException e = assertThrows(IllegalStateException.class, poking(at));
    assertTrue(e.getMessage().endsWith(where), e::getMessage);
  }

  @Test
  void aWriteWithinIsNone() throws Throwable {
    poking(0).execute();
    poking(BYTES - 1).execute();
  }
}

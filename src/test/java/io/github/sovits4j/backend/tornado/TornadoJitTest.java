package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.verify.OperatorVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** With the SDK: that results come from compiled kernels, never from Java run in their place. */
class TornadoJitTest {

  /** Where the build has TornadoVM print the kernels it compiles; unset without the SDK. */
  private static final String PRINTED = System.getProperty("tornado.print.kernel.dir");

  private static final Pattern KERNEL =
      Pattern.compile("(?:__kernel\\s+void|__global__\\s+void|\\.visible\\s+\\.entry)\\s+(\\w+)");

  @BeforeEach
  void needsTheSdk() {
    Skip.unless(
        PRINTED != null,
        "TornadoVM's SDK is not here, so nothing is compiled (the emulator runs the"
            + " kernels); set TORNADOVM_HOME and run ./sovits test");
    Optional<String> missing = new TornadoProvider().missing();
    Skip.unless(missing.isEmpty(), "backend tornado: " + missing.orElse(""));
  }

  @Test
  void everyOperatorFamilyRunsOnACompiledKernel() throws IOException {
    Set<Class<? extends Operator>> families =
        Set.of(
            Linear.class,
            ChannelNorm.class,
            Conv1d.class,
            Lookup.class,
            NearestCode.class,
            DecodeAttention.class,
            Attention.class,
            SampleCode.class);
    try (Backend backend = Backends.open("tornado")) {
      List<OperatorVerifier.Row> rows =
          OperatorVerifier.verify(
              backend, c -> !c.real() && families.contains(c.operator()), row -> {});
      assertTrue(rows.stream().allMatch(OperatorVerifier.Row::pass));
    }
    String printed = Files.readString(Path.of(PRINTED));
    assertFalse(
        Pattern.compile("\\bdouble\\b|\\.f64\\b").matcher(printed).find(),
        "not every device has 64-bit reals");
    Set<String> compiled = new TreeSet<>();
    Matcher matcher = KERNEL.matcher(printed);
    while (matcher.find()) {
      compiled.add(matcher.group(1));
    }
    System.out.println("TornadoVM compiled " + compiled.size() + " kernels: " + compiled);
    List<String> everywhere =
        List.of("elements", "nearest", "code", "store", "load", "storeInts", "loadInts");
    List<String> byShape =
        WorkShape.ofDefaultDevice() == WorkShape.CPU
            ? List.of("row", "rows", "norm", "pad", "tile", "cached", "relative")
            : List.of("lanes", "rows", "group", "pad", "tile", "cachedGroup", "relativeGroup");
    assertTrue(compiled.containsAll(everywhere), compiled.toString());
    assertTrue(compiled.containsAll(byShape), compiled.toString());
  }

  /** A device may have no 16-bit type, and a kernel more is seconds more at the start. */
  @Test
  void onlyNarrowStorageCompilesKernelsForIt() throws IOException {
    assertEquals(Set.of("clear", "load", "row", "store"), compiledBy("1x1 to 1 bias NONE"));
    assertEquals(Set.of("clear", "load", "row", "store"), compiledBy("1x1 to 1 bias NONE F16"));
  }

  /** The kernels that one case of Linear has compiled, none of the wide ones knowing of halves. */
  private static Set<String> compiledBy(String name) throws IOException {
    int before = Files.readString(Path.of(PRINTED)).length();
    try (Backend backend = Backends.open("tornado")) {
      List<OperatorVerifier.Row> rows =
          OperatorVerifier.verify(
              backend, c -> c.operator() == Linear.class && c.name().equals(name), row -> {});
      assertEquals(1, rows.size());
      assertTrue(rows.getFirst().pass() && !rows.getFirst().skipped());
    }
    String printed = Files.readString(Path.of(PRINTED)).substring(before);
    assertEquals(name.endsWith("F16"), printed.contains("__global half"));
    Set<String> compiled = new TreeSet<>();
    Matcher matcher = KERNEL.matcher(printed);
    while (matcher.find()) {
      compiled.add(matcher.group(1));
    }
    return compiled;
  }

  /** TornadoVM 5.2 cannot compile this; by default it would run it as plain Java instead. */
  static void uncompilable(KernelContext context, FloatArray x) {
    x.set(context.globalIdx, Math.fma(x.get(context.globalIdx), 2f, 3f));
  }

  @Test
  void aKernelThatDoesNotCompileIsAnError() {
    assertEquals("False", System.getProperty("tornado.recover.bailout"));
    FloatArray x = new FloatArray(8);
    x.init(-1);
    assertThrows(
        RuntimeException.class,
        () -> {
          TaskGraph graph =
              new TaskGraph("broken")
                  .transferToDevice(DataTransferMode.FIRST_EXECUTION, x)
                  .task("uncompilable", TornadoJitTest::uncompilable, new KernelContext(), x)
                  .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
          GridScheduler grid = new GridScheduler("broken.uncompilable", new WorkerGrid1D(8));
          try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withGridScheduler(grid).execute();
          }
        });
    assertEquals(-1, x.get(0), "nothing may have run");
  }
}

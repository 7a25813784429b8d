package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.bench.Intervals.Interval;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Busy ratio, gaps and kernels on schedules whose figures are known. */
class ProfileTest {

  private static final long MS = 1_000_000;

  private static Intervals union(long... ends) {
    Interval[] intervals = new Interval[ends.length / 2];
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = new Interval(ends[2 * i], ends[2 * i + 1]);
    }
    return Intervals.union(List.of(intervals));
  }

  @Test
  void aUnionCountsWhatOverlapsOnce() {
    Intervals busy = union(50, 60, 0, 10, 5, 20, 7, 8, 20, 25);
    assertEquals(35, busy.covered(0, 100));
    assertEquals(10, busy.covered(15, 40));
    assertEquals(
        List.of(new Interval(25, 50), new Interval(60, 100)), busy.gaps(0, 100), "all of them");
    assertEquals(List.of(new Interval(30, 40)), busy.gaps(30, 40), "nothing but gap");
    assertEquals(List.of(), busy.gaps(5, 25), "no gap");
    assertEquals(0, Intervals.union(List.of()).covered(0, 9));
  }

  /** Two stages of 10 ms; launches of 3, 1 and 4 ms; the host writes in the longest gap. */
  private static Timeline schedule(Program program) {
    LaunchSite whole = new LaunchSite(program, 0, 1, "linear");
    LaunchSite rest = new LaunchSite(program, 0, 0, "linear");
    return new Timeline(
        List.of(
            new Trace.StageSpan(Stage.PREFILL, 1, "device", 100 * MS, 110 * MS),
            new Trace.StageSpan(Stage.DECODE, 1, "device", 110 * MS, 120 * MS)),
        List.of(
            new Trace.Span(Trace.Kind.WRITE, "ids", "device", 104 * MS, 107 * MS),
            new Trace.Span(Trace.Kind.READ, "codes", "device", 112 * MS, 114 * MS)),
        List.of(
            new Trace.LaunchSpan(whole, 90 * MS, 95 * MS), // before it all
            new Trace.LaunchSpan(whole, 100 * MS, 103 * MS),
            new Trace.LaunchSpan(rest, 108 * MS, 109 * MS),
            new Trace.LaunchSpan(whole, 114 * MS, 118 * MS)));
  }

  @Test
  void aScheduleIsSummedUp() {
    Program program = MadeUp.program();
    Profile profile = Profile.of(schedule(program));
    assertEquals(0.020, profile.wallSeconds(), 1e-12);
    assertEquals(0.4, profile.busyRatio(), 1e-12);
    assertEquals(
        List.of(
            new Profile.StageShare("S1 prefill", 0.010, 0.004),
            new Profile.StageShare("S1 decode", 0.010, 0.004)),
        profile.stages().stream().map(ProfileTest::rounded).toList());
    Profile.Gap longest = profile.gaps().getFirst();
    assertEquals(0.005, longest.seconds(), 1e-12);
    assertEquals("S1 prefill", longest.stage());
    assertEquals("write ids", longest.host());
    Profile.Gap second = profile.gaps().get(1);
    assertEquals(0.009, second.atSeconds(), 1e-12);
    assertEquals("S1 decode", second.stage(), "4 of 5 ms");
    assertEquals("outside of the backend", second.host(), "2 of 5 ms are a read");
    assertEquals(3, profile.gaps().size());

    assertEquals(1, profile.kernels().size());
    Profile.KernelUse kernel = profile.kernels().getFirst();
    assertEquals(3, kernel.launches());
    assertEquals(0.008, kernel.seconds(), 1e-12);
    assertEquals(2 * program.flops(), kernel.flops(), "a second launch does not count again");
    assertEquals(2 * program.bytes(), kernel.bytes());
    Ceilings ceilings =
        new Ceilings(
            "made up", List.of(new Ceilings.Read(1 << 20, 1e6)), 1e12, 1e-9, 1e-9, 1e9, 1e9);
    assertEquals(2 * program.bytes() / 1e6 / 0.008, kernel.fraction(ceilings), 1e-9);
    assertEquals(Ceilings.Bound.MEMORY, kernel.bound(ceilings));
    assertThrows(
        IllegalArgumentException.class,
        () -> Profile.of(new Timeline(List.of(), List.of(), List.of())));
  }

  private static Profile.StageShare rounded(Profile.StageShare share) {
    return new Profile.StageShare(
        share.stage(),
        Math.round(share.seconds() * 1e9) * 1e-9,
        Math.round(share.busySeconds() * 1e9) * 1e-9);
  }

  /**
   * Bursts of products with sleeps between on a real device. From the host's clock the busy ratio
   * is what the bursts took over all; the events must say the same within 5 %.
   */
  @Test
  void eventsLieWithinTheHostsClock() throws InterruptedException {
    Optional<String> missing =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals("opencl"))
            .findFirst()
            .orElseThrow()
            .missing();
    Skip.unless(missing.isEmpty(), "no OpenCL device: " + missing.orElse(""));
    Trace trace = new Trace(true);
    try (Backend backend =
        new ObservedBackend(
            Backends.open("opencl", BackendOptions.DEFAULT.withProfiling(true)), trace)) {
      Graph graph = products(backend);
      Tensor output = graph.program().outputs().getFirst();
      int replays = 20;
      graph.replay(replays);
      graph.floats(output); // whatever happens once has happened
      trace.reset();
      long start = System.nanoTime();
      List<long[]> bursts = new ArrayList<>();
      for (int burst = 0; burst < 6; burst++) {
        long from = System.nanoTime();
        graph.replay(replays);
        graph.floats(output);
        bursts.add(new long[] {from, System.nanoTime()});
        Thread.sleep(40);
      }
      trace.addStage(Stage.DECODE, 1, start, System.nanoTime());
      Timeline timeline = trace.timeline();
      Profile profile = Profile.of(timeline);
      assertEquals(replays * 4L * 6, profile.launches());
      assertTrue(profile.gaps().stream().filter(gap -> gap.seconds() > 0.035).count() >= 5);
      // Every launch lies within the host's clock around its burst: the two clocks agree.
      long zero = timeline.stages().getFirst().start() - start;
      for (int i = 0; i < timeline.launches().size(); i++) {
        Trace.LaunchSpan launch = timeline.launches().get(i);
        long[] burst = bursts.get(i / (replays * 4));
        assertTrue(
            launch.start() - zero >= burst[0] - MS && launch.end() - zero <= burst[1] + MS,
            () -> launch + " outside of " + (burst[0] + zero) + " … " + (burst[1] + zero));
      }
      double clock = bursts.stream().mapToLong(b -> b[1] - b[0]).sum() * 1e-9;
      double all = timeline.stages().getFirst().end() - timeline.stages().getFirst().start();
      assertTrue(profile.busyRatio() > 0 && profile.busyRatio() <= (clock + 0.006) * 1e9 / all);
    }
  }

  /** Four products whose data fits no cache line: milliseconds together. */
  private static Graph products(Backend backend) {
    Tensor weight = backend.constant("weight", new float[512 * 512], 512, 512);
    return backend
        .capture(
            ops -> {
              Tensor x = ops.input("x", DataType.F32, Dim.of(256), Dim.of(512));
              for (int i = 0; i < 4; i++) {
                x = ops.linear(x, weight, null, Activation.NONE);
              }
              return ops.output(x);
            })
        .graph();
  }
}

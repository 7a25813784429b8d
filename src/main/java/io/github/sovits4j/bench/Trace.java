package io.github.sovits4j.bench;

import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.pipeline.PipelineListener;
import io.github.sovits4j.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened and when, in nanoseconds since the trace began: the stages of requests, what the
 * host asked of a backend, one span per call, and what the device did. A replay may return before
 * the device is done; the wait is then in the read that follows.
 */
public final class Trace {

  /** Kinds of calls. */
  public enum Kind {
    /** Binding a program to the device. */
    COMPILE,
    /** Running a graph. */
    REPLAY,
    /** Host to device. */
    WRITE,
    /** Waiting for the device, and device to host. */
    READ
  }

  /**
   * A call.
   *
   * @param what the graph or tensor
   * @param thread who called
   * @param start in nanoseconds since the trace began
   * @param end in nanoseconds since the trace began
   */
  public record Span(Kind kind, String what, String thread, long start, long end) {}

  /**
   * A stage of a request.
   *
   * @param sentence from 1; 0 for the text of all
   * @param thread whose work it was
   */
  public record StageSpan(Stage stage, int sentence, String thread, long start, long end) {}

  /** A launch on the device. */
  public record LaunchSpan(LaunchSite site, long start, long end) {}

  /** A kernel that was compiled, and how many seconds by whom. */
  public record Compiled(String kernel, double compilerSeconds, double driverSeconds) {}

  /**
   * How often a graph ran.
   *
   * @param program what it runs
   * @param replays how often
   * @param flops arithmetic of all replays; where the graph has one length, for its values in force
   */
  public record Runs(Program program, long replays, double flops) {}

  private final long zero = System.nanoTime();
  private final boolean keepsSpans;
  private final List<Span> spans = new ArrayList<>();
  private final List<StageSpan> stages = new ArrayList<>();
  private final List<LaunchSpan> launches = new ArrayList<>();
  private final List<Compiled> compiled = new ArrayList<>();
  private long uploadedBytes;
  private long uploadNanos;
  private final Map<String, Runs> runs = new LinkedHashMap<>();

  /**
   * Starts a trace.
   *
   * @param keepsSpans whether spans are kept, or replays only counted
   */
  public Trace(boolean keepsSpans) {
    this.keepsSpans = keepsSpans;
  }

  /** What a graph is for, told by the operators that only it has. */
  static String nameOf(Program program) {
    List<String> operators = program.operators().stream().map(o -> o.name()).distinct().toList();
    if (operators.contains("EmbedCode")) {
      return "S1 decode step";
    }
    if (operators.contains("EmbedRows")) {
      return "S1 prefill";
    }
    if (operators.contains("EulerStep")) {
      return "S2 diffusion step";
    }
    if (operators.contains("StretchTime")) {
      return "S2 features";
    }
    if (operators.contains("ResponseNorm")) {
      return "S2 condition";
    }
    if (operators.contains("SamplePrior")) {
      return "S2 prior and flow";
    }
    if (operators.contains("ConvTranspose1d")) {
      return "S2 generator";
    }
    if (operators.contains("Spectrogram")) {
      return "reference spectrogram";
    }
    return operators.contains("MeanOverTime") ? "speaker encoder" : String.join(", ", operators);
  }

  /** What a stage is called where people read it. */
  static String nameOf(Stage stage) {
    return switch (stage) {
      case TEXT -> "text";
      case PREFILL -> "S1 prefill";
      case DECODE -> "S1 decode";
      case PRIOR -> "S2 prior and flow";
      case DIFFUSION -> "S2 diffusion";
      case GENERATOR -> "S2 generator";
    };
  }

  /** Keeps the stages of a request and passes on what it is told. */
  public PipelineListener watching(PipelineListener listener) {
    return new PipelineListener() {
      @Override
      public void update(Stage stage, int sentence, int sentences, int codes) {
        listener.update(stage, sentence, sentences, codes);
      }

      @Override
      public void finished(Stage stage, int sentence, long start, long end) {
        addStage(stage, sentence, start, end);
        listener.finished(stage, sentence, start, end);
      }
    };
  }

  synchronized void addStage(Stage stage, int sentence, long start, long end) {
    if (keepsSpans) {
      stages.add(
          new StageSpan(
              stage, sentence, Thread.currentThread().getName(), start - zero, end - zero));
    }
  }

  /** Keeps what a device did and passes it on; null to nobody. */
  ProfileListener listening(ProfileListener listener) {
    return new ProfileListener() {
      @Override
      public void launched(LaunchSite site, long start, long end) {
        addLaunch(site, start, end);
        if (listener != null) {
          listener.launched(site, start, end);
        }
      }

      @Override
      public void compiled(String kernel, long compilerNanos, long driverNanos) {
        addCompiled(new Compiled(kernel, compilerNanos * 1e-9, driverNanos * 1e-9));
        if (listener != null) {
          listener.compiled(kernel, compilerNanos, driverNanos);
        }
      }

      @Override
      public void uploaded(long bytes, long nanos) {
        addUpload(bytes, nanos);
        if (listener != null) {
          listener.uploaded(bytes, nanos);
        }
      }
    };
  }

  synchronized void addLaunch(LaunchSite site, long start, long end) {
    if (keepsSpans) {
      launches.add(new LaunchSpan(site, start - zero, end - zero));
    }
  }

  private synchronized void addCompiled(Compiled kernel) {
    compiled.add(kernel);
  }

  private synchronized void addUpload(long bytes, long nanos) {
    uploadedBytes += bytes;
    uploadNanos += nanos;
  }

  synchronized void add(Kind kind, String what, long startNanos) {
    if (keepsSpans) {
      long now = System.nanoTime();
      spans.add(
          new Span(kind, what, Thread.currentThread().getName(), startNanos - zero, now - zero));
    }
  }

  /**
   * Counts replays.
   *
   * @param share of the graph's capacity that is in force, at most 1
   */
  synchronized void ran(Program program, int times, double share) {
    runs.merge(
        nameOf(program),
        new Runs(program, times, program.flops() * share * times),
        (old, more) -> new Runs(program, old.replays + more.replays, old.flops + more.flops));
  }

  /** What was seen so far. */
  public synchronized Timeline timeline() {
    return new Timeline(stages, spans, launches);
  }

  /** Kernels compiled so far; none where the backend was opened without profiling. */
  public synchronized List<Compiled> compiled() {
    return List.copyOf(compiled);
  }

  /** Bytes of weights that went to the device. */
  public synchronized long uploadedBytes() {
    return uploadedBytes;
  }

  /** Seconds that took, repacking included. */
  public synchronized double uploadSeconds() {
    return uploadNanos * 1e-9;
  }

  /** Replays so far, by graph; of graphs of one name the program last run. */
  public synchronized Map<String, Runs> runs() {
    return new LinkedHashMap<>(runs);
  }

  /** Forgets stages, calls, launches and replays so far; not compilations and uploads. */
  public synchronized void reset() {
    spans.clear();
    stages.clear();
    launches.clear();
    runs.clear();
  }
}

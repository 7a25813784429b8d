package io.github.sovits4j.pipeline;

import io.github.sovits4j.ops.Backend;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * Times the device stages of one sentence, one after the other, and tells the caller and Flight
 * Recorder. Belongs to the device thread.
 */
final class StageClock {

  private final Backend backend;
  private final DeviceMeter meter; // null: the backend was opened without profiling
  private final PipelineListener listener;
  private final int sentence;
  private final Map<Stage, StageUse> uses = new EnumMap<>(Stage.class);
  private final Deque<Stage> left = new ArrayDeque<>(EnumSet.range(Stage.PREFILL, Stage.GENERATOR));
  private long started;
  private long launches;
  private StageEvent event;

  /** Starts the prefill. */
  StageClock(Backend backend, DeviceMeter meter, PipelineListener listener, int sentence) {
    this.backend = backend;
    this.meter = meter;
    this.listener = listener;
    this.sentence = sentence;
    if (meter != null) {
      meter.reset(); // what voices did
    }
    begin(System.nanoTime());
  }

  /** This stage is over, and the stages before it if they are not yet; does nothing if it is. */
  void end(Stage stage) {
    while (left.contains(stage)) {
      long now = System.nanoTime();
      finish(left.removeFirst(), now);
      begin(now);
    }
  }

  /** What the stages took that are over. */
  Map<Stage, StageUse> uses() {
    return uses;
  }

  private void begin(long now) {
    started = now;
    launches = backend.launches();
    event = new StageEvent();
    event.begin();
  }

  private void finish(Stage stage, long now) {
    DeviceUse device = meter == null ? null : meter.use();
    StageUse use = new StageUse((now - started) * 1e-9, backend.launches() - launches, device);
    uses.put(stage, use);
    event.commit(stage, sentence, use);
    if (meter != null) {
      LaunchesEvent.commit(stage, sentence, meter.operators());
      meter.reset();
    }
    listener.finished(stage, sentence, started, now);
  }
}

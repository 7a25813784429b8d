package io.github.sovits4j.pipeline;

import java.util.EnumMap;
import java.util.Map;

/**
 * The stages of one sentence on the device, one after the other: when each began and ended, which
 * the caller and Flight Recorder are told, and what was done for it meanwhile. Belongs to the
 * device thread.
 */
final class StageClock {

  private final PipelineListener listener;
  private final int sentence;
  private final Map<Stage, StageUse> uses = new EnumMap<>(Stage.class);
  private Stage stage; // in work
  private DeviceLap done = DeviceLap.NOTHING; // for this stage
  private long started;
  private StageEvent event;

  /**
   * Begins no stage yet.
   *
   * @param sentence which it is, from 1
   */
  StageClock(PipelineListener listener, int sentence) {
    this.listener = listener;
    this.sentence = sentence;
  }

  /** A stage begins. */
  void begin(Stage next) {
    stage = next;
    done = DeviceLap.NOTHING;
    started = System.nanoTime();
    event = new StageEvent();
    event.begin();
  }

  /** The stage in work. */
  Stage stage() {
    return stage;
  }

  /** Something was done for the stage in work. */
  void add(DeviceLap lap) {
    done = done.plus(lap);
  }

  /** The stage in work is over. */
  void end() {
    StageUse use = done.use();
    uses.merge(stage, use, StageUse::plus); // a sentence may be drawn again
    event.commit(stage, sentence, use);
    LaunchesEvent.commit(stage, sentence, done.operators());
    listener.finished(stage, sentence, started, System.nanoTime());
  }

  /** What the stages took that are over. */
  Map<Stage, StageUse> uses() {
    return uses;
  }
}

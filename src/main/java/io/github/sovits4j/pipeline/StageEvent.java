package io.github.sovits4j.pipeline;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A stage of a sentence, for Flight Recorder. */
@Name("io.github.sovits4j.Stage")
@Label("Stage")
@Category("sovits4j")
@Description("A stage of a sentence on the device")
@StackTrace(false)
final class StageEvent extends Event {

  @Label("Stage")
  String stage;

  @Label("Sentence")
  int sentence;

  @Label("Launches")
  long launches;

  @Label("Device busy")
  @Description("Time in which the device computed; 0 without profiling")
  @Timespan(Timespan.NANOSECONDS)
  long deviceBusy;

  @Label("Busy ratio")
  @Description("Device busy / duration; 0 without profiling")
  double busyRatio;

  @Label("Bytes moved")
  @Description("The least its launches moved; 0 without profiling")
  @DataAmount(DataAmount.BYTES)
  long bytesMoved;

  /** Ends and commits, if it is wanted. */
  void commit(Stage what, int ofSentence, StageUse use) {
    end();
    if (!shouldCommit()) {
      return;
    }
    stage = what.name();
    sentence = ofSentence;
    launches = use.launches();
    if (use.device() != null) {
      deviceBusy = Math.round(use.device().busySeconds() * 1e9);
      busyRatio = use.device().busySeconds() / use.seconds();
      bytesMoved = use.device().bytes();
    }
    commit();
  }
}

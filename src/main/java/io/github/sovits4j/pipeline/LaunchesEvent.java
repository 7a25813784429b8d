package io.github.sovits4j.pipeline;

import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What one kind of operator took on the device during a stage, for Flight Recorder. */
@Name("io.github.sovits4j.Launches")
@Label("Launches")
@Category("sovits4j")
@Description(
    "One kind of operator during a stage; only where the backend was opened with profiling")
@StackTrace(false)
final class LaunchesEvent extends Event {

  @Label("Stage")
  String stage;

  @Label("Sentence")
  int sentence;

  @Label("Operator")
  String operator;

  @Label("Launches")
  long launches;

  @Label("Device time")
  @Timespan(Timespan.NANOSECONDS)
  long deviceTime;

  @Label("Floating-point operations")
  long flops;

  @Label("Bytes moved")
  @Description("The least its launches moved")
  @DataAmount(DataAmount.BYTES)
  long bytesMoved;

  /** Commits an event for each kind of operator, if they are wanted. */
  static void commit(Stage stage, int sentence, Map<String, DeviceMeter.Operators> operators) {
    if (!new LaunchesEvent().isEnabled()) {
      return;
    }
    operators.forEach(
        (operator, sum) -> {
          LaunchesEvent event = new LaunchesEvent();
          event.stage = stage.name();
          event.sentence = sentence;
          event.operator = operator;
          event.launches = sum.launches();
          event.deviceTime = sum.nanos();
          event.flops = sum.flops();
          event.bytesMoved = sum.bytes();
          event.commit();
        });
  }
}

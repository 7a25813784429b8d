package io.github.sovits4j.pipeline;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A request, for Flight Recorder. */
@Name("io.github.sovits4j.Utterance")
@Label("Utterance")
@Category("sovits4j")
@Description("A request to speak")
@StackTrace(false)
final class UtteranceEvent extends Event {

  @Label("Sentences")
  int sentences;

  @Label("Codes")
  int codes;

  @Label("Audio")
  @Timespan(Timespan.NANOSECONDS)
  long audio;

  @Label("First audio")
  @Description("From the call until the samples of the first sentence were there")
  @Timespan(Timespan.NANOSECONDS)
  long firstAudio;

  @Label("Real-time factor")
  @Description("Seconds of work per second of audio")
  double realTimeFactor;

  @Label("Launches")
  long launches;

  @Label("Busy ratio")
  @Description("Part of S1 and S2 in which the device computed; 0 without profiling")
  double busyRatio;

  /** Ends and commits, if it is wanted. */
  void commit(Spoken spoken) {
    end();
    if (!shouldCommit()) {
      return;
    }
    sentences = spoken.sentences().size();
    codes = spoken.codes();
    audio = Math.round(spoken.audio().seconds() * 1e9);
    firstAudio = Math.round(spoken.firstAudio() * 1e9);
    realTimeFactor = spoken.realTimeFactor();
    launches = spoken.launches();
    busyRatio = spoken.busyRatio().orElse(0);
    commit();
  }
}

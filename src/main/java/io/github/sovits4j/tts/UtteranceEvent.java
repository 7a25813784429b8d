package io.github.sovits4j.tts;

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
  void commit(int ofSentences, Speech speech) {
    end();
    if (!shouldCommit()) {
      return;
    }
    Timings timings = speech.timings();
    sentences = ofSentences;
    codes = timings.codes();
    audio = Math.round(speech.audio().seconds() * 1e9);
    firstAudio = Math.round(timings.firstAudio() * 1e9);
    realTimeFactor = speech.realTimeFactor();
    launches = timings.launches();
    busyRatio = timings.busyRatio().orElse(0);
    commit();
  }
}

package io.github.sovits4j.server;

import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechRequest;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes orders in turn and has them spoken, as long as their clients want them. */
final class SpeakingDesk implements AutoCloseable {

  private final WaitingRoom room;
  private final ModelSwitch models;
  private final VoiceShelf voices;
  private final ServerMetrics metrics;
  private final ServerOptions options;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("time-limits").factory());

  SpeakingDesk(
      WaitingRoom room,
      ModelSwitch models,
      VoiceShelf voices,
      ServerMetrics metrics,
      ServerOptions options) {
    this.room = room;
    this.models = models;
    this.voices = voices;
    this.metrics = metrics;
    this.options = options;
  }

  /**
   * Speaks an order.
   *
   * @param sender gets the speech, part by part
   */
  void speak(SpeakingOrder order, Exchange exchange, SpeechSender sender) {
    int characters = order.text().codePointCount(0, order.text().length());
    exchange.note("characters=" + characters);
    if (characters > options.limits().characters()) {
      throw HttpProblem.wrong(
          "text",
          "text: expected at most "
              + options.limits().characters()
              + " characters, got "
              + characters
              + ".");
    }
    RequestLife life = exchange.life();
    exchange.watch();
    Future<?> limit =
        clock.schedule(() -> life.end(RequestLife.End.LATE), life.left(), TimeUnit.NANOSECONDS);
    try (WaitingRoom.Turn _ = room.enter(life);
        ModelSwitch.Lease lease = models.lease()) {
      speak(order, exchange, sender, lease.model());
    } catch (CancellationException e) {
      throw life.isOver()
          ? life.problem()
          : HttpProblem.of(503, "stopping", "The server is stopping; ask another.", e);
    } finally {
      limit.cancel(false);
    }
  }

  private void speak(
      SpeakingOrder order, Exchange exchange, SpeechSender sender, LoadedModel model) {
    SpeechRequest request = order.request(voices.find(order.voice(), model), options);
    Speech speech = model.speech().stream(request, sender::part, exchange.life().token());
    metrics.firstAudio(speech.timings().firstAudio());
    sender.end(speech);
    metrics.spoken(speech.seconds(), speech.realTimeFactor());
    exchange.note(
        String.format(
            Locale.ROOT,
            "audio=%.2fs first=%.2fs rtf=%.3f",
            speech.seconds(),
            speech.timings().firstAudio(),
            speech.realTimeFactor()));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

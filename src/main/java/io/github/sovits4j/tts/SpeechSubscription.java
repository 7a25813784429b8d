package io.github.sovits4j.tts;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Speech for one subscriber, on a thread of its own that begins with the first demand and waits
 * while there is none.
 */
final class SpeechSubscription implements Flow.Subscription {

  private static final System.Logger LOG = System.getLogger(SpeechSubscription.class.getName());

  private final TextToSpeech tts;
  private final SpeechRequest request;
  private final Flow.Subscriber<? super SpeechPart> subscriber;
  private final CancellationToken token = new CancellationToken();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long demand; // parts that are wanted and were not given
  private boolean started;
  private boolean over; // nothing may be told any more, or only what went wrong
  private IllegalArgumentException wrong; // of the subscriber; null: nothing

  SpeechSubscription(
      TextToSpeech tts, SpeechRequest request, Flow.Subscriber<? super SpeechPart> subscriber) {
    this.tts = tts;
    this.request = request;
    this.subscriber = subscriber;
  }

  @Override
  public void request(long n) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (n <= 0) {
        wrong = new IllegalArgumentException("request: expected at least 1 part, got " + n);
        end();
      } else {
        demand = n > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + n;
        changed.signalAll();
      }
      if (!started) {
        started = true;
        Thread.ofVirtual().name("sovits4j-speech").start(this::speak);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    over = true;
    token.cancel();
    changed.signalAll();
  }

  private void speak() {
    try {
      tts.stream(request, this::give, token);
      tell(subscriber::onComplete);
    } catch (RuntimeException | Error e) {
      if (wrong != null) {
        subscriber.onError(wrong);
      } else {
        tell(() -> subscriber.onError(e));
      }
    }
  }

  /** Waits for demand. */
  private void give(SpeechPart part) {
    lock.lock();
    try {
      while (demand == 0 && !over) {
        changed.awaitUninterruptibly();
      }
      if (over) {
        throw new CancellationException();
      }
      demand = demand == Long.MAX_VALUE ? demand : demand - 1;
    } finally {
      lock.unlock();
    }
    try {
      subscriber.onNext(part);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a subscriber to speech failed; it gets no more", e);
      cancel();
      throw new CancellationException();
    }
  }

  /** The last that is told, unless nothing may be told. */
  private void tell(Runnable last) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      over = true;
    } finally {
      lock.unlock();
    }
    last.run();
  }
}

package io.github.sovits4j.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The requests that have sentences in work, and whose turn it is. What goes wrong for one request
 * ends that request and no other. Belongs to the device thread.
 */
final class Turns {

  private final List<Talk> talks = new ArrayList<>(); // whose turn it is, first
  private Consumer<Talk> leaving = talk -> {};

  /** Who is told of a request that ends before all was spoken, before its caller is. */
  void whenOneEnds(Consumer<Talk> told) {
    leaving = told;
  }

  /** Some more sentences of a request, in their order. */
  void add(Talk talk, List<SentenceWork> works) {
    if (!talks.contains(talk)) {
      talks.add(talk);
    }
    works.forEach(talk::add);
  }

  /** Does something for a request, which ends where it fails. */
  boolean attempt(Talk talk, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      fail(talk, e);
      return false;
    }
  }

  /** A request ends. */
  void fail(Talk talk, Throwable because) {
    talks.remove(talk);
    leaving.accept(talk);
    talk.fail(because);
  }

  /** Those that were cancelled end. */
  void leaveCancelled() {
    for (Talk talk : List.copyOf(talks)) {
      attempt(talk, talk.cancellation()::check);
    }
  }

  /** Whether a request goes on. */
  boolean has(Talk talk) {
    return talks.contains(talk);
  }

  /** Whether there is something to be done for any, beside what S1 is at. */
  boolean busy() {
    return talks.stream().anyMatch(Talk::busy);
  }

  /** The sentence to be voiced, of the first request that has one; null: none has. */
  SentenceWork nextToVoice() {
    for (Talk talk : talks) {
      SentenceWork work = talk.nextToVoice();
      if (work != null) {
        return work;
      }
    }
    return null;
  }

  /** The sentences that S1 may begin, the next first: requests take turns. */
  List<SentenceWork> waiting(int most) {
    List<SentenceWork> waiting = new ArrayList<>();
    for (int round = 0; waiting.size() < most; round++) {
      int before = waiting.size();
      for (Talk talk : talks) {
        if (talk.ready().size() > round) {
          waiting.add(talk.ready().get(round));
        }
      }
      if (waiting.size() == before) {
        break;
      }
    }
    return waiting.subList(0, Math.min(most, waiting.size()));
  }

  /** All sentences that S1 has not begun. */
  List<SentenceWork> allWaiting() {
    return talks.stream().flatMap(Talk::allWaiting).toList();
  }

  /** A request's turn was used; it goes when there is nothing more of it. */
  void othersFirst(Talk talk) {
    talks.remove(talk);
    if (!talk.done()) {
      talks.add(talk);
    }
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.t2s.TextAttention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A request whose sentences are on their way. Belongs to the device thread, but for the results,
 * for which the caller waits.
 */
final class Talk {

  /**
   * Sound for the caller.
   *
   * @param samples that come next
   * @param sentence what became of the sentence that ends with them; null: more of it follows
   */
  record Piece(float[] samples, SpokenSentence sentence) {}

  private final Utterance utterance;
  private final PipelineListener listener;
  private final Cancellation cancellation;
  private final Queue<CompletableFuture<Piece>> pieces = new ConcurrentLinkedQueue<>();
  private CompletableFuture<Piece> piece = new CompletableFuture<>(); // the next, in the queue too
  private final Map<Integer, TextAttention> attentions = new ConcurrentHashMap<>(); // by index
  private final Map<Integer, SentenceWork> composing = new HashMap<>(); // in S1, by index
  private final List<SentenceWork> waiting = new ArrayList<>(); // for S1, in order
  private final Map<Integer, SentenceWork> composed = new HashMap<>(); // have codes, by index
  private int given; // sentences
  private int sentences; // how many there will be, as far as is known
  private boolean ahead; // the first has its codes
  private int next; // which sentence S2 makes next

  /** None of its sentences was given yet. */
  Talk(Utterance utterance, PipelineListener listener, Cancellation cancellation) {
    this.utterance = utterance;
    this.listener = listener;
    this.cancellation = cancellation;
    pieces.add(piece);
  }

  Utterance utterance() {
    return utterance;
  }

  /** How many sentences it will have, as far as is known. */
  int sentences() {
    return sentences;
  }

  /** As far as the text was read, there will be so many sentences. */
  void expect(int expected) {
    sentences = expected;
  }

  PipelineListener listener() {
    return listener;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** The next sound; for the one thread that waits for it. */
  Future<Piece> take() {
    return pieces.remove();
  }

  /**
   * What S1 attended to in a sentence that has its sound, once; null where nobody asked for it. For
   * any thread.
   */
  TextAttention attention(int index) {
    return attentions.remove(index);
  }

  /** A sentence is to be spoken; they come in order. */
  void add(SentenceWork work) {
    given++;
    waiting.add(work);
  }

  /** The sentences that S1 may begin, in order. */
  List<SentenceWork> ready() {
    return ahead ? waiting : waiting.subList(0, waiting.isEmpty() || begun() ? 0 : 1);
  }

  /** All that S1 has not begun. */
  Stream<SentenceWork> allWaiting() {
    return waiting.stream();
  }

  private boolean begun() {
    return waiting.getFirst().index() > 0;
  }

  /** S1 begins a sentence. */
  void begin(SentenceWork work) {
    waiting.remove(work);
    composing.put(work.index(), work);
  }

  /** S1 is to do a sentence again, before the others. */
  void again(SentenceWork work) {
    composing.remove(work.index());
    waiting.addFirst(work);
  }

  /** A sentence has its codes. */
  void composed(SentenceWork work) {
    composing.remove(work.index());
    composed.put(work.index(), work);
    ahead = true;
  }

  /** Whether a sentence is the next to be heard. */
  boolean isNext(SentenceWork work) {
    return work.index() == next;
  }

  /** The sentence that is to be heard next, if it has codes for all or some of it; else null. */
  SentenceWork nextToVoice() {
    SentenceWork work = composing.get(next);
    return work != null && work.chunks() != null && work.chunks().ready()
        ? work
        : composed.get(next);
  }

  /** Some of the sentence that is to be heard next has its sound. */
  void voiced(float[] samples) {
    deliver(new Piece(samples, null));
  }

  /**
   * The sentence that was to be heard next has its sound.
   *
   * @param samples what was not heard of it yet
   * @param attention of S1; null where nobody asked for it
   */
  void voiced(float[] samples, SpokenSentence spoken, TextAttention attention) {
    composed.remove(next);
    if (attention != null) {
      attentions.put(next, attention);
    }
    next++;
    deliver(new Piece(samples, spoken));
  }

  private void deliver(Piece made) {
    CompletableFuture<Piece> now = piece;
    piece = new CompletableFuture<>();
    pieces.add(piece);
    now.complete(made);
  }

  /** Whether there is something to be done for it, beside what S1 is at. */
  boolean busy() {
    return !waiting.isEmpty() || nextToVoice() != null;
  }

  /** Whether all that was given was spoken. */
  boolean done() {
    return next == given;
  }

  /** It ends; the sentences that have no sound yet will have none. */
  void fail(Throwable because) {
    waiting.clear();
    composing.clear();
    composed.clear();
    piece.completeExceptionally(because);
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Tail;
import io.github.sovits4j.model.t2s.BatchSlots;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Brings the sentences of all requests through S1, many at once, and through S2 one by one. It does
 * one thing at a time, the first of these for which there is reason:
 *
 * <ol>
 *   <li>the sound of a sentence that is the next to be heard of its request and has its codes, or,
 *       where it is heard in chunks, codes for one;
 *   <li>the prompt of a sentence that waits for S1, into a free slot; requests take turns, and the
 *       sentences of each keep their order;
 *   <li>some steps of S1 for all sentences that are in slots.
 * </ol>
 *
 * Where the device can do two things at once, the second and third go on while it is at a sound.
 *
 * <p>The first sentence of a request goes ahead: the others wait until it has its codes, so that it
 * is heard as soon as if it were alone. What a sentence becomes does not depend on who else is
 * there.
 *
 * <p>Belongs to the device thread, but for {@link #use}.
 */
final class SentenceScheduler {

  /** Sentences that S1 works on at once, at most, if nothing else is wanted. */
  static final int MOST = 8;

  /** Looks at S1 after which there are fewer slots, where fewer would do. */
  private static final int PATIENCE = 4;

  private final Networks networks;
  private final DeviceRoom room;
  private final List<Talk> talks = new ArrayList<>(); // whose turn it is, first
  private final Map<Integer, SentenceWork> composing = new LinkedHashMap<>(); // by slot
  private BatchSlots slots; // null: none yet
  private int wanted = MOST; // most slots
  private int most = MOST; // slots that there is room for
  private int spare; // looks since when fewer slots would do
  private boolean full; // nobody joins any more until all slots are empty
  private volatile SlotUse use = SlotUse.NONE;

  SentenceScheduler(Networks networks) {
    this.networks = networks;
    this.room = new DeviceRoom(networks);
  }

  /**
   * How many sentences S1 works on at once, at most; in force when the next slots are opened.
   *
   * @param slots a power of two
   */
  void most(int slots) {
    wanted = slots;
    most = Math.min(most, slots);
  }

  /** Some more sentences of a request, in their order. */
  void add(Talk talk, List<SentenceWork> works) {
    if (!talks.contains(talk)) {
      talks.add(talk);
    }
    works.forEach(talk::add);
  }

  /**
   * Does one thing.
   *
   * @return whether there is more to do
   */
  boolean step() {
    leaveCancelled();
    var unused = voiceNext() || joinNext() || compose();
    long waiting = talks.stream().mapToLong(talk -> talk.allWaiting().count()).sum();
    use = new SlotUse(slots == null ? 0 : slots.count(), composing.size(), (int) waiting);
    return !composing.isEmpty() || talks.stream().anyMatch(Talk::busy);
  }

  /** What S1 was at after the last step; for any thread. */
  SlotUse use() {
    return use;
  }

  private void leaveCancelled() {
    for (Talk talk : List.copyOf(talks)) {
      attempt(talk, talk.cancellation()::check);
    }
  }

  /** What goes wrong for one request ends that request and no other. */
  private boolean attempt(Talk talk, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      fail(talk, e);
      return false;
    }
  }

  private void fail(Talk talk, Throwable because) {
    talks.remove(talk);
    for (Map.Entry<Integer, SentenceWork> entry : List.copyOf(composing.entrySet())) {
      if (entry.getValue().talk() == talk) {
        composing.remove(entry.getKey());
        slots.leave(entry.getKey());
      }
    }
    talk.fail(because);
  }

  // ---- S2 ----

  /** Makes the sound of a sentence, if there is one to be heard next. */
  private boolean voiceNext() {
    for (Talk talk : talks) {
      SentenceWork work = talk.nextToVoice();
      if (work != null) {
        boolean[] fits = new boolean[1];
        if (attempt(talk, () -> fits[0] = voice(work))) {
          full |= !fits[0];
          if (fits[0]) {
            othersFirst(talk);
          }
        }
        return fits[0] || !talks.contains(talk);
      }
    }
    return false;
  }

  /** Whether there was room for it beside what S1 is at. */
  private boolean voice(SentenceWork work) {
    return work.chunks() == null ? voiceWhole(work) : voiceChunk(work, work.chunks());
  }

  private boolean voiceWhole(SentenceWork work) {
    SecondStage stage = networks.secondStage();
    DecodeInput input = work.sound();
    if (!room.makeForSound(input, () -> stage.bytesNeeded(input), composing.isEmpty())) {
      return false;
    }
    long seed = work.talk().utterance().seed();
    float[] samples =
        timed(
            work,
            input,
            () -> stage.bytesNeeded(input),
            progress -> stage.decode(input, seed, work.index(), progress));
    spoken(work, samples, samples);
    return true;
  }

  private boolean voiceChunk(SentenceWork work, ChunkedSound chunks) {
    LatentStage stage = networks.secondStage().inChunks();
    Tail tail = chunks.tail();
    if (!room.makeForSound(
        tail.input(), () -> stage.bytesNeededForTail(tail), composing.isEmpty())) {
      return false;
    }
    boolean last = chunks.last();
    boolean drawing = composing.containsValue(work);
    if (drawing) {
      work.clock().end();
    }
    long seed = work.talk().utterance().seed();
    float[] next =
        chunks.made(
            timed(
                work,
                tail.input(),
                () -> stage.bytesNeededForTail(tail),
                progress -> stage.decodeTail(tail, seed, work.index(), progress)));
    if (drawing) {
      work.clock().begin(Stage.DECODE);
    }
    if (last) {
      spoken(work, next, chunks.heard());
    } else {
      work.talk().voiced(next);
    }
    return true;
  }

  /**
   * Decodes for a sentence, whose clock and listener are told.
   *
   * @param needed device memory that it will still take
   */
  private float[] timed(
      SentenceWork work,
      DecodeInput input,
      LongSupplier needed,
      Function<SecondStage.Progress, float[]> decoding) {
    StageClock clock = work.clock();
    clock.begin(Stage.PRIOR);
    work.tell(Stage.PRIOR, input.codes().length);
    DeviceMeter meter = networks.meter();
    meter.start();
    float[] samples = decoding.apply(new Voicing(work, needed));
    clock.add(meter.lap());
    clock.end();
    return samples;
  }

  /** A sentence on its way through S2. */
  private final class Voicing implements SecondStage.Progress {

    private final SentenceWork work;
    private final LongSupplier needed;
    private final DeviceMeter meter = networks.meter();

    Voicing(SentenceWork work, LongSupplier needed) {
      this.work = work;
      this.needed = needed;
    }

    @Override
    public void before(Stage stage) {
      work.talk().cancellation().check();
      StageClock clock = work.clock();
      if (clock.stage() != stage) {
        clock.add(meter.lap());
        clock.end();
        clock.begin(stage);
      }
    }

    /** S1 goes on meanwhile, unless it is drawing this very sentence, which has but one clock. */
    @Override
    public void await(Graph graph) {
      while (!graph.done()) {
        work.clock().add(meter.lap());
        if (composing.containsValue(work) || !(joinBeside(needed) || compose())) {
          graph.finish();
        }
        meter.start();
        if (!talks.contains(work.talk())) {
          throw new CancellationException("the request ended with another of its sentences");
        }
      }
    }
  }

  /**
   * A sentence has all its sound.
   *
   * @param next what was not heard of it yet
   */
  private void spoken(SentenceWork work, float[] next, float[] all) {
    room.makeFor(work.bytesOfAttention(networks.aligner()));
    work.talk().voiced(next, work.spoken(all), work.attention(networks.aligner()));
  }

  /** Its turn was used; it goes when there is nothing more of it. */
  private void othersFirst(Talk talk) {
    talks.remove(talk);
    if (!talk.done()) {
      talks.add(talk);
    }
  }

  // ---- S1 ----

  /** Lets a sentence join that waits, if there is a slot for it. */
  private boolean joinNext() {
    List<SentenceWork> waiting = waiting();
    if (composing.isEmpty()) {
      full = false;
      if (waiting.isEmpty()) {
        return false;
      }
      SentenceWork first = waiting.getFirst();
      return attempt(first.talk(), () -> open(opening(waiting))) ? join(first) : true;
    }
    if (!full) {
      try {
        fitWidth(waiting);
      } catch (RuntimeException | Error e) {
        failAll(e);
      }
    }
    if (waiting.isEmpty() || composing.isEmpty()) {
      return false;
    }
    SentenceWork next = waiting.getFirst();
    full |= !slots.fits(next.rows(), next.maxCodes());
    return !full && slots.free() > 0 && join(next);
  }

  /**
   * The same while S2 is at work. Its graphs must stay, so nothing is given back for it, nor taken
   * that S2 will want; nor are there other slots for one that is too long for these.
   *
   * @param forSound what S2 will still take
   */
  private boolean joinBeside(LongSupplier forSound) {
    List<SentenceWork> waiting = waiting();
    if (waiting.isEmpty()) {
      return false;
    }
    SentenceWork first = waiting.getFirst();
    boolean[] fits = new boolean[1];
    attempt(first.talk(), () -> fits[0] = fitsBeside(waiting, forSound.getAsLong()));
    return fits[0] && join(first);
  }

  private boolean fitsBeside(List<SentenceWork> waiting, long forSound) {
    if (!composing.isEmpty()) {
      SentenceWork first = waiting.getFirst();
      return !full
          && slots.free() > 0
          && slots.fits(first.rows(), first.maxCodes())
          && room.hasForCodes(slots.count(), List.of(first), forSound);
    }
    Opening opening = opening(waiting);
    boolean fits =
        room.hasForAll(opening.count, opening.works)
            && room.hasForCodes(opening.count, opening.works, forSound);
    if (fits) {
      full = false;
      open(opening);
    }
    return fits;
  }

  /** A step of more slots takes longer; so there are as many as sentences need, after a while. */
  private void fitWidth(List<SentenceWork> waiting) {
    int least = powerOfTwo(composing.size());
    int count = Math.max(least, Math.min(most, powerOfTwo(composing.size() + waiting.size())));
    if (!waiting.isEmpty()
        && 2 * slots.count() <= most
        && !slots.fits(waiting.getFirst().rows(), waiting.getFirst().maxCodes())) {
      count = Math.max(count, 2 * slots.count()); // longer ones, rather than wait for all to end
    }
    spare = count < slots.count() ? spare + 1 : 0;
    List<SentenceWork> works = new ArrayList<>(composing.values());
    if (spare > PATIENCE) {
      spare = 0;
      if (room.hasForCodes(count, works)) {
        move(count, works);
      }
    } else if (count > slots.count()) {
      works.addAll(first(waiting, count - composing.size()));
      List<SentenceWork> all = new ArrayList<>(composing.values());
      talks.stream().flatMap(Talk::allWaiting).forEach(all::add);
      if (room.makeForMove(count, all)) {
        move(count, all);
      } else if (room.makeForMove(count, works)) {
        move(count, works);
      } else {
        most = slots.count();
      }
    }
  }

  private static int powerOfTwo(int atLeast) {
    return Integer.highestOneBit(2 * atLeast - 1);
  }

  /**
   * Brings the sentences in work into other slots, where they go on.
   *
   * @param works that are to fit
   */
  private void move(int count, List<SentenceWork> works) {
    DeviceMeter meter = networks.meter();
    List<SentenceWork> moving = List.copyOf(composing.values());
    try {
      meter.start();
      Text2SemanticRunner.Moved moved =
          networks.generator().move(slots, count, DeviceRoom.rows(works), DeviceRoom.codes(works));
      share(meter.lap(), moving);
      Map<Integer, SentenceWork> before = new LinkedHashMap<>(composing);
      composing.clear();
      before.forEach((slot, work) -> composing.put(moved.slotOf().get(slot), work));
      slots = moved.slots();
    } catch (DeviceMemoryException e) { // less than the device had said; they stay where they are
      most = Math.min(most, slots.count());
    }
  }

  /** What was done for several sentences counts for each in equal parts. */
  private static void share(DeviceLap lap, List<SentenceWork> works) {
    for (int i = 0; i < works.size(); i++) {
      works.get(i).clock().add(lap.part(i, works.size()));
    }
  }

  /** The device failed, so everybody does. */
  private void failAll(Throwable because) {
    List<SentenceWork> works = List.copyOf(composing.values());
    composing.clear();
    try {
      networks.generator().close();
    } catch (RuntimeException | Error e) { // callers are told why it failed, not what came of it
      if (e != because) {
        because.addSuppressed(e);
      }
    }
    works.forEach(work -> fail(work.talk(), because));
  }

  /** The sentences that may join, the next first: requests take turns. */
  private List<SentenceWork> waiting() {
    List<SentenceWork> waiting = new ArrayList<>();
    for (int round = 0; waiting.size() < wanted; round++) {
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
    return waiting.subList(0, Math.min(wanted, waiting.size()));
  }

  /**
   * Slots that are to be opened.
   *
   * @param count how many
   * @param works the sentences that they are to be long enough for
   */
  private record Opening(int count, List<SentenceWork> works) {}

  /** For those that wait, or for as many of them as there is room for. */
  private Opening opening(List<SentenceWork> waiting) {
    int count = powerOfTwo(waiting.size());
    most = wanted;
    while (count > 1 && !room.holds(count, first(waiting, count))) {
      count /= 2;
      most = count;
    }
    List<SentenceWork> all = talks.stream().flatMap(Talk::allWaiting).toList();
    return new Opening(
        count,
        count > 1 && room.holds(count, all)
            ? all // so that those who join later find slots that are long enough
            : first(waiting, count));
  }

  private void open(Opening opening) {
    List<SentenceWork> works = opening.works;
    room.makeForCodes(opening.count, works);
    slots =
        networks.generator().slots(opening.count, DeviceRoom.rows(works), DeviceRoom.codes(works));
  }

  private static List<SentenceWork> first(List<SentenceWork> waiting, int count) {
    return waiting.subList(0, Math.min(count, waiting.size()));
  }

  private boolean join(SentenceWork work) {
    Talk talk = work.talk();
    talk.begin(work);
    othersFirst(talk);
    DeviceMeter meter = networks.meter();
    attempt(
        talk,
        () -> {
          StageClock clock = work.begin(networks.quiet(), networks.secondStage().inChunks());
          room.makeForPrompt(slots, work);
          meter.start();
          int slot = slots.join(List.of(work.item()))[0];
          composing.put(slot, work);
          Map<Integer, Generated> ended = slots.ended(); // waits for the device
          clock.add(meter.lap());
          clock.end();
          clock.begin(Stage.DECODE);
          work.tell(Stage.DECODE, 1);
          ended.forEach(this::composed);
        });
    return true;
  }

  /** Some steps for everybody; false where nobody is there. */
  private boolean compose() {
    if (composing.isEmpty()) {
      return false;
    }
    DeviceMeter meter = networks.meter();
    List<SentenceWork> works = List.copyOf(composing.values());
    try {
      meter.start();
      slots.step();
      int[] counts = slots.counts();
      Map<Integer, Generated> ended = slots.ended();
      share(meter.lap(), works);
      List.copyOf(composing.entrySet())
          .forEach(
              entry -> {
                SentenceWork work = entry.getValue();
                int slot = entry.getKey();
                attempt(
                    work.talk(),
                    () -> {
                      work.tell(Stage.DECODE, counts[slot]);
                      if (!ended.containsKey(slot)) {
                        tellOfCodes(work, slot, counts[slot]);
                      }
                    });
              });
      ended.forEach(this::composed);
    } catch (RuntimeException | Error e) {
      failAll(e);
    }
    return true;
  }

  /** A sentence that is heard in chunks may have codes for the next. */
  private void tellOfCodes(SentenceWork work, int slot, int count) {
    if (work.chunks() != null && work.talk().isNext(work) && count >= work.chunks().wanted()) {
      work.drawn(slots.codes(slot, count), false);
    }
  }

  /** A sentence has codes, unless its request ended meanwhile. */
  private void composed(int slot, Generated generated) {
    SentenceWork work = composing.remove(slot);
    if (work != null) {
      attempt(
          work.talk(),
          () -> {
            work.clock().end();
            if (work.accept(generated)) {
              work.talk().composed(work);
            } else {
              work.talk().again(work);
            }
          });
    }
  }
}

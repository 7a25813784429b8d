package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.t2s.BatchSlots;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.DeviceMemoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Brings sentences through S1: lets those join that wait, as far as there are slots and room, and
 * does the steps of all that are in slots. Belongs to the device thread.
 */
final class Composer {

  /** Sentences that S1 works on at once, at most, if nothing else is wanted. */
  static final int MOST = 8;

  /** Looks at S1 after which there are fewer slots, where fewer would do. */
  private static final int PATIENCE = 4;

  private final Networks networks;
  private final DeviceRoom room;
  private final Turns turns;
  private final Map<Integer, SentenceWork> composing = new LinkedHashMap<>(); // by slot
  private BatchSlots slots; // null: none yet
  private int wanted = MOST; // most slots
  private int most = MOST; // slots that there is room for
  private int spare; // looks since when fewer slots would do
  private boolean full; // nobody joins any more until all slots are empty

  Composer(Networks networks, DeviceRoom room, Turns turns) {
    this.networks = networks;
    this.room = room;
    this.turns = turns;
    turns.whenOneEnds(this::leave);
  }

  /**
   * How many sentences are in work at once, at most; in force when the next slots are opened.
   *
   * @param slots a power of two
   */
  void most(int slots) {
    wanted = slots;
    most = Math.min(most, slots);
  }

  /** Whether no sentence is in work. */
  boolean idle() {
    return composing.isEmpty();
  }

  /** Whether a sentence is in work. */
  boolean has(SentenceWork work) {
    return composing.containsValue(work);
  }

  /** Nobody joins any more until all slots are empty, so that there is room for something else. */
  void runOut() {
    full = true;
  }

  /** What S1 is at. */
  SlotUse use() {
    return new SlotUse(
        slots == null ? 0 : slots.count(), composing.size(), turns.allWaiting().size());
  }

  /** The sentences of a request that ends leave their slots. */
  private void leave(Talk talk) {
    for (Map.Entry<Integer, SentenceWork> entry : List.copyOf(composing.entrySet())) {
      if (entry.getValue().talk() == talk) {
        composing.remove(entry.getKey());
        slots.leave(entry.getKey());
      }
    }
  }

  /** Lets a sentence join that waits, if there is a slot for it. */
  boolean joinNext() {
    List<SentenceWork> waiting = turns.waiting(wanted);
    if (composing.isEmpty()) {
      full = false;
      if (waiting.isEmpty()) {
        return false;
      }
      SentenceWork first = waiting.getFirst();
      return turns.attempt(first.talk(), () -> open(opening(waiting))) ? join(first) : true;
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
  boolean joinBeside(LongSupplier forSound) {
    List<SentenceWork> waiting = turns.waiting(wanted);
    if (waiting.isEmpty()) {
      return false;
    }
    SentenceWork first = waiting.getFirst();
    boolean[] fits = new boolean[1];
    turns.attempt(first.talk(), () -> fits[0] = fitsBeside(waiting, forSound.getAsLong()));
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
      all.addAll(turns.allWaiting());
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
    works.forEach(work -> turns.fail(work.talk(), because));
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
    List<SentenceWork> all = turns.allWaiting();
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
    turns.othersFirst(talk);
    DeviceMeter meter = networks.meter();
    turns.attempt(
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
  boolean compose() {
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
                turns.attempt(
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
      turns.attempt(
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

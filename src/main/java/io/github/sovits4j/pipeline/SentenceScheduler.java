package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Tail;
import io.github.sovits4j.ops.Graph;
import java.util.List;
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

  private final Networks networks;
  private final DeviceRoom room;
  private final Turns turns = new Turns();
  private final Composer composer;
  private volatile SlotUse use = SlotUse.NONE;

  SentenceScheduler(Networks networks) {
    this.networks = networks;
    this.room = new DeviceRoom(networks);
    this.composer = new Composer(networks, room, turns);
  }

  /**
   * How many sentences S1 works on at once, at most; in force when the next slots are opened.
   *
   * @param slots a power of two
   */
  void most(int slots) {
    composer.most(slots);
  }

  /** Some more sentences of a request, in their order. */
  void add(Talk talk, List<SentenceWork> works) {
    turns.add(talk, works);
  }

  /**
   * Does one thing.
   *
   * @return whether there is more to do
   */
  boolean step() {
    turns.leaveCancelled();
    var unused = voiceNext() || composer.joinNext() || composer.compose();
    use = composer.use();
    return !composer.idle() || turns.busy();
  }

  /** What S1 was at after the last step; for any thread. */
  SlotUse use() {
    return use;
  }

  /** Makes the sound of a sentence, if there is one to be heard next. */
  private boolean voiceNext() {
    SentenceWork work = turns.nextToVoice();
    if (work == null) {
      return false;
    }
    Talk talk = work.talk();
    boolean[] fits = new boolean[1];
    if (!turns.attempt(talk, () -> fits[0] = voice(work))) {
      return true;
    }
    if (fits[0]) {
      turns.othersFirst(talk);
    } else {
      composer.runOut();
    }
    return fits[0];
  }

  /** Whether there was room for it beside what S1 is at. */
  private boolean voice(SentenceWork work) {
    return work.chunks() == null ? voiceWhole(work) : voiceChunk(work, work.chunks());
  }

  private boolean voiceWhole(SentenceWork work) {
    SecondStage stage = networks.secondStage();
    DecodeInput input = work.sound();
    if (!room.makeForSound(input, () -> stage.bytesNeeded(input), composer.idle())) {
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
    if (!room.makeForSound(tail.input(), () -> stage.bytesNeededForTail(tail), composer.idle())) {
      return false;
    }
    boolean last = chunks.last();
    boolean drawing = composer.has(work);
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
        if (composer.has(work) || !(composer.joinBeside(needed) || composer.compose())) {
          graph.finish();
        }
        meter.start();
        if (!turns.has(work.talk())) {
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
}

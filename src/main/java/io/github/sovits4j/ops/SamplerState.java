package io.github.sovits4j.ops;

import java.util.List;

/**
 * Device memory of the sampler: what the host sets before a run, and what {@link SampleCode} keeps.
 * All of it lives on the device, so that a decode step needs nothing from the host; all of it is an
 * item's own, so that items of one batch may be drawn in different ways.
 *
 * @param settings F32 {@code [batch, 3]}: {@link #REPETITION_PENALTY}, {@link #TOP_P}, {@link
 *     #TEMPERATURE}
 * @param limits I32 {@code [batch, 5]}: {@link #TOP_K}, {@link #MAX_CODES}, {@link #EOS_BAN},
 *     {@link #SEED_LOW}, {@link #SEED_HIGH}
 * @param stream I32 {@code [batch]}: which stream of random numbers an item draws from
 * @param seen I32 {@code [batch, codes]}: 1 where a code is in the prompt or was drawn
 * @param position I32 {@code [batch]}: the cache row of the row in work
 * @param step I32 {@code [batch]}: how many codes were drawn and accepted or would have been
 * @param lastCode I32 {@code [batch]}: the code drawn last
 * @param codes I32 {@code [batch, capacity]}: the codes drawn and accepted
 * @param status I32 {@code [batch]}: {@link #RUNNING}, {@link #ENDED} or {@link #CAPPED}
 */
public record SamplerState(
    Tensor settings,
    Tensor limits,
    Tensor stream,
    Tensor seen,
    Tensor position,
    Tensor step,
    Tensor lastCode,
    Tensor codes,
    Tensor status) {

  /** Settings of an item. */
  public static final int SETTINGS = 3;

  /** Limits of an item. */
  public static final int LIMITS = 5;

  /**
   * Index in settings: divisor of positive and factor of negative logits of seen codes; 1 is off.
   */
  public static final int REPETITION_PENALTY = 0;

  /** Index in settings: probability mass kept, 1 or more is off. */
  public static final int TOP_P = 1;

  /** Index in settings: divisor of the logits. */
  public static final int TEMPERATURE = 2;

  /** Index in limits: how many of the largest logits are kept, ties included. */
  public static final int TOP_K = 0;

  /** Index in limits: an item that has this many codes is {@link #CAPPED}. */
  public static final int MAX_CODES = 1;

  /** Index in limits: steps at whose logits the end-of-sequence entry is left out. */
  public static final int EOS_BAN = 2;

  /** Index in limits: low 32 bits of the seed. */
  public static final int SEED_LOW = 3;

  /** Index in limits: high 32 bits of the seed. */
  public static final int SEED_HIGH = 4;

  /** Status: more codes to come. */
  public static final int RUNNING = 0;

  /** Status: the end of the sequence was drawn or was the most likely entry. */
  public static final int ENDED = 1;

  /** Status: stopped by {@link #MAX_CODES}. */
  public static final int CAPPED = 2;

  public SamplerState {
    String op = "SamplerState";
    Dim batch = lastCode.dim(0);
    Check.shape(op, "settings", settings, batch, Dim.of(SETTINGS));
    Check.shape(op, "limits", limits, batch, Dim.of(LIMITS));
    Check.shape(op, "stream", stream, batch);
    Check.shape(op, "seen", seen, batch, null);
    Check.shape(op, "position", position, batch);
    Check.shape(op, "step", step, batch);
    Check.shape(op, "last code", lastCode, batch);
    Check.shape(op, "codes", codes, batch, null);
    Check.shape(op, "status", status, batch);
    Check.type(op, "settings", settings, DataType.F32);
    for (Tensor t : new Tensor[] {limits, stream, seen, position, step, lastCode, codes, status}) {
      Check.type(op, t.name(), t, DataType.I32);
    }
  }

  /**
   * Allocates a state of zeros.
   *
   * @param batch items
   * @param vocabulary entries of the logits, the end of the sequence included
   * @param capacity most codes an item can get
   */
  public static SamplerState allocate(States states, int batch, int vocabulary, int capacity) {
    return new SamplerState(
        states.state("settings", DataType.F32, batch, SETTINGS),
        states.state("limits", DataType.I32, batch, LIMITS),
        states.state("stream", DataType.I32, batch),
        states.state("seen", DataType.I32, batch, vocabulary),
        states.state("position", DataType.I32, batch),
        states.state("step", DataType.I32, batch),
        states.state("last code", DataType.I32, batch),
        states.state("codes", DataType.I32, batch, capacity),
        states.state("status", DataType.I32, batch));
  }

  /** Gives the memory back. */
  public void release(Backend backend) {
    List.of(settings, limits, stream, seen, position, step, lastCode, codes, status)
        .forEach(backend::release);
  }
}

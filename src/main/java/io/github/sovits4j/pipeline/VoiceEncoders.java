package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.FilterBank;
import io.github.sovits4j.model.encoders.Hubert;
import io.github.sovits4j.model.encoders.SpeakerNetwork;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The encoders that hear recordings. To read, check and pack their weights takes longer than to
 * compute a voice, so they stay for the next one: as long as that leaves {@value #RESERVE} bytes of
 * the device free, and no longer than {@value #IDLE_SECONDS} s without a new voice. Their graphs
 * are given back at once, for recordings differ in length. Belongs to the device thread.
 */
final class VoiceEncoders implements AutoCloseable {

  /**
   * What stays free for whatever else is captured, or lies on a heap that is the device's memory.
   */
  static final long RESERVE = 1L << 30;

  /** After that they go, when somebody speaks. */
  static final int IDLE_SECONDS = 300;

  private final Backend backend;
  private final EncoderFolder folder; // null: there is none
  private final LongSupplier nanoTime;
  private Hubert hubert; // null: not there
  private SpeakerNetwork speakers; // null: not there
  private long used; // when, in nanoseconds

  /**
   * Loads nothing yet.
   *
   * @param folder null: there is none
   * @param nanoTime a clock, as {@link System#nanoTime}
   */
  VoiceEncoders(Backend backend, EncoderFolder folder, LongSupplier nanoTime) {
    this.backend = backend;
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  /**
   * Features of what is said.
   *
   * @param samples as {@link io.github.sovits4j.audio.PromptSignal} prepares them
   * @return {@code [width, frames]}, row-major
   */
  float[] hear(float[] samples) {
    if (hubert == null) {
      try (EncoderFolder.Encoder encoder = open(EncoderKind.HUBERT)) {
        hubert = new Hubert(backend, encoder.weights(), (HubertConfig) encoder.config());
      }
    }
    try {
      if (speakers != null && tooLittleWith(hubert.bytesNeeded(samples.length))) {
        closeSpeakers();
      }
      return hubert.features(samples);
    } finally {
      hubert.forget();
      wasUsed();
    }
  }

  /**
   * Embeddings of who speaks.
   *
   * @param signals at 16 kHz
   */
  List<float[]> recognise(List<float[]> signals) {
    if (speakers == null) {
      try (EncoderFolder.Encoder encoder = open(EncoderKind.SPEAKER)) {
        speakers =
            new SpeakerNetwork(backend, encoder.weights(), (SpeakerNetworkConfig) encoder.config());
      }
    }
    try {
      List<float[]> embeddings = new ArrayList<>();
      for (float[] signal : signals) {
        if (hubert != null
            && tooLittleWith(speakers.bytesNeeded(FilterBank.frames(signal.length)))) {
          closeHubert();
        }
        embeddings.add(speakers.embedding(FilterBank.of(signal)));
      }
      return embeddings;
    } finally {
      speakers.forget();
      wasUsed();
    }
  }

  /** With room for its weights: the other encoder goes where there is little. */
  private EncoderFolder.Encoder open(EncoderKind kind) {
    EncoderFolder.Encoder encoder = Encoders.open(folder, kind);
    yieldTo(encoder::bytes);
    return encoder;
  }

  private void wasUsed() {
    used = nanoTime.getAsLong();
    yieldTo(() -> 0);
  }

  /** Device memory that {@link #close} gives back, at the least. */
  long bytesHeld() {
    return (hubert == null ? 0 : hubert.bytes()) + (speakers == null ? 0 : speakers.bytes());
  }

  /**
   * Gives the encoders back where too little stays free when others take so much, or where they
   * were not used for long.
   *
   * @param bytes that will be taken; asked only where there is something to give back
   */
  void yieldTo(LongSupplier bytes) {
    if (bytesHeld() > 0) {
      boolean idle = nanoTime.getAsLong() - used > IDLE_SECONDS * 1_000_000_000L;
      if (idle || tooLittleWith(bytes.getAsLong())) {
        close();
      }
    }
  }

  private boolean tooLittleWith(long bytes) {
    return backend.memory().free() < RESERVE + bytes;
  }

  private void closeHubert() {
    if (hubert != null) {
      hubert.close();
      hubert = null;
    }
  }

  private void closeSpeakers() {
    if (speakers != null) {
      speakers.close();
      speakers = null;
    }
  }

  @Override
  public void close() {
    closeHubert();
    closeSpeakers();
  }
}

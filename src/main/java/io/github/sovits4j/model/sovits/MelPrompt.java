package io.github.sovits4j.model.sovits;

/**
 * What v3 and v4 go on from: a recording's mel frames and the features of its words, frame by
 * frame.
 *
 * @param features {@code [features, frames]}, row-major
 * @param mel scaled to −1 … 1 {@code [bands, frames]}, row-major
 * @param frames how many, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record MelPrompt(float[] features, float[] mel, int frames) {

  /** The last frames. */
  MelPrompt last(int n) {
    return new MelPrompt(
        Columns.part(features, frames, frames - n, frames),
        Columns.part(mel, frames, frames - n, frames),
        n);
  }
}

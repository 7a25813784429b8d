package io.github.sovits4j.pipeline;

/** A stage of a request, in order. */
public enum Stage {
  /** Characters to phones, for all sentences. */
  TEXT,
  /** S1 up to its first code: capture when the shape is new, upload, prefill. */
  PREFILL,
  /** S1, all other codes. */
  DECODE,
  /** S2 up to the latent: prior and flow; of v3 and v4 up to the features of mel frames. */
  PRIOR,
  /** S2 of v3 and v4, features to mel frames. */
  DIFFUSION,
  /** S2, latent or mel frames to samples. */
  GENERATOR
}

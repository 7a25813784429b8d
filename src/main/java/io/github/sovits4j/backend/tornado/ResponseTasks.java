package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.ResponseNorm;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Response normalisation: how strong channels are, what that is beside the mean, and the result.
 */
final class ResponseTasks {

  /** Steps whose squares are added up by themselves, so that long channels lose no digits. */
  private static final int CHUNK = 256;

  static final Fields FIELDS = ElementTasks.FIELDS.more();
  private static final int X = FIELDS.rows();
  private static final int TIME = FIELDS.extent();
  private static final int CHANNELS = FIELDS.integer();
  private static final int STRENGTH = FIELDS.place();
  private static final int FACTOR = FIELDS.place();
  private static final int GAMMA = FIELDS.place();
  private static final int BETA = FIELDS.place();
  private static final int EPSILON = FIELDS.number();

  private ResponseTasks() {}

  // ---- binding ----

  static void responseNorm(ResponseNorm op, Launches g) {
    int channels = op.x().size(0);
    int room = Lanes.roundUp(channels);
    int strength = g.scratch(2 * room);
    int factor = strength + room;
    Dim all = Dim.of(channels);
    ofStrength(ElementTasks.launch(ElementTasks.STRENGTH, FIELDS, 1, all, strength, room, g), op)
        .place(STRENGTH, strength)
        .place(FACTOR, factor);
    ofStrength(ElementTasks.launch(ElementTasks.RESPONSE, FIELDS, 1, all, factor, room, g), op)
        .place(STRENGTH, strength)
        .place(FACTOR, factor);
    ofStrength(ElementTasks.launch(ElementTasks.STRENGTHENED, FIELDS, op.y(), g), op)
        .place(STRENGTH, strength)
        .place(FACTOR, factor);
  }

  /** A launch that lacks the places of the scratch. */
  private static Descriptor ofStrength(Descriptor launch, ResponseNorm op) {
    return launch
        .rows(X, op.x())
        .extent(TIME, op.x().dim(1))
        .integer(CHANNELS, op.x().size(0))
        .tensor(GAMMA, op.gamma())
        .tensor(BETA, op.beta())
        .number(EPSILON, op.epsilon());
  }

  // ---- kernels ----

  /** {@code √(Σ_t x[c, t]²)}. */
  static float strength(FloatArray memory, IntArray ints, int d, int c) {
    int x = Fields.row(ints, d + X, c);
    int time = Fields.extent(ints, d + TIME);
    float sum = 0f;
    for (int chunk = 0; chunk < time; chunk += CHUNK) {
      float part = 0f;
      for (int t = chunk; t < Math.min(time, chunk + CHUNK); t++) {
        part += memory.get(x + t) * memory.get(x + t);
      }
      sum += part;
    }
    return TornadoMath.sqrt(sum);
  }

  /** {@code gamma[c] · g_c / (mean g + ε)}. */
  static float response(FloatArray memory, IntArray ints, int d, int c) {
    int channels = ints.get(d + CHANNELS);
    int strength = ints.get(d + STRENGTH);
    float sum = 0f;
    for (int chunk = 0; chunk < channels; chunk += CHUNK) {
      float part = 0f;
      for (int i = chunk; i < Math.min(channels, chunk + CHUNK); i++) {
        part += memory.get(strength + i);
      }
      sum += part;
    }
    float mean = sum / channels + Fields.number(memory, ints, d + EPSILON);
    return memory.get(ints.get(d + GAMMA) + c) * memory.get(strength + c) / mean;
  }

  /** {@code factor[c] · x + beta[c] + x}. */
  static float strengthened(FloatArray memory, IntArray ints, int d, int c, int t) {
    float x = memory.get(Fields.row(ints, d + X, c) + t);
    return memory.get(ints.get(d + FACTOR) + c) * x + memory.get(ints.get(d + BETA) + c) + x;
  }
}

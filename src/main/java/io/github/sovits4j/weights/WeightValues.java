package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks at the numbers of a network's weights for what makes speech impossible: NaN, infinity, and
 * zeros throughout where everything passes through one tensor.
 */
public final class WeightValues {

  /** With one of these all zero, no text or no sound gets through. */
  private static final Pattern ESSENTIAL =
      Pattern.compile(
          "model\\.ar_(text_embedding\\.word_embeddings|audio_embedding\\.word_embeddings"
              + "|predict_layer)\\.weight"
              + "|quantizer\\.vq\\.layers\\.0\\._codebook\\.embed"
              + "|enc_p\\.(text_embedding|proj)\\.weight"
              + "|(dec\\.)?(conv_pre|conv_post)\\.weight(_[gv])?"
              + "|bridge\\.0\\.weight|cfm\\.estimator\\.(proj_out|input_embed\\.proj)\\.weight"
              + "|dec\\.ups\\.\\d+\\.weight_[gv]");

  /** Counts and sums of training, which no network reads. */
  private static final Pattern STATISTICS =
      Pattern.compile("quantizer\\..*\\._codebook\\.(inited|cluster_size|embed_avg)");

  /** Root mean square of a tensor's numbers; trained ones stay below 10. */
  private static final double LOUD = 1000;

  private static final int MOST_SHOWN = 8;

  private WeightValues() {}

  /**
   * Looks at tensors that passed {@link TensorCheck}.
   *
   * @param file what to call the file in complaints
   * @param source holds them
   * @param names which to look at
   * @throws UserException naming the tensors that are wrong
   */
  public static void check(String file, StoredTensorSource source, Iterable<String> names) {
    List<String> notFinite = new ArrayList<>();
    int more = 0;
    for (String name : names) {
      MemorySegment bytes = source.bytes(name);
      long index = FiniteScan.firstNonFinite(source.dtype(name), bytes);
      if (index >= 0 && notFinite.size() < MOST_SHOWN) {
        notFinite.add("tensor " + Quote.of(name) + " at index " + index);
      } else if (index >= 0) {
        more++;
      }
      if (ESSENTIAL.matcher(name).matches() && FiniteScan.allZero(source.dtype(name), bytes)) {
        throw new UserException(
            file
                + ": all numbers of tensor "
                + Quote.of(name)
                + " are 0, so the model cannot speak. It was never trained, or the file is damaged;"
                + " take another checkpoint.");
      }
    }
    if (!notFinite.isEmpty()) {
      throw new UserException(
          file
              + " holds NaN or infinity: "
              + String.join(", ", notFinite)
              + (more > 0 ? " and " + more + " more tensors" : "")
              + ". The model cannot speak: its training went wrong, or the file is damaged. Take an"
              + " earlier checkpoint.");
    }
  }

  /**
   * Tensors with numbers so large that sums of them will overflow, or drown all else. The network
   * may be computed with them, so this is for a warning.
   *
   * @param source holds them
   * @param names which to look at
   */
  public static List<String> loud(StoredTensorSource source, Iterable<String> names) {
    List<String> out = new ArrayList<>();
    for (String name : names) {
      if (!STATISTICS.matcher(name).matches()
          && rootMeanSquare(source.dtype(name), source.bytes(name)) > LOUD) {
        out.add(name);
      }
    }
    return out;
  }

  private static double rootMeanSquare(DType dtype, MemorySegment bytes) {
    double squares = 0;
    long count = bytes.byteSize() / dtype.bytes();
    for (long i = 0; i < count; i++) {
      double value =
          switch (dtype) {
            case F32 -> bytes.get(Elements.FLOAT, 4 * i);
            case F16 -> Float.float16ToFloat(bytes.get(Elements.SHORT, 2 * i));
            case BF16 -> Float.intBitsToFloat(bytes.get(Elements.SHORT, 2 * i) << 16);
            default -> throw new IllegalArgumentException(dtype + " is no type of weights");
          };
      squares += value * value;
    }
    return Math.sqrt(squares / Math.max(1, count));
  }
}

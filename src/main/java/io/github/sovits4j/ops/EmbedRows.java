package io.github.sovits4j.ops;

import java.util.List;

/**
 * The input rows of a transformer. Row {@code r} of item {@code b}, with {@code t = r - start[b]}
 * and {@code a = r - textEnd[b]}:
 *
 * <ul>
 *   <li>{@code r < start[b]}: zeros (padding on the left);
 *   <li>text: {@code textTable[ids] + features[b, r] + textScale * positions[t]};
 *   <li>audio: {@code audioTable[ids] + audioScale * positions[a]}; its positions start again at 0.
 * </ul>
 *
 * @param ids I32 {@code [batch, rows]}: phone ids, then prompt codes
 * @param start I32 {@code [batch]}, first row that is not padding
 * @param textEnd I32 {@code [batch]}, first audio row
 * @param features projected text features {@code [batch, rows, d]}, of which only text rows are
 *     used, or null
 * @param textTable {@code [phones, d]}
 * @param audioTable {@code [codes, d]}
 * @param positions sinusoids {@code [n, d]}
 * @param textScale learned weight of the text positions
 * @param audioScale learned weight of the audio positions
 * @param y {@code [batch, rows, d]}
 */
public record EmbedRows(
    Tensor ids,
    Tensor start,
    Tensor textEnd,
    Tensor features,
    Tensor textTable,
    Tensor audioTable,
    Tensor positions,
    float textScale,
    float audioScale,
    Tensor y)
    implements Operator {

  public EmbedRows {
    String op = "EmbedRows";
    Check.that(y.rank() == 3, op, "y of rank 3", y);
    Check.shape(op, "ids", ids, y.dim(0), y.dim(1));
    Check.type(op, "ids", ids, DataType.I32);
    Check.shape(op, "start", start, y.dim(0));
    Check.type(op, "start", start, DataType.I32);
    Check.shape(op, "textEnd", textEnd, y.dim(0));
    Check.type(op, "textEnd", textEnd, DataType.I32);
    if (features != null) {
      Check.that(features.dims().equals(y.dims()), op, "features shaped as y", features);
    }
    Check.shape(op, "textTable", textTable, null, y.dim(2));
    Check.shape(op, "audioTable", audioTable, null, y.dim(2));
    Check.shape(op, "positions", positions, null, y.dim(2));
    Check.that(
        positions.size(0) >= y.size(1), op, "at least " + y.size(1) + " positions", positions);
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(ids, start, textEnd, features, textTable, audioTable, positions);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 3L * y.elements();
  }

  @Override
  public long bytes() {
    return (features == null ? 3 : 4) * y.bytes() + ids.bytes();
  }
}

package io.github.sovits4j.ops;

import java.util.List;

/**
 * Attention over the prompt, with the mask of the text-to-semantic transformer. Item {@code b}
 * holds its text in rows {@code start[b] … textEnd[b]-1} and its prompt audio in rows {@code
 * textEnd[b] … rows-1}. A row before {@code textEnd} sees all text of its item; an audio row sees
 * the text and the audio up to itself. Per head: {@code softmax(q·kᵀ/√(d/heads))·v} over the keys
 * it sees. Rows before {@code start} are padding: never seen, their output is defined as that of a
 * text row.
 *
 * @param q queries {@code [batch, rows, d]}
 * @param keys cache {@code [batch, capacity, d]}, F32 or F16; heads are contiguous slices of d
 * @param values cache {@code [batch, capacity, d]}, stored as the keys
 * @param start I32 {@code [batch]}, first row that is not padding
 * @param textEnd I32 {@code [batch]}, first audio row
 * @param heads number of heads, divides d
 * @param y {@code [batch, rows, d]}
 */
public record PrefillAttention(
    Tensor q, Tensor keys, Tensor values, Tensor start, Tensor textEnd, int heads, Tensor y)
    implements Operator {

  public PrefillAttention {
    String op = "PrefillAttention";
    Check.that(q.rank() == 3 && q.size(2) % heads == 0, op, "q of rank 3, heads dividing d", q);
    Check.shape(op, "keys", keys, q.dim(0), null, q.dim(2));
    Check.that(keys.size(1) >= q.size(1), op, "a cache of at least " + q.size(1) + " rows", keys);
    Check.alike(op, "values", values, "keys", keys);
    Check.shape(op, "start", start, q.dim(0));
    Check.shape(op, "textEnd", textEnd, q.dim(0));
    Check.type(op, "start", start, DataType.I32);
    Check.type(op, "textEnd", textEnd, DataType.I32);
    Check.that(y.dims().equals(q.dims()), op, "y shaped as q", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(q, keys, values, start, textEnd);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public List<Tensor> narrow() {
    return List.of(keys, values);
  }

  @Override
  public long flops() {
    return 4L * q.elements() * q.size(1);
  }

  @Override
  public long bytes() {
    return 2 * q.bytes() + q.elements() * 2L * keys.type().bytes();
  }
}

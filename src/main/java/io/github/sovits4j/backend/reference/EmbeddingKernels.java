package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;

/** Tables: from ids to vectors and back. */
final class EmbeddingKernels {

  private EmbeddingKernels() {}

  static void embedRows(EmbedRows op, ReferenceGraph g) {
    int[] ids = g.integers(op.ids());
    int pitch = op.ids().size(1);
    Doubles features = g.doubles(op.features());
    Doubles textTable = g.doubles(op.textTable());
    Doubles audioTable = g.doubles(op.audioTable());
    Doubles positions = g.doubles(op.positions());
    Doubles y = g.doubles(op.y());
    for (int item = 0; item < y.size(0); item++) {
      int start = g.integers(op.start())[item];
      int textEnd = g.integers(op.textEnd())[item];
      for (int r = 0; r < y.size(1); r++) {
        int id = ids[item * pitch + r];
        for (int c = 0; c < y.size(2); c++) {
          double value;
          if (r < start) {
            value = 0;
          } else if (r < textEnd) {
            value = textTable.at(id, c) + features.at(item, r, c);
            value += op.textScale() * positions.at(r - start, c);
          } else {
            value = audioTable.at(id, c) + op.audioScale() * positions.at(r - textEnd, c);
          }
          y.set(item, r, c, value);
        }
      }
    }
  }

  static void embedCode(EmbedCode op, ReferenceGraph g) {
    Doubles table = g.doubles(op.table());
    Doubles positions = g.doubles(op.positions());
    Doubles y = g.doubles(op.y());
    for (int item = 0; item < y.size(0); item++) {
      int code = g.integers(op.lastCode())[item];
      int place = g.integers(op.promptLength())[item] + g.integers(op.step())[item] - 1;
      for (int c = 0; c < y.size(2); c++) {
        y.set(item, 0, c, table.at(code, c) + op.scale() * positions.at(place, c));
      }
    }
  }

  static void lookup(Lookup op, ReferenceGraph g) {
    int[] ids = g.integers(op.ids());
    Doubles table = g.doubles(op.table());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < y.size(0); c++) {
      for (int t = 0; t < y.size(1); t++) {
        y.set(c, t, table.at(ids[t / op.repeat()], c));
      }
    }
  }

  static void nearestCode(NearestCode op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles codebook = g.doubles(op.codebook());
    int[] codes = g.integers(op.codes());
    for (int t = 0; t < x.size(1); t++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < codebook.size(0); j++) {
        double distance = 0; // ‖x − e_j‖², which is ‖e_j‖² − 2 x·e_j and a constant
        for (int c = 0; c < x.size(0); c++) {
          double difference = x.at(c, t) - codebook.at(j, c);
          distance += difference * difference;
        }
        if (distance < nearest) {
          nearest = distance;
          codes[t] = j;
        }
      }
    }
  }
}

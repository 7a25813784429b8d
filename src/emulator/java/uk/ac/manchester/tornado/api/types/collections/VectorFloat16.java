package uk.ac.manchester.tornado.api.types.collections;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/** An array seen as vectors of 16 numbers. */
public final class VectorFloat16 {
  private final FloatArray storage;

  public VectorFloat16(FloatArray storage) {
    this.storage = storage;
  }

  public VectorFloat16(int length) {
    this(new FloatArray(length * 16));
  }

  public Float16 get(int index) {
    int i = index * 16;
    return new Float16(
        storage.get(i),
        storage.get(i + 1),
        storage.get(i + 2),
        storage.get(i + 3),
        storage.get(i + 4),
        storage.get(i + 5),
        storage.get(i + 6),
        storage.get(i + 7),
        storage.get(i + 8),
        storage.get(i + 9),
        storage.get(i + 10),
        storage.get(i + 11),
        storage.get(i + 12),
        storage.get(i + 13),
        storage.get(i + 14),
        storage.get(i + 15));
  }

  public void set(int index, Float16 value) {
    int i = index * 16;
    storage.set(i, value.getS0());
    storage.set(i + 1, value.getS1());
    storage.set(i + 2, value.getS2());
    storage.set(i + 3, value.getS3());
    storage.set(i + 4, value.getS4());
    storage.set(i + 5, value.getS5());
    storage.set(i + 6, value.getS6());
    storage.set(i + 7, value.getS7());
    storage.set(i + 8, value.getS8());
    storage.set(i + 9, value.getS9());
    storage.set(i + 10, value.getS10());
    storage.set(i + 11, value.getS11());
    storage.set(i + 12, value.getS12());
    storage.set(i + 13, value.getS13());
    storage.set(i + 14, value.getS14());
    storage.set(i + 15, value.getS15());
  }

  public int getLength() {
    return storage.getSize() / 16;
  }

  public FloatArray getArray() {
    return storage;
  }
}

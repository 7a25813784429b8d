package uk.ac.manchester.tornado.emulator;

/** Is told of every access that kernels make to one device array. */
public interface ArrayWatch {
  void read(int index);

  /** Before the write; {@code changes} says whether the element will hold other bits afterwards. */
  void write(int index, boolean changes);

  /** Before an atomic addition. */
  void atomic(int index);
}

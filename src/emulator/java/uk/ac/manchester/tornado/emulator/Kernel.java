package uk.ac.manchester.tornado.emulator;

/** A kernel with its arguments in an array. */
@FunctionalInterface
public interface Kernel {
  void call(Object[] arguments);
}

package io.github.sovits4j.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Reads safetensors from memory, for tests that try a million of them. */
public final class SafetensorsBytes {

  private SafetensorsBytes() {}

  /** As {@link Safetensors#open}, of bytes that lie nowhere. */
  public static Safetensors open(byte[] bytes) {
    MemorySegment file = MemorySegment.ofArray(bytes).asReadOnly();
    return Safetensors.read(Path.of("fuzz.safetensors"), Arena.ofConfined(), file);
  }
}

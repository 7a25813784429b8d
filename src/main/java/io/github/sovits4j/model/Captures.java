package io.github.sovits4j.model;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The graphs captured last, by the shapes they were captured for. The one not used for longest is
 * closed when there are too many, before the next is made.
 *
 * @param <K> the shapes
 * @param <C> what was captured for them
 */
public final class Captures<K, C extends Captures.Capture> implements AutoCloseable {

  /** Something captured; closing it frees device memory. */
  public interface Capture extends AutoCloseable {
    @Override
    void close();
  }

  private final int limit;
  private final Map<K, C> captures = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param limit how many are kept, at least 1
   */
  public Captures(int limit) {
    this.limit = limit;
  }

  /** What was captured for these shapes, captured now if need be. */
  public C get(K shapes, Supplier<C> capture) {
    C found = captures.get(shapes);
    if (found != null) {
      return found;
    }
    Iterator<C> oldest = captures.values().iterator();
    while (captures.size() >= limit) {
      oldest.next().close();
      oldest.remove();
    }
    C made = capture.get();
    captures.put(shapes, made);
    return made;
  }

  @Override
  public void close() {
    captures.values().forEach(Capture::close);
    captures.clear();
  }
}

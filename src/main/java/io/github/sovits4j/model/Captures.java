package io.github.sovits4j.model;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Ops;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The graphs of one network that were captured last, by the shapes they were captured for. The one
 * not used for longest is closed when there are too many, before the next is made.
 *
 * @param <K> shapes, and whatever else is fixed in a graph; {@link #bucket Capacities} rather than
 *     lengths, so that a graph serves many
 * @param <E> the ends of a graph
 */
public final class Captures<K, E> implements AutoCloseable {

  private final Backend backend;
  private final int limit;
  private final Consumer<Graph> observer;
  private final BiFunction<Ops, K, E> network;
  private final Map<K, Capture<E>> captures = inOrderOfUse();

  /**
   * Captures nothing yet.
   *
   * @param limit how many graphs are kept, at least 1
   * @param observer is shown every graph after it ran, its probes readable; null for none
   * @param network records the network for given shapes
   */
  public Captures(
      Backend backend, int limit, Consumer<Graph> observer, BiFunction<Ops, K, E> network) {
    this.backend = backend;
    this.limit = limit;
    this.observer = observer;
    this.network = network;
  }

  private static <K, V> Map<K, V> inOrderOfUse() {
    return new LinkedHashMap<>(16, 0.75f, true);
  }

  /** The capacity to capture for when {@code n} elements are wanted. */
  public int bucket(int n) {
    return backend.bucket(n);
  }

  /** The graph for these shapes, captured now if need be; it stays this object's to close. */
  public Capture<E> get(K shapes) {
    Capture<E> found = captures.get(shapes);
    if (found == null) {
      Iterator<Capture<E>> oldest = captures.values().iterator();
      while (captures.size() >= limit) {
        oldest.next().close();
        oldest.remove();
      }
      found = backend.capture(observer, ops -> network.apply(ops, shapes));
      captures.put(shapes, found);
    }
    return found;
  }

  /**
   * How much more device memory will be held when {@link #get} has been called for all of these in
   * this order, at the most on the way; nothing is allocated.
   *
   * @return bytes; 0 when all are there
   */
  public long bytesNeeded(List<K> wanted) {
    Map<K, Long> held = inOrderOfUse();
    captures.forEach((shapes, capture) -> held.put(shapes, capture.graph().bytes()));
    return bytes(wanted, held);
  }

  /** How much device memory all of these take, at the most on the way, when nothing is there. */
  public long bytesOf(List<K> wanted) {
    return bytes(wanted, inOrderOfUse());
  }

  private long bytes(List<K> wanted, Map<K, Long> held) {
    long more = 0;
    long most = 0;
    for (K shapes : wanted) {
      if (held.get(shapes) == null) {
        Iterator<Long> oldest = held.values().iterator();
        while (held.size() >= limit) {
          more -= oldest.next();
          oldest.remove();
        }
        long bytes =
            backend.bytesToCapture(
                ops -> {
                  var unused = network.apply(ops, shapes);
                });
        held.put(shapes, bytes);
        more += bytes;
        most = Math.max(most, more);
      }
    }
    return most;
  }

  /** Device memory of the graphs that are there. */
  public long bytesHeld() {
    return captures.values().stream().mapToLong(capture -> capture.graph().bytes()).sum();
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    captures.values().forEach(Capture::close);
    captures.clear();
  }
}

package io.github.sovits4j.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of time that do not overlap, in order: when something was busy. */
final class Intervals {

  /**
   * A stretch of time, in nanoseconds of any one clock.
   *
   * @param end not before {@code start}
   */
  record Interval(long start, long end) {

    long length() {
      return end - start;
    }

    /** How much of it lies in another; 0 where they do not meet. */
    long overlap(long from, long to) {
      return Math.max(0, Math.min(end, to) - Math.max(start, from));
    }
  }

  private final List<Interval> merged = new ArrayList<>();

  private Intervals() {}

  /** The union of intervals in any order, which may overlap. */
  static Intervals union(List<Interval> intervals) {
    Intervals union = new Intervals();
    long start = 0;
    long end = 0;
    boolean open = false;
    for (Interval next :
        intervals.stream().sorted(Comparator.comparingLong(Interval::start)).toList()) {
      if (open && next.start <= end) {
        end = Math.max(end, next.end);
        continue;
      }
      if (open) {
        union.merged.add(new Interval(start, end));
      }
      open = true;
      start = next.start;
      end = next.end;
    }
    if (open) {
      union.merged.add(new Interval(start, end));
    }
    return union;
  }

  /** All of them, in order. */
  List<Interval> all() {
    return List.copyOf(merged);
  }

  /** How much of this stretch of time is covered. */
  long covered(long from, long to) {
    return merged.stream().mapToLong(interval -> interval.overlap(from, to)).sum();
  }

  /** What is not covered of this stretch of time, in order. */
  List<Interval> gaps(long from, long to) {
    List<Interval> gaps = new ArrayList<>();
    long at = from;
    for (Interval interval : merged) {
      if (interval.start >= to) {
        break;
      }
      if (interval.start > at) {
        gaps.add(new Interval(at, interval.start));
      }
      at = Math.max(at, interval.end);
    }
    if (at < to) {
      gaps.add(new Interval(at, to));
    }
    return gaps;
  }
}

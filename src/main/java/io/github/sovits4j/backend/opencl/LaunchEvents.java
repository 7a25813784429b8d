package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_event;

/**
 * The events of launches that nobody was told of yet: a ring that is emptied whenever the host has
 * waited for the device.
 *
 * <p>Device times become host times by a difference that both clocks bound: the device says when
 * the host enqueued a launch, which was between the two looks at the host's clock around that call.
 * The tightest bounds of all launches since the ring was last empty count.
 */
final class LaunchEvents {

  /** Enough for all launches between two waits of the networks here. */
  static final int CAPACITY = 4096;

  private final ProfileListener listener;
  private final cl_event[] events = new cl_event[CAPACITY];
  private final LaunchSite[] sites = new LaunchSite[CAPACITY];
  private final long[] before = new long[CAPACITY]; // on the host's clock
  private final long[] after = new long[CAPACITY];
  private final long[] time = new long[1];
  private final Pointer timePointer = Pointer.to(time);
  private int count;

  LaunchEvents(ProfileListener listener) {
    this.listener = listener;
    for (int i = 0; i < CAPACITY; i++) {
      events[i] = new cl_event();
    }
  }

  ProfileListener listener() {
    return listener;
  }

  boolean full() {
    return count == CAPACITY;
  }

  /** Where the next launch's event goes. */
  cl_event next() {
    return events[count];
  }

  /** The event that {@link #next} gave out was enqueued between these two looks at the clock. */
  void enqueued(LaunchSite site, long hostBefore, long hostAfter) {
    sites[count] = site;
    before[count] = hostBefore;
    after[count] = hostAfter;
    count++;
  }

  /** Tells of all launches and forgets them; the device must be done with them. */
  void deliver() {
    long least = Long.MIN_VALUE; // of the host's clock minus the device's
    long most = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      long queued = time(i, CL.CL_PROFILING_COMMAND_QUEUED);
      least = Math.max(least, before[i] - queued);
      most = Math.min(most, after[i] - queued);
    }
    long shift = least + (most - least) / 2; // clocks that tick coarsely may cross the bounds
    for (int i = 0; i < count; i++) {
      long start = time(i, CL.CL_PROFILING_COMMAND_START);
      long end = time(i, CL.CL_PROFILING_COMMAND_END);
      CL.clReleaseEvent(events[i]);
      listener.launched(sites[i], start + shift, end + shift);
      sites[i] = null;
    }
    count = 0;
  }

  private long time(int i, int what) {
    Session.check(
        "kernel '" + sites[i].kernel() + "': reading its times",
        CL.clGetEventProfilingInfo(events[i], what, Sizeof.cl_ulong, timePointer, null));
    return time[0];
  }
}

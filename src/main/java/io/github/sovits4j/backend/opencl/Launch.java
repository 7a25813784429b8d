package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.LaunchSite;
import org.jocl.cl_kernel;

/**
 * A kernel with its arguments set and its sizes chosen: all that is left is to enqueue it.
 *
 * @param name the kernel's name
 * @param site the launch's place in a program; null for one that belongs to none
 * @param kernel an object of its own
 * @param global work-items by axis
 * @param local work-items of a group by axis
 */
record Launch(String name, LaunchSite site, cl_kernel kernel, long[] global, long[] local) {}

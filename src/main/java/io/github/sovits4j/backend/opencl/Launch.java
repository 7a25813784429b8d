package io.github.sovits4j.backend.opencl;

import org.jocl.cl_kernel;

/**
 * A kernel with its arguments set and its sizes chosen: all that is left is to enqueue it.
 *
 * @param name the kernel's name
 * @param kernel an object of its own
 * @param global work-items by axis
 * @param local work-items of a group by axis
 */
record Launch(String name, cl_kernel kernel, long[] global, long[] local) {}

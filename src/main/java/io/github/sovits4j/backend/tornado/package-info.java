/**
 * The TornadoVM backend: every operator as a Java method that TornadoVM compiles to OpenCL, PTX or
 * CUDA.
 *
 * <p>TornadoVM compiles every task of a task graph on its own and freezes its scalar parameters. So
 * kernels take no parameters but three banks: one of floats (weights, caches, results), one of ints
 * (ids, counters, lengths and <em>descriptors</em>), and the {@linkplain
 * io.github.sovits4j.backend.tornado.Device cursor}, which says where in the ints the descriptor of
 * this launch stands. Each kind of kernel is compiled once for all shapes, layers and models, and a
 * new capture costs no compilation: it only writes descriptors.
 */
package io.github.sovits4j.backend.tornado;

/**
 * The OpenCL backend: hand-tuned kernels ({@code kernels/*.cl}) bound once per captured program and
 * then only enqueued.
 *
 * <p>From the outside in: {@link io.github.sovits4j.backend.opencl.OpenClProvider} finds a device;
 * {@code OpenClBackend} owns weights and states; {@code OpenClGraph} holds one captured program as
 * a list of launches, made by the {@code …Launches} classes, one per family of operators. {@code
 * Session} is the only class that calls OpenCL to do work, and counts what it does.
 */
package io.github.sovits4j.backend.opencl;

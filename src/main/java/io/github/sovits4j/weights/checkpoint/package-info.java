/**
 * Reads PyTorch checkpoints without Python and without executing anything: a zip directory read in
 * place, an unpickler that knows tensors and plain data and refuses all else, and the conversion to
 * model folders.
 */
package io.github.sovits4j.weights.checkpoint;

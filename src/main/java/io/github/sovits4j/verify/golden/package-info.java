/**
 * Runs whole networks on recorded inputs and compares them with recorded outputs: folders of
 * manifest (JSON) and tensors (safetensors) that the original code produced.
 */
package io.github.sovits4j.verify.golden;

/**
 * Weights and what describes them: safetensors files, network sizes, model folders, synthetic
 * weights.
 */
package io.github.sovits4j.weights;

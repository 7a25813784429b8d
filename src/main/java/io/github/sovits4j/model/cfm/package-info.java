/**
 * Conditional flow matching: the diffusion transformer of v3 and v4, and the sampler that draws mel
 * frames with it.
 */
package io.github.sovits4j.model.cfm;

/** S1, text to semantic: a decoder-only transformer that turns phones into semantic codes. */
package io.github.sovits4j.model.t2s;

/** Cantonese: Jyutping from a dictionary, and the phones that the models know it by. */
package io.github.sovits4j.text.cantonese;

/**
 * The reference backend: every operator as its formula on the operators' page has it, in plain
 * loops and EJML products, on one thread. Tensors are stored as their types say; arithmetic within
 * an operator is in doubles and rounded when the result is stored. It is the truth the other
 * backends are checked against, written to be read, and slow.
 */
package io.github.sovits4j.backend.reference;

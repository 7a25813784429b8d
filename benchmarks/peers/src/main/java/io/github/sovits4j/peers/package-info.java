/** Times sovits4j beside what one would use instead: PyTorch, ONNX Runtime, EJML, plain loops. */
package io.github.sovits4j.peers;

/**
 * GPT-SoVITS speech synthesis. Programs use {@code io.github.sovits4j.tts} alone; backends
 * implement {@code io.github.sovits4j.ops} and say what a user can mend with the exceptions of
 * {@code io.github.sovits4j}. Command line, benchmarks and the libraries they need are optional.
 */
module io.github.sovits4j {
  requires com.fasterxml.jackson.databind;
  requires ejml.core;
  requires ejml.ddense;
  requires jdk.jfr;
  requires static concentus;
  requires static info.picocli;
  requires static io.helidon.common.buffers;
  requires static io.helidon.common.socket;
  requires static io.helidon.http;
  requires static io.helidon.webserver;
  requires static java.desktop;
  requires static jdk.incubator.vector;
  requires static jdk.management;
  requires static jocl;
  requires static jump3r;
  requires static org.apache.lucene.analysis.nori;
  requires static org.apache.lucene.core;
  requires static org.knowm.xchart;
  requires static tornado.api;

  exports io.github.sovits4j.tts;
  // For backends: the interface, and what they throw.
  exports io.github.sovits4j;
  exports io.github.sovits4j.ops;

  // picocli and Jackson look at the fields of what they fill and write.
  opens io.github.sovits4j.bench;
  opens io.github.sovits4j.cli;

  uses io.github.sovits4j.ops.BackendProvider;

  provides io.github.sovits4j.ops.BackendProvider with
      io.github.sovits4j.backend.reference.ReferenceProvider,
      io.github.sovits4j.backend.simd.SimdProvider,
      io.github.sovits4j.backend.opencl.OpenClProvider,
      io.github.sovits4j.backend.tornado.TornadoProvider;
}

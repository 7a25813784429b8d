package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The convolution's ladder in Java alone: no driver needed. */
public final class JavaLadder {

  private JavaLadder() {}

  /** Climbs it for shapes of the generator; the arguments name backends for the last rungs. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    List<Backend> backends = new ArrayList<>();
    try {
      List.of(args).forEach(name -> backends.add(Backends.open(name)));
      out.println(Machine.here());
      int[][] shapes = { // channels, taps, steps
        {256, 3, 1024}, {256, 7, 1024}, {256, 11, 1024}, {64, 3, 4096}, {32, 3, 8192}, {32, 7, 8192}
      };
      for (int[] shape : shapes) {
        Ladder.print(new VectorConvolution(shape[0], shape[1], shape[2]).on(backends), out);
      }
    } finally {
      backends.forEach(Backend::close);
    }
  }
}

package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cutting a compiler's output into one text per kernel. */
class KernelsCommandTest {

  @Test
  void oneTextPerKernelFirstOneKept() {
    Map<String, String> sources =
        KernelsCommand.split(
            """
            #pragma first
            __kernel void add(__global float *x)
            {
              if (x) { x[0] = 1; }
            }
            #pragma second
            __kernel void scale(__global float *x)
            {
              x[0] = 2;
            }
            __kernel void add(__global float *x)
            {
              x[0] = 3;
            }
            """);
    assertEquals(List.of("add.cl", "scale.cl"), List.copyOf(sources.keySet()));
    assertTrue(sources.get("add.cl").startsWith("#pragma first\n"), sources.toString());
    assertTrue(sources.get("add.cl").endsWith("x[0] = 1; }\n}\n"), sources.toString());
    assertTrue(sources.get("scale.cl").startsWith("#pragma second\n"), sources.toString());
  }

  @Test
  void nothingGivesNothing() {
    assertEquals(Map.of(), KernelsCommand.split(""));
  }
}

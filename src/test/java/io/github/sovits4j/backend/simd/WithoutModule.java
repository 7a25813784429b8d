package io.github.sovits4j.backend.simd;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backends;

/** Asks for the backend in a process without the Vector API; {@link SpeciesTest}. */
final class WithoutModule {

  private WithoutModule() {}

  public static void main(String[] args) {
    try {
      Backends.open("simd").close();
      System.out.println("opened");
    } catch (UserException e) {
      System.out.println(e.getMessage());
    }
  }
}

package io.github.sovits4j.weights;

import java.util.Arrays;
import java.util.Random;

/** Random damage to files, repeatable from the generator's seed. */
public final class Damage {

  private Damage() {}

  /** A copy with one to four bytes changed, a part cut out or doubled, or the end cut off. */
  public static byte[] apply(byte[] sound, Random random) {
    byte[] out = sound.clone();
    switch (random.nextInt(5)) {
      case 0 -> out = Arrays.copyOf(out, random.nextInt(out.length));
      case 1 -> {
        int from = random.nextInt(out.length);
        int to = Math.min(out.length, from + 1 + random.nextInt(16));
        byte[] cut = Arrays.copyOf(out, out.length - (to - from));
        System.arraycopy(out, to, cut, from, out.length - to);
        out = cut;
      }
      case 2 -> {
        int from = random.nextInt(out.length);
        int n = Math.min(out.length - from, 1 + random.nextInt(16));
        byte[] longer = Arrays.copyOf(out, out.length + n);
        System.arraycopy(out, from, longer, from + n, out.length - from);
        out = longer;
      }
      default -> {
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
          out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return out;
  }
}

package io.github.sovits4j.text.english;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Says words that no dictionary holds.
 *
 * <p>A joint model: a unit is a letter together with the phones it makes (none, one or two), and a
 * word's pronunciation is the chain of units, spelling the word, that is likeliest under a back-off
 * n-gram of units. It was learnt from the dictionary by {@code LetterToSoundTrainer} in the test
 * sources, which also tells how good it is on words it has not seen. Immutable.
 *
 * <p>The model is a tree of histories, nearest unit last: a node is a run of units, its log
 * probability given the run without its last unit, and the log weight to pay when the run is left
 * for a shorter one. Children of a node lie together, sorted by unit.
 */
final class LetterToSound {

  /** The unit before and after each word. */
  static final int BOUNDARY = 0;

  /** Log probabilities are stored as whole multiples of this. */
  static final double STEP = 1.0 / 16;

  private static final int ROOT = 0;
  private static final int BEAM = 16;
  private static final double UNSEEN = 255 * STEP;

  private final String[][] phonesOfUnit;
  private final int[][] unitsOfLetter;
  private final int[] firstChild;
  private final short[] unit;
  private final float[] logProbability;
  private final float[] backOff;

  private LetterToSound(DataInputStream in) throws IOException {
    int units = in.readUnsignedShort();
    phonesOfUnit = new String[units][];
    List<List<Integer>> byLetter = new ArrayList<>();
    for (int letter = 0; letter < 26; letter++) {
      byLetter.add(new ArrayList<>());
    }
    phonesOfUnit[BOUNDARY] = new String[0];
    for (int u = 1; u < units; u++) {
      int letter = in.readUnsignedByte() - 'a';
      String phones = in.readUTF();
      phonesOfUnit[u] = phones.isEmpty() ? new String[0] : phones.split(" ");
      byLetter.get(letter).add(u);
    }
    unitsOfLetter =
        byLetter.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    int nodes = in.readInt();
    firstChild = new int[nodes + 1];
    unit = new short[nodes];
    logProbability = new float[nodes];
    backOff = new float[nodes];
    // Level by level: each node tells how many children it has; they follow in the next level.
    int next = 1;
    for (int node = 0; node < nodes; node++) {
      int children = in.readUnsignedByte();
      if (children == 255) {
        children = in.readUnsignedShort();
      }
      firstChild[node] = next;
      next += children;
    }
    firstChild[nodes] = next;
    for (int node = 0; node < nodes; node++) {
      int previous = -1;
      for (int child = firstChild[node]; child < firstChild[node + 1]; child++) {
        int delta = in.readUnsignedByte();
        if (delta == 255) {
          delta = in.readUnsignedShort();
        }
        previous += delta + 1;
        unit[child] = (short) previous;
      }
    }
    for (int node = 0; node < nodes; node++) {
      logProbability[node] = (float) (-STEP * in.readUnsignedByte());
    }
    for (int node = 0; node < nodes; node++) {
      boolean inner = firstChild[node] < firstChild[node + 1];
      backOff[node] = inner ? (float) (-STEP * in.readUnsignedByte()) : 0;
    }
  }

  /** The model, loaded when first asked for and shared. */
  static LetterToSound shared() {
    return Shared.MODEL;
  }

  /** Reads a model that the trainer wrote. */
  static LetterToSound read(InputStream in) throws IOException {
    return new LetterToSound(
        new DataInputStream(new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16)));
  }

  /**
   * The likeliest phones of a word.
   *
   * @param word lower-case letters a to z only, at least one
   */
  List<String> phones(String word) {
    int start = child(ROOT, BOUNDARY);
    List<Path> beam = List.of(new Path(null, BOUNDARY, 0, new int[] {start, ROOT}));
    for (int i = 0; i < word.length(); i++) {
      List<Path> longer = new ArrayList<>();
      for (Path path : beam) {
        for (int u : unitsOfLetter[word.charAt(i) - 'a']) {
          longer.add(extend(path, u));
        }
      }
      beam = best(longer);
    }
    Path winner =
        beam.stream()
            .map(path -> extend(path, BOUNDARY))
            .max(Comparator.comparingDouble(Path::score))
            .orElseThrow();
    List<String> phones = new ArrayList<>();
    for (Path path = winner; path != null; path = path.before()) {
      String[] made = phonesOfUnit[path.unit()];
      for (int p = made.length - 1; p >= 0; p--) {
        phones.add(made[p]);
      }
    }
    Collections.reverse(phones);
    return phones;
  }

  /** Walks every history of the path one unit on; the longest that knows the unit scores it. */
  private Path extend(Path path, int next) {
    int[] histories = path.histories();
    int[] longer = new int[histories.length + 1];
    int kept = 0;
    double paid = 0;
    double score = Double.NaN;
    for (int history : histories) {
      int node = child(history, next);
      if (node < 0) {
        paid += Double.isNaN(score) ? backOff[history] : 0;
        continue;
      }
      if (Double.isNaN(score)) {
        score = paid + logProbability[node];
      }
      if (firstChild[node] < firstChild[node + 1]) {
        longer[kept++] = node;
      }
    }
    longer[kept++] = ROOT;
    if (Double.isNaN(score)) {
      score = paid - UNSEEN;
    }
    return new Path(path, next, path.score() + score, Arrays.copyOf(longer, kept));
  }

  private int child(int node, int wanted) {
    int low = firstChild[node];
    int high = firstChild[node + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (unit[middle] == wanted) {
        return middle;
      }
      if (unit[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private static List<Path> best(List<Path> paths) {
    paths.sort(Comparator.comparingDouble(Path::score).reversed());
    return paths.size() <= BEAM ? paths : paths.subList(0, BEAM);
  }

  /**
   * A beginning of the word, said in one way.
   *
   * @param before the path without its last unit, null at the start
   * @param unit its last unit
   * @param score its log probability
   * @param histories the nodes of its endings, longest first, the root last
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never shown.
  private record Path(Path before, int unit, double score, int[] histories) {}

  private static LetterToSound load() {
    try (InputStream in = LetterToSound.class.getResourceAsStream("letter-to-sound.bin.gz")) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final LetterToSound MODEL = load();
  }
}

package io.github.sovits4j.text.english;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Learns {@link LetterToSound} from the dictionary resource. Deterministic: the same dictionary
 * gives the same model.
 *
 * <ol>
 *   <li>Words of letters only are split: each twentieth by hash is held out.
 *   <li>Expectation maximisation over all ways to give each letter none, one or two phones; then
 *       the best way is kept for each word.
 *   <li>An n-gram of (letter, phones) units is counted and smoothed as Kneser and Ney do; runs that
 *       shorter ones predict nearly as well are left out; the rest is written as quantised log
 *       probabilities.
 * </ol>
 *
 * <p>Arguments: the dictionary resource, the file to write.
 */
public final class LetterToSoundTrainer {

  /** A word and its phones. */
  record Word(String letters, List<String> phones) {}

  private static final int ORDER = 6;
  private static final int ROUNDS = 6;
  private static final int MOST_PHONES = 2;
  private static final int RAREST_UNIT = 5;
  private static final double FLOOR = 1e-9;

  /** A run is dropped when shorter ones predict its occurrences at less than this cost, in nats. */
  private static final double WORTH = Double.parseDouble(System.getProperty("worth", "0.95"));

  private final List<Word> words;
  private Map<String, Map<String, Double>> chances = new HashMap<>();

  private LetterToSoundTrainer(List<Word> words) {
    this.words = words;
  }

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    List<Word> learn = new ArrayList<>();
    List<Word> held = new ArrayList<>();
    for (Word word : words(Path.of(args[0]))) {
      (isHeldOut(word.letters()) ? held : learn).add(word);
    }
    try (OutputStream out = new BestGzip(Files.newOutputStream(Path.of(args[1])))) {
      new LetterToSoundTrainer(learn).write(new DataOutputStream(out));
    }
    System.out.println(learn.size() + " words learnt, " + Files.size(Path.of(args[1])) + " bytes");
    LetterToSound model;
    try (var in = Files.newInputStream(Path.of(args[1]))) {
      model = LetterToSound.read(in);
    }
    System.out.println(Accuracy.measure(model, held));
  }

  /** Whether a word is kept from the training, to measure with. */
  static boolean isHeldOut(String word) {
    return Math.floorMod(word.hashCode() * 0x9E3779B1, 20) == 7;
  }

  /** The words of a dictionary resource that are letters only. */
  static List<Word> words(Path dictionary) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(dictionary)),
                StandardCharsets.US_ASCII))) {
      return in.lines()
          .map(line -> line.split(" ", 2))
          .filter(line -> line[0].matches("[a-z]{2,}"))
          .map(line -> new Word(line[0], List.of(line[1].split(" "))))
          .toList();
    }
  }

  // ---- alignment ----------------------------------------------------------------------------

  private List<List<String>> align() {
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Map<String, Double>> counts = new HashMap<>();
      for (Word word : words) {
        expect(word, round == 0, counts);
      }
      for (Map<String, Double> chunks : counts.values()) {
        double total = chunks.values().stream().mapToDouble(Double::doubleValue).sum();
        chunks.replaceAll((chunk, count) -> count / total);
      }
      chances = counts;
    }
    List<List<String>> aligned = new ArrayList<>();
    for (Word word : words) {
      List<String> units = best(word);
      if (!units.isEmpty()) {
        aligned.add(units);
      }
    }
    return aligned;
  }

  private double chance(String letter, String chunk, boolean first) {
    if (first) {
      return 1;
    }
    return chances.getOrDefault(letter, Map.of()).getOrDefault(chunk, FLOOR);
  }

  private void expect(Word word, boolean first, Map<String, Map<String, Double>> counts) {
    int letters = word.letters().length();
    int phones = word.phones().size();
    double[][] forward = new double[letters + 1][phones + 1];
    double[][] backward = new double[letters + 1][phones + 1];
    forward[0][0] = 1;
    for (int l = 0; l < letters; l++) {
      for (int p = 0; p <= phones; p++) {
        for (int n = 0; n <= MOST_PHONES && p + n <= phones && forward[l][p] > 0; n++) {
          forward[l + 1][p + n] +=
              forward[l][p] * chance(letter(word, l), chunk(word, p, n), first);
        }
      }
    }
    double total = forward[letters][phones];
    if (total <= 0) {
      return;
    }
    backward[letters][phones] = 1;
    for (int l = letters - 1; l >= 0; l--) {
      for (int p = 0; p <= phones; p++) {
        for (int n = 0; n <= MOST_PHONES && p + n <= phones; n++) {
          double step = chance(letter(word, l), chunk(word, p, n), first) * backward[l + 1][p + n];
          backward[l][p] += step;
          double share = forward[l][p] * step / total;
          if (share > 0) {
            counts
                .computeIfAbsent(letter(word, l), k -> new HashMap<>())
                .merge(chunk(word, p, n), share, Double::sum);
          }
        }
      }
    }
  }

  private List<String> best(Word word) {
    int letters = word.letters().length();
    int phones = word.phones().size();
    double[][] score = new double[letters + 1][phones + 1];
    int[][] taken = new int[letters + 1][phones + 1];
    for (double[] row : score) {
      Arrays.fill(row, Double.NEGATIVE_INFINITY);
    }
    score[0][0] = 0;
    for (int l = 0; l < letters; l++) {
      for (int p = 0; p <= phones; p++) {
        for (int n = 0; n <= MOST_PHONES && p + n <= phones; n++) {
          double next = score[l][p] + Math.log(chance(letter(word, l), chunk(word, p, n), false));
          if (next > score[l + 1][p + n]) {
            score[l + 1][p + n] = next;
            taken[l + 1][p + n] = n;
          }
        }
      }
    }
    List<String> units = new ArrayList<>();
    if (score[letters][phones] == Double.NEGATIVE_INFINITY) {
      return units;
    }
    int p = phones;
    for (int l = letters; l > 0; l--) {
      int n = taken[l][p];
      p -= n;
      units.addFirst(letter(word, l - 1) + chunk(word, p, n));
    }
    return units;
  }

  private static String letter(Word word, int index) {
    return word.letters().substring(index, index + 1);
  }

  private static String chunk(Word word, int from, int length) {
    return String.join(" ", word.phones().subList(from, from + length));
  }

  // ---- n-gram -------------------------------------------------------------------------------

  private static final class Node {
    final TreeMap<Integer, Node> children = new TreeMap<>();
    int count;
    int continuations;
    double probability;
    double backOff = 1;
  }

  private void write(DataOutputStream out) throws IOException {
    List<List<String>> aligned = align();
    Map<String, Integer> frequency = new TreeMap<>();
    aligned.forEach(units -> units.forEach(unit -> frequency.merge(unit, 1, Integer::sum)));
    frequency.values().removeIf(count -> count < RAREST_UNIT);
    List<String> units = List.copyOf(frequency.keySet());
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < units.size(); i++) {
      ids.put(units.get(i), i + 1);
    }
    Node root = new Node();
    int kept = 0;
    for (List<String> word : aligned) {
      if (!ids.keySet().containsAll(word)) {
        continue;
      }
      kept++;
      int[] run = new int[word.size() + 2];
      for (int i = 0; i < word.size(); i++) {
        run[i + 1] = ids.get(word.get(i));
      }
      count(root, run);
    }
    System.out.println(kept + " words aligned, " + units.size() + " units");
    continuations(root);
    smooth(root, units.size() + 1);
    prune(root);
    out.writeShort(units.size() + 1);
    for (String unit : units) {
      out.writeByte(unit.charAt(0));
      out.writeUTF(unit.substring(1));
    }
    writeTree(root, out);
  }

  private static void count(Node root, int[] run) {
    for (int start = 0; start < run.length; start++) {
      Node node = root;
      for (int i = start; i < Math.min(run.length, start + ORDER); i++) {
        node = node.children.computeIfAbsent(run[i], k -> new Node());
        node.count++;
      }
    }
  }

  /** For each run, how many different units come before it: Kneser and Ney's counts. */
  private static void continuations(Node root) {
    walk(
        root,
        new ArrayList<>(),
        (run, node) -> {
          if (run.size() > 1) {
            Node shorter = root;
            for (int u : run.subList(1, run.size())) {
              shorter = shorter.children.get(u);
            }
            shorter.continuations++;
          }
        });
  }

  private interface Visitor {
    void visit(List<Integer> run, Node node);
  }

  private static void walk(Node node, List<Integer> run, Visitor visitor) {
    node.children.forEach(
        (unit, child) -> {
          run.add(unit);
          visitor.visit(run, child);
          walk(child, run, visitor);
          run.removeLast();
        });
  }

  /** Drops what shorter runs predict nearly as well, longest first, and rebalances the rest. */
  private static void prune(Node root) {
    for (int length = ORDER; length > 2; length--) {
      for (Context context : contexts(root, length - 1)) {
        Node node = context.node();
        node.children
            .entrySet()
            .removeIf(
                entry -> {
                  Node child = entry.getValue();
                  double shorter = node.backOff * below(root, context.run(), entry.getKey());
                  double cost = child.count * Math.abs(Math.log(child.probability / shorter));
                  return child.children.isEmpty() && cost < WORTH;
                });
      }
    }
    for (int length = 1; length < ORDER; length++) {
      for (Context context : contexts(root, length)) {
        balance(root, context);
      }
    }
  }

  private static List<Context> contexts(Node root, int length) {
    List<Context> contexts = new ArrayList<>();
    if (length == 0) {
      contexts.add(new Context(List.of(), root));
    }
    walk(
        root,
        new ArrayList<>(),
        (run, node) -> {
          if (run.size() == length && !node.children.isEmpty()) {
            contexts.add(new Context(List.copyOf(run), node));
          }
        });
    return contexts;
  }

  /** Gives a context the weight for shorter runs that makes its probabilities add up to one. */
  private static void balance(Node root, Context context) {
    double covered = 0;
    double coveredBelow = 0;
    for (Map.Entry<Integer, Node> entry : context.node().children.entrySet()) {
      covered += entry.getValue().probability;
      coveredBelow += below(root, context.run(), entry.getKey());
    }
    context.node().backOff = Math.max(1e-6, (1 - covered) / Math.max(1e-6, 1 - coveredBelow));
  }

  /** The count that smoothing works with: real at the top order and after a word's beginning. */
  private static int evidence(Node node, int length, boolean atStart) {
    return length == ORDER || atStart ? node.count : Math.max(1, node.continuations);
  }

  private static void smooth(Node root, int units) {
    for (int length = 1; length <= ORDER; length++) {
      List<Context> contexts = contexts(root, length - 1);
      double[] discounts = discounts(contexts, length);
      for (Context context : contexts) {
        smooth(root, context, length, discounts, units);
      }
    }
  }

  private record Context(List<Integer> run, Node node) {
    boolean atStart() {
      return !run.isEmpty() && run.getFirst() == LetterToSound.BOUNDARY;
    }
  }

  private static double[] discounts(List<Context> contexts, int length) {
    double[] n = new double[5];
    for (Context context : contexts) {
      for (Node child : context.node().children.values()) {
        int evidence = evidence(child, length, context.atStart());
        if (evidence <= 4) {
          n[evidence]++;
        }
      }
    }
    // Where pruning took the singletons their share has to be guessed.
    double y = n[1] > 0 ? n[1] / (n[1] + 2 * n[2]) : 0.6;
    double d1 = n[1] > 0 ? 1 - 2 * y * n[2] / n[1] : y;
    double d2 = n[2] > 0 ? 2 - 3 * y * n[3] / n[2] : 2 * y;
    double d3 = n[3] > 0 ? 3 - 4 * y * n[4] / n[3] : 3 * y;
    return new double[] {0, clamp(d1, 0.1, 0.95), clamp(d2, 0.2, 1.9), clamp(d3, 0.3, 2.8)};
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  private static void smooth(
      Node root, Context context, int length, double[] discounts, int units) {
    Map<Integer, Node> children = context.node().children;
    if (children.isEmpty()) {
      return;
    }
    double total = 0;
    double freed = 0;
    for (Node child : children.values()) {
      int evidence = evidence(child, length, context.atStart());
      total += evidence;
      freed += discounts[Math.min(3, evidence)];
    }
    double left = freed / total;
    for (Map.Entry<Integer, Node> entry : children.entrySet()) {
      Node child = entry.getValue();
      int evidence = evidence(child, length, context.atStart());
      double below = length == 1 ? 1.0 / units : below(root, context.run(), entry.getKey());
      child.probability = (evidence - discounts[Math.min(3, evidence)]) / total + left * below;
    }
    if (length > 1) {
      balance(root, context);
    }
  }

  /** Probability of a unit after a context without its first unit, already smoothed. */
  private static double below(Node root, List<Integer> context, int unit) {
    double weight = 1;
    for (int start = 1; start <= context.size(); start++) {
      Node node = root;
      for (int u : context.subList(start, context.size())) {
        node = node == null ? null : node.children.get(u);
      }
      if (node == null) {
        continue;
      }
      Node child = node.children.get(unit);
      if (child != null) {
        return weight * child.probability;
      }
      weight *= node.backOff;
    }
    return weight * 1e-7;
  }

  private static void writeTree(Node root, DataOutputStream out) throws IOException {
    List<Node> nodes = new ArrayList<>();
    nodes.add(root);
    for (int i = 0; i < nodes.size(); i++) {
      nodes.addAll(nodes.get(i).children.values());
    }
    System.out.println(nodes.size() + " runs");
    out.writeInt(nodes.size());
    for (Node node : nodes) {
      writeSmall(out, node.children.size());
    }
    for (Node node : nodes) {
      int previous = -1;
      for (int unit : node.children.keySet()) {
        writeSmall(out, unit - previous - 1);
        previous = unit;
      }
    }
    for (Node node : nodes) {
      out.writeByte(quantised(node == root ? 1 : node.probability));
    }
    for (Node node : nodes) {
      if (!node.children.isEmpty()) {
        out.writeByte(quantised(node.backOff));
      }
    }
  }

  private static void writeSmall(DataOutputStream out, int value) throws IOException {
    if (value < 255) {
      out.writeByte(value);
    } else {
      out.writeByte(255);
      out.writeShort(value);
    }
  }

  private static int quantised(double probability) {
    long steps = Math.round(-Math.log(probability) / LetterToSound.STEP);
    return (int) Math.max(0, Math.min(255, steps));
  }

  // ---- measuring ----------------------------------------------------------------------------

  /**
   * How good a model is on words it has not seen.
   *
   * @param words how many were tried
   * @param exact share of words right in every phone and stress
   * @param withoutStress share of words right in every phone, stress aside
   * @param phones share of phones right: one minus edits by phones, stress digits included
   * @param phonesWithoutStress the same, stress aside
   */
  record Accuracy(
      int words, double exact, double withoutStress, double phones, double phonesWithoutStress) {

    static Accuracy measure(LetterToSound model, List<Word> held) {
      int exact = 0;
      int withoutStress = 0;
      double total = 0;
      double edits = 0;
      double editsWithoutStress = 0;
      for (Word word : held) {
        List<String> wanted = word.phones();
        List<String> got = model.phones(word.letters());
        List<String> wantedBare = bare(wanted);
        List<String> gotBare = bare(got);
        exact += got.equals(wanted) ? 1 : 0;
        withoutStress += gotBare.equals(wantedBare) ? 1 : 0;
        total += wanted.size();
        edits += distance(wanted, got);
        editsWithoutStress += distance(wantedBare, gotBare);
      }
      double n = held.size();
      return new Accuracy(
          held.size(),
          exact / n,
          withoutStress / n,
          1 - edits / total,
          1 - editsWithoutStress / total);
    }

    private static List<String> bare(List<String> phones) {
      return phones.stream().map(phone -> phone.replaceAll("\\d", "")).toList();
    }

    private static int distance(List<String> a, List<String> b) {
      int[] row = new int[b.size() + 1];
      Arrays.setAll(row, i -> i);
      for (int i = 1; i <= a.size(); i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= b.size(); j++) {
          int substituted = diagonal + (a.get(i - 1).equals(b.get(j - 1)) ? 0 : 1);
          diagonal = row[j];
          row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
        }
      }
      return row[b.size()];
    }
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}

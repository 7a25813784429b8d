package io.github.sovits4j.text.japanese.mecab;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * All words that a text may be made of, and the cheapest way through them, found as Viterbi does.
 * Its nodes are rows of arrays; positions are bytes of UTF-8, as in the dictionary.
 */
final class Lattice {

  /** A run of more characters than this, besides its first, makes no unknown word. */
  private static final int LONGEST_GROUP = 24;

  private static final int BEGINNING = 0;
  private static final int FIRST_SIZE = 512;

  private final MecabDictionary dictionary;
  private final byte[] text;
  private final NavigableMap<Integer, Fixed> fixed = new TreeMap<>(); // by their first byte
  private final int[] lastEndingAt; // the list of nodes that end at a byte, newest first

  private int nodes;
  private int[] start = new int[FIRST_SIZE];
  private int[] end = new int[FIRST_SIZE];
  private int[] left = new int[FIRST_SIZE];
  private int[] right = new int[FIRST_SIZE];
  private long[] cost =
      new long[FIRST_SIZE]; // of the word; when connected, of the way up to its end
  private int[] entry = new int[FIRST_SIZE]; // of a known word; of an unknown one -1 less its entry
  private int[] before = new int[FIRST_SIZE]; // the best predecessor
  private int[] nextEnding = new int[FIRST_SIZE];
  private final Map<Integer, String> features = new TreeMap<>(); // of nodes that are fixed

  private record Fixed(int end, FixedWord.Choice choice) {}

  Lattice(MecabDictionary dictionary, String characters, List<FixedWord> fixedWords) {
    this.dictionary = dictionary;
    text = characters.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    int bytes = 0;
    for (FixedWord word : fixedWords) {
      bytes += bytes(characters, from, word.start());
      int until = bytes + bytes(characters, word.start(), word.end());
      fixed.put(bytes, new Fixed(until, word.choice()));
      bytes = until;
      from = word.end();
    }
    lastEndingAt = new int[text.length + 1];
    Arrays.fill(lastEndingAt, -1);
  }

  private static int bytes(String characters, int from, int to) {
    return characters.substring(from, to).getBytes(StandardCharsets.UTF_8).length;
  }

  /** The words of the cheapest way, in order. */
  List<Morpheme> words() {
    add(0, 0, 0, 0, 0, 0);
    lastEndingAt[0] = BEGINNING;
    for (int at = 0; at < text.length; at++) {
      if (lastEndingAt[at] >= 0) {
        int first = nodes;
        addWordsAt(at);
        // Of equal ways the one that was found last is taken, as MeCab does.
        for (int node = nodes - 1; node >= first; node--) {
          connect(node);
        }
      }
    }
    int last = nodes;
    add(text.length, text.length, 0, 0, 0, 0);
    connect(last);
    List<Morpheme> words = new ArrayList<>();
    for (int node = before[last]; node != BEGINNING; node = before[node]) {
      words.addFirst(new Morpheme(surface(node), features(node)));
    }
    return words;
  }

  private String surface(int node) {
    return new String(text, start[node], end[node] - start[node], StandardCharsets.UTF_8);
  }

  private String features(int node) {
    String given = features.get(node);
    return given != null
        ? given
        : entry[node] >= 0
            ? dictionary.known().features(entry[node])
            : dictionary.unknown().features(-1 - entry[node]);
  }

  private void connect(int node) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int other = lastEndingAt[start[node]]; other >= 0; other = nextEnding[other]) {
      long sum = cost[other] + dictionary.connections().cost(right[other], left[node]);
      if (sum < least) {
        least = sum;
        best = other;
      }
    }
    before[node] = best;
    cost[node] += least;
    nextEnding[node] = lastEndingAt[end[node]];
    lastEndingAt[end[node]] = node;
  }

  private void addWordsAt(int at) {
    if (fixed.containsKey(at)) {
      addFixed(at, fixed.get(at));
      return;
    }
    Integer nextFixed = fixed.higherKey(at);
    int limit = nextFixed == null ? text.length : nextFixed;
    int first = nodes;
    dictionary
        .known()
        .prefixes(text, at, limit, (length, entries) -> addKnown(at, at + length, entries));
    int type = typeAt(at);
    if (nodes > first && !CharacterTypes.isAlwaysMade(type)) {
      return;
    }
    int second = at + width(at);
    int groupEnd = -1;
    if (CharacterTypes.isGrouped(type)) {
      groupEnd = groupEnd(second, limit, type);
      if (groupEnd >= 0) {
        addUnknown(at, groupEnd, type);
      }
    }
    int until = second;
    for (int i = 1; i <= CharacterTypes.lengths(type) && until != groupEnd; i++) {
      addUnknown(at, until, type);
      if (until == limit || !CharacterTypes.share(type, typeAt(until))) {
        break;
      }
      until += width(until);
    }
    if (nodes == first) {
      addUnknown(at, second, type);
    }
  }

  /** Where a run of characters ends, each of a type with the one before; -1: it is too long. */
  private int groupEnd(int from, int limit, int type) {
    int until = from;
    int last = type;
    int count = 0;
    while (until < limit && CharacterTypes.share(last, typeAt(until))) {
      last = typeAt(until);
      until += width(until);
      count++;
    }
    return count <= LONGEST_GROUP ? until : -1;
  }

  /** Its entries, or those of an unknown word, as they are chosen. */
  private void addFixed(int at, Fixed word) {
    int first = nodes;
    addKnown(at, word.end(), dictionary.known().find(Arrays.copyOfRange(text, at, word.end())));
    if (nodes == first) {
      addUnknown(at, word.end(), typeAt(at));
    }
    int end = nodes;
    List<String> chosen =
        word.choice().features(IntStream.range(first, end).mapToObj(this::features).toList());
    nodes = first;
    for (int node = first; node < end; node++) {
      String given = chosen.get(node - first);
      if (given != null) {
        features.put(nodes, given);
        add(at, word.end(), left[node], right[node], (int) cost[node], entry[node]);
      }
    }
  }

  private void addKnown(int from, int to, WordTable.Entries entries) {
    WordTable table = dictionary.known();
    for (int i = entries.first(); i < entries.first() + entries.count(); i++) {
      add(from, to, table.left(i), table.right(i), table.cost(i), i);
    }
  }

  private void addUnknown(int from, int to, int type) {
    WordTable table = dictionary.unknown();
    WordTable.Entries entries = dictionary.unknownByType().get(CharacterTypes.mainType(type));
    for (int i = entries.first(); i < entries.first() + entries.count(); i++) {
      add(from, to, table.left(i), table.right(i), table.cost(i), -1 - i);
    }
  }

  private void add(int from, int to, int leftId, int rightId, int wordCost, int number) {
    if (nodes == start.length) {
      int size = 2 * nodes;
      start = Arrays.copyOf(start, size);
      end = Arrays.copyOf(end, size);
      left = Arrays.copyOf(left, size);
      right = Arrays.copyOf(right, size);
      cost = Arrays.copyOf(cost, size);
      entry = Arrays.copyOf(entry, size);
      before = Arrays.copyOf(before, size);
      nextEnding = Arrays.copyOf(nextEnding, size);
    }
    start[nodes] = from;
    end[nodes] = to;
    left[nodes] = leftId;
    right[nodes] = rightId;
    cost[nodes] = wordCost;
    entry[nodes] = number;
    nextEnding[nodes] = -1;
    nodes++;
  }

  private int width(int at) {
    int b = text[at] & 0xff;
    return b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
  }

  private int typeAt(int at) {
    int b = text[at] & 0xff;
    return dictionary
        .types()
        .of(
            switch (width(at)) {
              case 1 -> b;
              case 2 -> (b & 0x1f) << 6 | (text[at + 1] & 0x3f);
              case 3 -> (b & 0xf) << 12 | (text[at + 1] & 0x3f) << 6 | (text[at + 2] & 0x3f);
              default -> Character.MIN_SUPPLEMENTARY_CODE_POINT; // told no further
            });
  }
}

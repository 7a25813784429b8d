package io.github.sovits4j.text.english;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * Learns the weights of {@link PartOfSpeechTagger}.
 *
 * <p>Two sorts of sentences teach it: those of a treebank, whose every word is tagged, and those of
 * a list of homographs, of which only one word is labelled, and only as a verb or not. For the
 * latter the best tag that agrees with the label is taken as true, and only that word is learnt
 * from.
 *
 * <p>Arguments: the treebank (CoNLL-U), the sentences to leave out of it (CoNLL-U, those of its
 * test and development parts), the homographs to learn (TSV), those to measure (TSV), the file to
 * write.
 */
public final class TaggerTrainer {

  private static final int ROUNDS = 6;
  private static final int SCALE = 4;

  private final List<String> tags = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Weights> model = new HashMap<>(1 << 19);
  private int step;

  private static final class Weights {
    float[] value;
    float[] total;
    int[] stamp;

    Weights(int tags) {
      value = new float[tags];
      total = new float[tags];
      stamp = new int[tags];
    }
  }

  private record Sentence(List<String> words, List<String> tags) {}

  private record Labelled(String homograph, List<String> words, int index, String label) {}

  private TaggerTrainer() {}

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    new TaggerTrainer().run(args);
  }

  private void run(String[] args) throws IOException {
    Set<String> held = new HashSet<>();
    List<Sentence> heldOut = new ArrayList<>();
    for (Sentence sentence : treebank(Path.of(args[1]))) {
      held.add(String.join(" ", sentence.words()));
      heldOut.add(sentence);
    }
    List<Sentence> sentences = new ArrayList<>();
    for (Sentence sentence : treebank(Path.of(args[0]))) {
      if (!held.contains(String.join(" ", sentence.words()))) {
        sentences.add(sentence);
      }
    }
    Set<String> all = new TreeSet<>();
    sentences.forEach(s -> all.addAll(s.tags()));
    tags.addAll(all);
    for (int i = 0; i < tags.size(); i++) {
      numbers.put(tags.get(i), i);
    }
    List<Labelled> labelled = homographs(Path.of(args[2]));
    List<Labelled> measured = homographs(Path.of(args[3]));
    System.out.printf(
        "%d sentences, %d held out, %d homographs, %d measured, %d tags%n",
        sentences.size(), heldOut.size(), labelled.size(), measured.size(), tags.size());
    List<Object> lessons = new ArrayList<>(sentences);
    lessons.addAll(labelled);
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(lessons, random);
      int right = 0;
      int seen = 0;
      for (Object lesson : lessons) {
        if (lesson instanceof Sentence s) {
          right += learn(s);
          seen += s.words().size();
        } else if (round > 0) {
          learn((Labelled) lesson);
        }
      }
      System.out.printf("round %d: %.4f of %d words%n", round + 1, (double) right / seen, seen);
    }
    PartOfSpeechTagger tagger = average(Path.of(args[4]));
    measure(tagger, heldOut, measured);
  }

  private int learn(Sentence sentence) {
    int right = 0;
    String before = "-START-";
    String earlier = "-START-";
    for (int i = 0; i < sentence.words().size(); i++) {
      List<String> features = features(sentence.words(), i, before, earlier);
      int guess = best(features, tag -> true);
      int truth = numbers.get(sentence.tags().get(i));
      right += guess == truth ? 1 : 0;
      update(features, truth, guess);
      earlier = before;
      before = tags.get(guess);
    }
    return right;
  }

  private void learn(Labelled labelled) {
    String before = "-START-";
    String earlier = "-START-";
    for (int i = 0; i <= labelled.index(); i++) {
      List<String> features = features(labelled.words(), i, before, earlier);
      int guess = best(features, tag -> true);
      if (i == labelled.index()) {
        Predicate<String> agrees = tag -> agrees(labelled.label(), tag);
        if (!agrees.test(tags.get(guess))) {
          update(features, best(features, agrees), guess);
        } else {
          step++;
        }
      }
      earlier = before;
      before = tags.get(guess);
    }
  }

  /** Whether a tag agrees with the label of a homograph. */
  static boolean agrees(String label, String tag) {
    boolean verb = tag.startsWith("V");
    boolean open = verb || tag.startsWith("N") || tag.startsWith("J") || tag.startsWith("R");
    if (!open) {
      return false;
    }
    return switch (label) {
      case "read_past" -> tag.equals("VBD") || tag.equals("VBN");
      case "read_present" -> tag.equals("VB") || tag.equals("VBP");
      case "content_nou" -> tag.startsWith("NN");
      case "content_adj-nou-vrb" -> !tag.startsWith("NN");
      case "invalid_adj", "minute_adj" -> tag.startsWith("J");
      case "invalid_nou", "minute" -> tag.startsWith("N");
      default -> label.endsWith("_vrb") == verb;
    };
  }

  private static List<String> features(List<String> words, int i, String before, String earlier) {
    List<String> features = new ArrayList<>(16);
    PartOfSpeechTagger.features(words, i, before, earlier, features::add);
    return features;
  }

  private int best(List<String> features, Predicate<String> allowed) {
    float[] scores = new float[tags.size()];
    for (String feature : features) {
      Weights weights = model.get(feature);
      for (int tag = 0; weights != null && tag < scores.length; tag++) {
        scores[tag] += weights.value[tag];
      }
    }
    int best = -1;
    for (int tag = 0; tag < scores.length; tag++) {
      if (allowed.test(tags.get(tag)) && (best < 0 || scores[tag] > scores[best])) {
        best = tag;
      }
    }
    return best;
  }

  private void update(List<String> features, int truth, int guess) {
    step++;
    if (truth == guess) {
      return;
    }
    for (String feature : features) {
      Weights weights = model.computeIfAbsent(feature, f -> new Weights(tags.size()));
      change(weights, truth, 1);
      change(weights, guess, -1);
    }
  }

  private void change(Weights weights, int tag, float by) {
    weights.total[tag] += (step - weights.stamp[tag]) * weights.value[tag];
    weights.stamp[tag] = step;
    weights.value[tag] += by;
  }

  private PartOfSpeechTagger average(Path file) throws IOException {
    Map<String, byte[]> kept = new TreeMap<>();
    model.forEach(
        (feature, weights) -> {
          java.io.ByteArrayOutputStream pairs = new java.io.ByteArrayOutputStream();
          for (int tag = 0; tag < tags.size(); tag++) {
            change(weights, tag, 0);
            int weight = Math.round(SCALE * weights.total[tag] / step);
            if (weight != 0) {
              pairs.write(tag);
              pairs.write(Math.clamp(weight, -127, 127));
            }
          }
          if (pairs.size() > 0) {
            kept.put(feature, pairs.toByteArray());
          }
        });
    try (DataOutputStream out =
        new DataOutputStream(
            new GZIPOutputStream(Files.newOutputStream(file)) {
              {
                def.setLevel(9);
              }
            })) {
      out.writeUTF(String.join(" ", tags));
      out.writeInt(kept.size());
      for (Map.Entry<String, byte[]> entry : kept.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeByte(entry.getValue().length / 2);
        out.write(entry.getValue());
      }
    }
    System.out.println(kept.size() + " features, " + Files.size(file) + " bytes");
    return new PartOfSpeechTagger(tags, kept);
  }

  private static void measure(
      PartOfSpeechTagger tagger, List<Sentence> heldOut, List<Labelled> measured) {
    int right = 0;
    int words = 0;
    for (Sentence sentence : heldOut) {
      List<String> found = tagger.tags(sentence.words());
      for (int i = 0; i < found.size(); i++) {
        right += found.get(i).equals(sentence.tags().get(i)) ? 1 : 0;
        words++;
      }
    }
    System.out.printf("held-out words: %.4f of %d%n", (double) right / words, words);
    Map<String, int[]> byWord = new TreeMap<>();
    int good = 0;
    for (Labelled labelled : measured) {
      String tag = tagger.tags(labelled.words()).get(labelled.index());
      boolean agrees = agrees(labelled.label(), tag);
      good += agrees ? 1 : 0;
      int[] counts = byWord.computeIfAbsent(labelled.homograph(), w -> new int[2]);
      counts[agrees ? 0 : 1]++;
    }
    System.out.printf("homographs: %.4f of %d%n", (double) good / measured.size(), measured.size());
    byWord.forEach(
        (word, counts) -> {
          if (counts[1] > 1) {
            System.out.println(
                "  " + word + " " + counts[1] + " of " + (counts[0] + counts[1]) + " wrong");
          }
        });
  }

  private static List<Sentence> treebank(Path file) throws IOException {
    List<Sentence> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 10 && fields[0].chars().allMatch(Character::isDigit)) {
        words.add(fields[1].replace('’', '\'').replace(' ', '_'));
        tags.add(fields[4]);
      } else if (line.isBlank() && !words.isEmpty()) {
        sentences.add(new Sentence(List.copyOf(words), List.copyOf(tags)));
        words.clear();
        tags.clear();
      }
    }
    return sentences;
  }

  private static List<Labelled> homographs(Path file) throws IOException {
    List<Labelled> found = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] fields = line.split("\t", -1);
      String label = unquoted(fields[1]);
      if (label.equals("wordid") || !isTold(label)) {
        continue;
      }
      byte[] sentence = unquoted(fields[2]).getBytes(StandardCharsets.UTF_8);
      int start = Integer.parseInt(fields[3]);
      int end = Integer.parseInt(fields[4]);
      if (end > sentence.length) {
        continue;
      }
      List<String> words = tokens(new String(sentence, 0, start, StandardCharsets.UTF_8));
      int index = words.size();
      words.add(new String(sentence, start, end - start, StandardCharsets.UTF_8));
      words.addAll(
          tokens(new String(sentence, end, sentence.length - end, StandardCharsets.UTF_8)));
      found.add(new Labelled(unquoted(fields[0]), List.copyOf(words), index, label));
    }
    return found;
  }

  /**
   * Whether the part of speech tells the label: lead the metal and bass the fish are of another
   * kind.
   */
  private static boolean isTold(String label) {
    Set<String> other =
        Set.of(
            "lead",
            "bass",
            "bow",
            "row",
            "sow",
            "dove",
            "wound",
            "polish",
            "axes",
            "moped",
            "august",
            "bologna",
            "celtic",
            "job",
            "jesus",
            "mate",
            "mobile",
            "nestle",
            "ravel",
            "reading",
            "rodeo",
            "sake",
            "buffet",
            "pasty",
            "resume",
            "expose",
            "intrigue",
            "correlate",
            "recount",
            "aged",
            "blessed",
            "learned");
    return !other.contains(label.replaceFirst("_.*", ""))
        && (label.indexOf('_') > 0
            || label.equals("minute")
            || label.equals("transform")
            || label.equals("compress"));
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    java.util.regex.Matcher token =
        java.util.regex.Pattern.compile(
                "[\\p{L}\\p{N}]+(?:['’.-][\\p{L}\\p{N}]+)*|[^\\s\\p{L}\\p{N}]")
            .matcher(text);
    while (token.find()) {
      tokens.addAll(PartOfSpeechTagger.parts(token.group().replace('’', '\'')));
    }
    return tokens;
  }

  private static String unquoted(String field) {
    return field.length() > 1 && field.startsWith("\"")
        ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
        : field;
  }
}

package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.encoders.PhoneFeatures;
import io.github.sovits4j.text.ChineseSpan;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text features of the Chinese in sentences: all of it is read at once, what occurs twice only
 * once. Phones of other languages have zeros. Belongs to the device thread.
 */
final class TextFeatures {

  private static final System.Logger LOG = System.getLogger(TextFeatures.class.getName());

  private static final int WIDTH = Text2SemanticConfig.BERT_DIM;

  private final Encoders encoders;
  private boolean missed; // that the text encoder is not there was said

  TextFeatures(Encoders encoders) {
    this.encoders = encoders;
  }

  /**
   * Reads sentences.
   *
   * @return for each {@code [1024, phones]}, row-major, or null where there is no Chinese, or no
   *     encoder for it, which is logged
   */
  List<float[]> of(List<Sentence> sentences) {
    boolean chinese = sentences.stream().anyMatch(sentence -> !sentence.chinese().isEmpty());
    if (chinese && !encoders.has(EncoderKind.BERT)) {
      sayThatItIsMissing();
      chinese = false;
    }
    Map<String, float[]> rows = chinese ? read(sentences) : Map.of();
    List<float[]> features = new ArrayList<>();
    for (Sentence sentence : sentences) {
      features.add(rows.isEmpty() || sentence.chinese().isEmpty() ? null : of(sentence, rows));
    }
    return features;
  }

  private void sayThatItIsMissing() {
    if (!missed) {
      missed = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "Chinese is spoken without the text features that the model was trained with: the {0} is"
              + " not there. Upstream publishes it as {1}; convert it into the model''s folder.",
          EncoderKind.BERT.label(),
          EncoderKind.BERT.published());
    }
  }

  private Map<String, float[]> read(List<Sentence> sentences) {
    Set<String> pieces = new LinkedHashSet<>();
    for (Sentence sentence : sentences) {
      sentence.chinese().forEach(span -> pieces.addAll(pieces(span.text())));
    }
    List<String> texts = List.copyOf(pieces);
    List<float[]> read = encoders.read(texts);
    Map<String, float[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      rows.put(texts.get(i), read.get(i));
    }
    return rows;
  }

  /** A text longer than the encoder can read is read in pieces. */
  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int most = encoders.mostCharacters();
    for (int at = 0; at < text.length(); at += most) {
      pieces.add(text.substring(at, Math.min(text.length(), at + most)));
    }
    return pieces;
  }

  private float[] of(Sentence sentence, Map<String, float[]> rows) {
    int phones = sentence.ids().length;
    float[] features = new float[WIDTH * phones];
    for (ChineseSpan span : sentence.chinese()) {
      int at = span.firstPhone();
      int character = 0;
      for (String piece : pieces(span.text())) {
        int[] counts = new int[piece.length()];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = span.phonesPerCharacter().get(character++);
        }
        float[] part = PhoneFeatures.of(rows.get(piece), WIDTH, counts);
        int n = part.length / WIDTH;
        for (int i = 0; i < WIDTH; i++) {
          System.arraycopy(part, i * n, features, i * phones + at, n);
        }
        at += n;
      }
    }
    return features;
  }

  /**
   * Features side by side.
   *
   * @param first {@code [1024, phones]}, or null: zeros
   * @param second {@code [1024, phones]}, or null: zeros
   * @return {@code [1024, phones of both]}, or null where both are
   */
  static float[] joined(float[] first, int firstPhones, float[] second, int secondPhones) {
    if (first == null && second == null) {
      return null;
    }
    int all = firstPhones + secondPhones;
    float[] joined = new float[WIDTH * all];
    for (int i = 0; i < WIDTH; i++) {
      if (first != null) {
        System.arraycopy(first, i * firstPhones, joined, i * all, firstPhones);
      }
      if (second != null) {
        System.arraycopy(second, i * secondPhones, joined, i * all + firstPhones, secondPhones);
      }
    }
    return joined;
  }
}

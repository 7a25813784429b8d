package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.text.ChineseSpan;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.SovitsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which phones get which features, whatever stands beside them. */
class TextFeaturesTest {

  private static final int WIDTH = 1024;

  @TempDir Path folder;

  private static ChineseSpan span(int firstPhone, String text) {
    List<Integer> phones = new ArrayList<>();
    text.chars().forEach(c -> phones.add(c == '.' ? 1 : 2));
    return new ChineseSpan(firstPhone, text, phones);
  }

  private static Sentence sentence(int phones, ChineseSpan... chinese) {
    return new Sentence("", "", List.of(), new int[phones], List.of(), List.of(chinese));
  }

  private static float[] columns(float[] features, int from, int n) {
    int all = features.length / WIDTH;
    float[] columns = new float[WIDTH * n];
    for (int i = 0; i < WIDTH; i++) {
      System.arraycopy(features, i * all + from, columns, i * n, n);
    }
    return columns;
  }

  @Test
  void chineseHasFeaturesWhereItStandsAndTheRestZeros() {
    EncoderSynthesizer.write(folder, List.of(BertConfig.tiny(400)), 3, false);
    SovitsConfig sovits = SovitsConfig.tiny(ModelVersion.V2);
    try (Backend backend = Backends.open("reference");
        Encoders encoders =
            new Encoders(backend, StoragePolicy.F32, EncoderFolder.of(folder), sovits)) {
      TextFeatures features = new TextFeatures(encoders);
      String text = "一丁.";
      String longText = "丂七丄".repeat(30) + "."; // more than the encoder reads at once
      List<float[]> all =
          features.of(
              List.of(
                  sentence(5, span(0, text)),
                  sentence(4),
                  sentence(12, span(2, text), span(7, text)),
                  sentence(181, span(0, longText))));
      float[] alone = all.get(0);
      assertNull(all.get(1));
      float[] mixed = all.get(2);
      assertArrayEquals(alone, columns(mixed, 2, 5), 2e-5f);
      assertArrayEquals(alone, columns(mixed, 7, 5), 2e-5f);
      assertArrayEquals(new float[2 * WIDTH], columns(mixed, 0, 2), "before");
      float[] split = all.get(3);
      int most = encoders.mostCharacters(); // characters of the first piece
      float[] first =
          features.of(List.of(sentence(2 * most, span(0, longText.substring(0, most))))).getFirst();
      assertArrayEquals(first, columns(split, 0, 2 * most), 2e-5f);
      assertArrayEquals(columns(alone, 0, 1), columns(alone, 1, 1), "phones of one character");
    }
  }

  /** Sentences are read together, each as if alone; what is asked about has one of its readings. */
  @Test
  void readingsComeFromTheNetworkWhereItIs() {
    PolyphoneConfig config = new PolyphoneConfig(new BertConfig(400, 32, 2, 4, 48, 24), 20, 30);
    EncoderSynthesizer.write(folder, List.of(config), 3, false);
    SovitsConfig sovits = SovitsConfig.tiny(ModelVersion.V2);
    String sentence = "丁七" + "丈三上下".repeat(9) + "水."; // more than the network reads at once
    try (Backend backend = Backends.open("reference");
        Encoders encoders =
            new Encoders(backend, StoragePolicy.F32, EncoderFolder.of(folder), sovits)) {
      Map<String, List<String>> together = encoders.readings(List.of("七.", sentence));
      assertEquals(encoders.readings(List.of(sentence)).get(sentence), together.get(sentence));
      List<String> read = together.get(sentence);
      assertEquals(sentence.length(), read.size());
      assertTrue(List.of("fa1", "da1").contains(read.get(1)), read::toString);
      assertEquals(List.of("shui3", "."), read.subList(38, 40), "by dictionary");
    }
  }

  @Test
  void withoutTheEncoderThereAreNone() {
    SovitsConfig sovits = SovitsConfig.tiny(ModelVersion.V2);
    try (Backend backend = Backends.open("reference");
        Encoders encoders = new Encoders(backend, StoragePolicy.F32, null, sovits)) {
      List<float[]> features = new TextFeatures(encoders).of(List.of(sentence(5, span(0, "一丁."))));
      assertNull(features.getFirst());
    }
  }

  @Test
  void joinedStandSideBySide() {
    assertNull(TextFeatures.joined(null, 2, null, 3));
    float[] ones = new float[2 * WIDTH];
    java.util.Arrays.fill(ones, 1);
    float[] joined = TextFeatures.joined(ones, 2, null, 3);
    assertEquals(5 * WIDTH, joined.length);
    assertArrayEquals(ones, columns(joined, 0, 2));
    assertArrayEquals(new float[3 * WIDTH], columns(joined, 2, 3));
    assertArrayEquals(ones, columns(TextFeatures.joined(null, 3, ones, 2), 3, 2));
  }
}

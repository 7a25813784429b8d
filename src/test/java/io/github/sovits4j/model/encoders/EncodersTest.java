package io.github.sovits4j.model.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What recordings of single texts and sounds do not show: batches, lengths, limits, mistakes. */
class EncodersTest {

  private static final BertConfig BERT = new BertConfig(50, 32, 2, 4, 48, 24);

  private static Bert bert(Backend backend) {
    SyntheticWeights weights = new SyntheticWeights("bert", BERT.tensorShapes(), 4);
    return new Bert(backend, weights, BERT, StoragePolicy.F32);
  }

  private static int[] text(int tokens) {
    return IntStream.range(0, tokens).map(i -> (i * 7 + tokens) % 50).toArray();
  }

  /** Eleven texts of 1 to 24 tokens, in no order: two batches, padded on the left. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void aTextOfABatchIsReadAsIfAlone(String name) {
    List<int[]> texts = new ArrayList<>();
    for (int tokens : new int[] {5, 1, 24, 3, 3, 17, 8, 2, 24, 9, 4}) {
      texts.add(text(tokens));
    }
    try (Backend backend = Backends.open(name);
        Bert bert = bert(backend)) {
      List<float[]> together = bert.features(texts);
      assertEquals(texts.size(), together.size());
      for (int i = 0; i < texts.size(); i++) {
        float[] alone = bert.features(List.of(texts.get(i))).getFirst();
        assertEquals(texts.get(i).length * BERT.hidden(), alone.length);
        assertArrayEquals(alone, together.get(i), 2e-5f, "text " + i);
      }
    }
  }

  @Test
  void textsBeyondTheTablesAreRefused() {
    try (Backend backend = Backends.open("reference");
        Bert bert = bert(backend)) {
      for (int[] wrong : new int[][] {{}, new int[25], {50}, {-1}}) {
        assertThrows(IllegalArgumentException.class, () -> bert.features(List.of(wrong)));
      }
    }
  }

  @Test
  void hubertGivesAFrameFor320Samples() {
    HubertConfig config = HubertConfig.tiny(16);
    SyntheticWeights weights = new SyntheticWeights("hubert", config.tensorShapes(), 4);
    try (Backend backend = Backends.open("reference");
        Hubert hubert = new Hubert(backend, weights, config)) {
      for (int samples : new int[] {400, 719, 720, 5000}) {
        int frames = (samples - 400) / 320 + 1;
        assertEquals(frames, config.frames(samples));
        float[] features = hubert.features(sound(samples));
        assertEquals(frames * 16, features.length, samples + " samples");
      }
      assertEquals(179, HubertConfig.full().frames(48000 + 9600));
      assertThrows(IllegalArgumentException.class, () -> hubert.features(new float[399]));
    }
  }

  /** Its loudness cancels, so that a quiet recording is heard as a loud one is. */
  @Test
  void hubertHearsQuietSpeechAsLoudSpeech() {
    HubertConfig config = HubertConfig.tiny(16);
    SyntheticWeights weights = new SyntheticWeights("hubert", config.tensorShapes(), 4);
    float[] loud = sound(4000);
    float[] louder = loud.clone();
    for (int i = 0; i < louder.length; i++) {
      louder[i] *= 8;
    }
    try (Backend backend = Backends.open("reference");
        Hubert hubert = new Hubert(backend, weights, config)) {
      assertArrayEquals(hubert.features(loud), hubert.features(louder), 2e-2f);
    }
  }

  @Test
  void theSpeakerNetworkTakesAnyLength() {
    SpeakerNetworkConfig config = SpeakerNetworkConfig.tiny();
    SyntheticWeights weights = new SyntheticWeights("sv", config.tensorShapes(), 4);
    try (Backend backend = Backends.open("reference");
        SpeakerNetwork network = new SpeakerNetwork(backend, weights, config)) {
      for (int frames : new int[] {1, 2, 3, 8, 9, 37}) {
        float[] bank = new float[frames * config.bands()];
        for (int i = 0; i < bank.length; i++) {
          bank[i] = (float) Math.sin(i * 0.37);
        }
        float[] embedding = network.embedding(bank);
        assertEquals(320, embedding.length);
        assertArrayEquals(embedding, network.embedding(bank), "again");
      }
      assertThrows(IllegalArgumentException.class, () -> network.embedding(new float[79]));
    }
    assertEquals(20480, SpeakerNetworkConfig.full().embedding());
  }

  private static float[] sound(int samples) {
    float[] x = new float[samples];
    for (int i = 0; i < samples; i++) {
      x[i] = (float) (0.2 * Math.sin(i * 0.05 + Math.sin(i * 0.003)) + 0.01 * Math.sin(i * 1.7));
    }
    return x;
  }

  @Test
  void charactersAreTokens() {
    Vocabulary vocabulary = new Vocabulary(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "好", "!"));
    assertArrayEquals(new int[] {2, 4, 1, 5, 3}, vocabulary.tokens("好天!"));
    assertArrayEquals(new int[] {2, 3}, vocabulary.tokens(""));
    String message =
        assertThrows(UserException.class, () -> new Vocabulary(List.of("[UNK]", "[CLS]")))
            .getMessage();
    assertTrue(message.contains("[SEP]"), message);
  }

  @Test
  void phonesHaveTheFeaturesOfTheirCharacters() {
    float[] rows = {9, 9, 1, 2, 3, 4, 9, 9}; // ends, and two characters of width 2
    assertArrayEquals(new float[] {1, 1, 3, 2, 2, 4}, PhoneFeatures.of(rows, 2, new int[] {2, 1}));
    assertArrayEquals(new float[] {3, 4}, PhoneFeatures.of(rows, 2, new int[] {0, 1}));
    assertThrows(IllegalArgumentException.class, () -> PhoneFeatures.of(rows, 2, new int[] {1}));
  }
}

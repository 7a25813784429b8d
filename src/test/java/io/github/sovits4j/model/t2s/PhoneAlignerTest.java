package io.github.sovits4j.model.t2s;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.audio.FilterBank;
import io.github.sovits4j.audio.Resampler;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.fixtures.FliteTimes;
import io.github.sovits4j.fixtures.Listener;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.Hubert;
import io.github.sovits4j.model.sovits.QuantiserRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.Word;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When S1 says that phones are spoken. */
class PhoneAlignerTest {

  private static final Path VOICE = Path.of("weights/demo-voice");
  private static final Path SENTENCES = Path.of("src/test/resources/listening/held-out.txt");
  private static final double SECONDS_PER_CODE = 0.04;

  @TempDir Path folder;

  private static TextAttention attention(String name, int prompted) {
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    SyntheticWeights weights = new SyntheticWeights("s1", config.tensorShapes(), 4);
    try (Backend backend = Backends.open(name);
        Text2Semantic network = new Text2Semantic(backend, weights, config)) {
      int[] phones = {5, 300, 21, 7, 7, 90, 1};
      float[] features = new float[Text2SemanticConfig.BERT_DIM * phones.length];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) Math.sin(i * 0.1);
      }
      Prompt prompt = new Prompt(phones, features, new int[prompted], 0);
      return new PhoneAligner(network)
          .attention(prompt, new int[] {3, 1, 4, 1, 5, 9, 2, 6}, prompted == 0 ? 7 : 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "opencl", "tornado"})
  void everyBackendSeesTheSame(String name) {
    Skip.unless(
        Backends.providers().stream().anyMatch(p -> p.name().equals(name) && p.missing().isEmpty()),
        "no " + name + " here");
    for (int prompted : new int[] {0, 3}) {
      List<TextAttention.Layer> expected = attention("reference", prompted).layers();
      List<TextAttention.Layer> got = attention(name, prompted).layers();
      assertEquals(expected.size(), got.size());
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(
            8 * Text2SemanticConfig.tiny(ModelVersion.V2).hiddenDim(),
            expected.get(i).queries().length);
        assertArrayEquals(expected.get(i).queries(), got.get(i).queries(), 1e-4f, "layer " + i);
        assertArrayEquals(expected.get(i).keys(), got.get(i).keys(), 1e-4f, "layer " + i);
      }
    }
  }

  /**
   * flite says when it speaks each phone. What it says is heard, made codes of, and S1 is asked
   * when the words were spoken: half of them within 30 ms, nine of ten within 100.
   */
  @Test
  void theDemoVoiceKnowsWhenFliteSaysWords() throws IOException {
    Skip.unless(Files.isDirectory(VOICE), "no demo voice");
    Skip.unless(Listener.runs("flite"), "no flite (Debian, Ubuntu: apt-get install flite)");
    TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
    List<Double> errors = new ArrayList<>();
    try (Backend backend = Backends.open("simd");
        ModelFolder model = ModelFolder.open(VOICE);
        EncoderFolder.Encoder encoder =
            EncoderFolder.of(VOICE.resolve("encoders")).open(EncoderKind.HUBERT);
        Hubert hubert = new Hubert(backend, encoder.weights(), (HubertConfig) encoder.config());
        QuantiserRunner quantiser = new QuantiserRunner(backend, model.sovits());
        Text2Semantic network =
            new Text2Semantic(
                backend, model.t2s(), model.text2SemanticConfig(), StoragePolicy.F32)) {
      for (String text : Files.readAllLines(SENTENCES).subList(0, 12)) {
        Sentence sentence = frontend.analyse(text, "en", CutMethod.CUT0).getFirst();
        Path wav = folder.resolve("flite.wav");
        List<OptionalDouble> said = FliteTimes.starts("slt", text, sentence.phones(), wav);
        Waveform sound = new WavReader(60).read(wav);
        float[] heard =
            new Resampler(sound.sampleRate(), FilterBank.SAMPLE_RATE).resample(sound.channel(0));
        int[] codes = quantiser.codes(hubert.features(heard));
        int[] ids = sentence.ids();
        int[] starts =
            new PhoneAligner(network)
                .attention(new Prompt(ids, null, new int[0], 0), codes, ids.length)
                .starts();
        for (Word word : sentence.words().subList(1, sentence.words().size())) {
          said.get(word.firstPhone())
              .ifPresent(
                  second ->
                      errors.add(Math.abs(starts[word.firstPhone()] * SECONDS_PER_CODE - second)));
        }
      }
    }
    Collections.sort(errors);
    String all = errors.toString();
    assertTrue(errors.size() > 50, all);
    assertTrue(errors.get(errors.size() / 2) < 0.03, all);
    assertTrue(errors.get(errors.size() * 9 / 10) < 0.1, all);
  }
}

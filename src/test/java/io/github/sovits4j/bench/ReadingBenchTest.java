package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks of reading and of encoders: what they print is what was measured. */
class ReadingBenchTest {

  @Test
  void readingIsMeasuredLanguageByLanguage() {
    List<FrontEndBench.Reading> readings =
        FrontEndBench.run(List.of(SampleText.EN, SampleText.MIXED), 3);
    assertEquals(2, readings.size());
    for (FrontEndBench.Reading reading : readings) {
      assertTrue(reading.sentence().min() > 0, reading::toString);
      assertEquals(3, reading.sentence().runs());
      assertTrue(reading.firstSeconds() >= reading.firstProcessor() / 2, reading::toString);
    }
    StringWriter printed = new StringWriter();
    FrontEndBench.print(readings, new PrintWriter(printed));
    assertEquals(4, printed.toString().lines().count(), printed::toString);
    assertTrue(printed.toString().contains("| mixed |"), printed::toString);
  }

  @Test
  void aTextHasAsManySentencesAsAskedFor() {
    for (SampleText text : SampleText.values()) {
      assertEquals(5, text.sentences().size());
      assertEquals(
          7,
          text.text(7).split(text == SampleText.EN || text == SampleText.KO ? "[.]" : "。").length);
    }
  }

  @Test
  void encodersAreMeasured(@TempDir Path folder) {
    Path model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        3,
        false);
    Path encoders = folder.resolve("encoders");
    EncoderSynthesizer.write(
        encoders, List.of(HubertConfig.tiny(64), BertConfig.tiny(400)), 5, false);
    EncoderBench.Encoding encoding =
        EncoderBench.run(model, encoders, StoragePolicy.F32, () -> Backends.open("reference"), 2);
    assertTrue(encoding.firstVoice() > 0 && encoding.voice().min() > 0, encoding::toString);
    assertTrue(encoding.together().min() > 0 && encoding.oneByOne().min() > 0, encoding::toString);
    StringWriter printed = new StringWriter();
    EncoderBench.print(encoding, new PrintWriter(printed));
    assertEquals(9, printed.toString().lines().count(), printed::toString);
    assertTrue(encoding.onceEach().min() > 0, encoding::toString);
  }
}

package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences that are heard in chunks while S1 still draws them. */
@Timeout(180)
class ChunkedSpeechTest {

  private static final SamplerSettings GREEDY = new SamplerSettings(1, 1, 1, 1.35f);

  /** All codes are about as likely, and so is the end. */
  private static final SamplerSettings FLAT = new SamplerSettings(1025, 1, 100, 1);

  private static final Chunking EVEN = new Chunking(false, 8, 8, 4);
  private static final Chunking GROWING = new Chunking(true, 8, 32, 4);

  private static final String TEXT =
      "Two sheep and a dog. What is it? Three men in a boat, to say nothing of the dog. Go!";

  @TempDir static Path folder;

  private static Path model;
  private static Pipeline pipeline;
  private static VoiceData voice;

  @BeforeAll
  static void open() {
    model = folder.resolve("model");
    ModelVersion version = ModelVersion.V2;
    ModelSynthesizer.write(
        model, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), 11, false);
    pipeline = Pipeline.open(model, () -> Backends.open("simd"), StoragePolicy.F32);
    voice = pipeline.voice(List.of(ReferenceAudio.of(Tone.falling())));
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  private static Utterance utterance(String text) {
    return Utterance.of(text, voice)
        .cut(CutMethod.CUT5)
        .seed(5)
        .maxSeconds(3)
        .sampling(GREEDY)
        .retries(0);
  }

  private static float[] samples(Spoken spoken) {
    return spoken.audio().channel(0);
  }

  private static List<Integer> codes(Spoken spoken) {
    return spoken.sentences().stream().map(SpokenSentence::codes).toList();
  }

  /** The last chunk of a sentence knows all codes, so it is the end of the whole sentence. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl", "tornado"})
  void codesAreThoseOfTheWholeAndSoIsTheLastChunk(String backend) {
    try (Pipeline own = Pipeline.open(model, () -> Backends.open(backend), StoragePolicy.F32)) {
      Utterance utterance = utterance(TEXT).maxSeconds(1.5);
      Spoken whole = own.speak(utterance);
      List<SpokenPart> parts = new ArrayList<>();
      Spoken chunked =
          own.speak(utterance.chunking(EVEN), PipelineListener.NONE, () -> false, parts::add);
      assertEquals(codes(whole), codes(chunked));
      assertEquals(whole.audio().frames(), chunked.audio().frames());
      assertTrue(parts.size() > 2 * whole.sentences().size(), "parts: " + parts.size());
      int sentence = 0;
      for (SpokenPart part : parts) {
        if (part.sentence() != null) {
          float[] expected = whole.sentences().get(sentence++).samples();
          float[] got = part.audio().channel(0);
          int sound = got.length - part.silence().after() - part.silence().before();
          int faded = 2 * 160;
          float[] end = Arrays.copyOfRange(got, faded, sound);
          assertArrayEquals(
              Arrays.copyOfRange(expected, expected.length - end.length, expected.length),
              end,
              backend.equals("reference") ? 0 : 1e-5f);
        }
      }
      assertEquals(whole.sentences().size(), sentence);
    }
  }

  @Test
  void partsAreTheSpeech() {
    for (double speed : new double[] {1, 0.8, 1.7, 4}) {
      Utterance utterance =
          utterance("Hello, [pause 300ms] you there. " + TEXT).speed(speed).chunking(GROWING);
      List<float[]> parts = new ArrayList<>();
      Spoken spoken =
          pipeline.speak(
              utterance,
              PipelineListener.NONE,
              () -> false,
              part -> parts.add(part.audio().channel(0)));
      float[] all = samples(spoken);
      int at = 0;
      for (float[] part : parts) {
        assertArrayEquals(Arrays.copyOfRange(all, at, at + part.length), part);
        at += part.length;
      }
      assertEquals(all.length, at);
      assertEquals(samples(pipeline.speak(utterance.chunking(null))).length, at, "as long");
      assertArrayEquals(all, samples(pipeline.speak(utterance)), "the same again");
    }
  }

  /** Sound of the first chunk is there before S1 has drawn the sentence to its end. */
  @Test
  void theFirstChunkIsHeardWhileTheRestIsDrawn() {
    AtomicInteger drawn = new AtomicInteger();
    AtomicInteger atFirst = new AtomicInteger();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void update(Stage stage, int sentence, int sentences, int codes) {
            if (stage == Stage.DECODE) {
              drawn.set(codes);
            }
            if (stage == Stage.PRIOR) {
              atFirst.compareAndSet(0, drawn.get());
            }
          }
        };
    Spoken spoken =
        pipeline.speak(
            utterance("Three men in a boat, to say nothing of the dog.")
                .cut(CutMethod.CUT0)
                .chunking(EVEN),
            listener,
            () -> false);
    assertEquals(75, spoken.codes());
    assertEquals(12, atFirst.get(), "codes when S2 began");
    assertTrue(spoken.firstAudio() > 0);
    assertEquals(
        List.of(Stage.TEXT, Stage.PREFILL, Stage.DECODE, Stage.PRIOR, Stage.GENERATOR),
        List.copyOf(spoken.stages().keySet()));
  }

  /** A sentence that ends before its first chunk is what it is whole, to the last bit. */
  @Test
  void shortSentencesAreWhole() {
    Utterance utterance = utterance(TEXT).maxSeconds(0.4);
    assertArrayEquals(
        samples(pipeline.speak(utterance)), samples(pipeline.speak(utterance.chunking(EVEN))));
  }

  @Test
  void inCompanyItIsWhatItIsAlone() throws InterruptedException {
    List<Utterance> utterances = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Utterance one = utterance(TEXT.substring(i * 5)).seed(i).sampling(FLAT).retries(i % 2);
      utterances.add(one.chunking(i % 3 == 0 ? null : i % 3 == 1 ? EVEN : GROWING));
    }
    pipeline.sentencesAtOnce(1);
    List<float[]> alone = utterances.stream().map(u -> samples(pipeline.speak(u))).toList();
    pipeline.sentencesAtOnce(8);
    List<AtomicReference<float[]>> together = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Utterance utterance : utterances) {
      AtomicReference<float[]> sound = new AtomicReference<>();
      together.add(sound);
      threads.add(Thread.startVirtualThread(() -> sound.set(samples(pipeline.speak(utterance)))));
    }
    for (int i = 0; i < threads.size(); i++) {
      threads.get(i).join();
      assertArrayEquals(alone.get(i), together.get(i).get(), "request " + i);
    }
  }

  @Test
  void whatWasHeardIsNotDrawnAgain() {
    SamplerSettings cold = new SamplerSettings(2, 1, 0.01f, 1);
    Utterance utterance =
        utterance("Here we go round the mulberry bush.").maxSeconds(12).sampling(cold).retries(1);
    assertEquals(2, pipeline.speak(utterance).sentences().getFirst().attempts());
    SpokenSentence once = pipeline.speak(utterance.chunking(EVEN)).sentences().getFirst();
    assertEquals(1, once.attempts());
    assertTrue(once.outcome().mendable());
  }

  /** Who ends it within a sentence ends S1, too. */
  @Test
  void cancellingEndsTheDevicesWork() {
    AtomicInteger looks = new AtomicInteger();
    boolean[] cancelled = new boolean[1];
    PipelineListener counting =
        new PipelineListener() {
          @Override
          public void update(Stage stage, int sentence, int sentences, int codes) {
            looks.incrementAndGet();
          }
        };
    Utterance utterance = utterance(TEXT.repeat(3)).chunking(EVEN);
    float[] expected = samples(pipeline.speak(utterance));
    List<SpokenPart> parts = new ArrayList<>();
    assertThrows(
        CancellationException.class,
        () ->
            pipeline.speak(
                utterance,
                counting,
                () -> cancelled[0],
                part -> {
                  parts.add(part);
                  cancelled[0] = true;
                }));
    assertEquals(1, parts.size());
    assertNull(parts.getFirst().sentence(), "within the first sentence");
    assertTrue(looks.get() < 60, "looks at S1 until it stopped: " + looks);
    assertArrayEquals(expected, samples(pipeline.speak(utterance)), "as good as new");
  }
}

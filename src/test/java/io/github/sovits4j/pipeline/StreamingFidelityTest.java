package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.FrameNoise;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.QuietCodes;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far the sound of chunks is from that of whole sentences, beside GPT-SoVITS' own streaming, in
 * a voice that was trained: an encoder that has learned nothing attends to anything.
 */
class StreamingFidelityTest {

  private static final Path DEMO = Path.of("weights", "demo-voice");

  private static final String TEXT =
      "When the last train had left, the old clock above the platform struck twelve, and nobody was"
          + " there to hear it.\n"
          + "She remembers the quiet morning at the station better than I do, for she had waited"
          + " there since the evening before.";

  private static Backend backend;
  private static SovitsRunner sovits;
  private static QuietCodes quiet;
  private static List<DecodeInput> sentences = new ArrayList<>();
  private static List<float[]> whole = new ArrayList<>();

  @BeforeAll
  static void draw() {
    VoiceData voice;
    try (Pipeline pipeline = Pipeline.open(DEMO, () -> Backends.open("simd"), null)) {
      voice =
          pipeline.voice(
              List.of(
                  ReferenceAudio.of(
                      new WavReader(60).read(DEMO.resolve("references").resolve("slt.wav")))));
    }
    backend = Backends.open("simd");
    try (ModelFolder folder = ModelFolder.open(DEMO);
        Text2Semantic network =
            new Text2Semantic(backend, folder.t2s(), folder.text2SemanticConfig());
        Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
      sovits = new SovitsRunner(backend, folder.sovits(), folder.sovitsConfig());
      quiet = QuietCodes.of(folder.t2s(), folder.text2SemanticConfig());
      for (Sentence sentence : TextFrontend.of(SymbolSet.V2).analyse(TEXT, "en", CutMethod.CUT0)) {
        Prompt prompt = new Prompt(sentence.ids(), null, new int[0], 0);
        int[] codes =
            generator
                .generate(List.of(prompt), SamplerSettings.DEFAULT, 1, 600, step -> {})
                .getFirst()
                .codes();
        DecodeInput input = new DecodeInput(codes, sentence.ids(), voice.speaker(), 1, null);
        sentences.add(input);
        whole.add(sovits.decode(input, noise(3).frames(0, input.frames())).samples());
      }
    }
  }

  @AfterAll
  static void close() {
    sovits.close();
    backend.close();
  }

  private static FrameNoise noise(int seed) {
    int inter = sovits.config().inter();
    return (from, frames) -> {
      float[] noise = new float[inter * frames];
      for (int t = 0; t < frames; t++) {
        float[] one = RandomStream.normal(seed, 0, (from + t) * inter, inter);
        for (int c = 0; c < inter; c++) {
          noise[c * frames + t] = one[c];
        }
      }
      return noise;
    };
  }

  /** Sums over samples, of sound and of what it should be. */
  private static final class Distance {
    double difference;
    double power;

    void add(float got, float expected) {
      difference += (double) (got - expected) * (got - expected);
      power += (double) expected * expected;
    }

    double relative() {
      return Math.sqrt(difference / power);
    }
  }

  /**
   * What chunks come to.
   *
   * @param outside distance outside of what is faded
   * @param seams distance in the 40 ms before each seam
   * @param count of seams
   * @param jump from the last sample before a seam to the first behind it, at most
   * @param click how far that is from the whole's at the same place, at most
   * @param usual difference of neighbouring samples that one of a thousand exceeds
   */
  private record Chunked(
      double outside, double seams, int count, double jump, double click, double usual) {}

  private static Chunked chunked(Chunking chunking) {
    int code = 2 * sovits.config().hop();
    Distance outside = new Distance();
    Distance seams = new Distance();
    int count = 0;
    double jump = 0;
    double click = 0;
    List<Double> differences = new ArrayList<>();
    for (int s = 0; s < sentences.size(); s++) {
      DecodeInput sentence = sentences.get(s);
      ChunkedSound sound = new ChunkedSound(chunking, quiet, sentence, sovits.config().hop());
      sound.drawn(sentence.codes(), true);
      List<Integer> places = new ArrayList<>();
      int at = 0;
      while (sound.ready()) {
        boolean last = sound.last();
        float[] piece = sound.made(sovits.decodeTail(sound.tail(), noise(3), () -> {}));
        for (int i = at == 0 ? 0 : code; i < piece.length; i++) {
          outside.add(piece[i], whole.get(s)[at + i]);
          if (!last && i >= piece.length - code) {
            seams.add(piece[i], whole.get(s)[at + i]);
          }
        }
        at += piece.length;
        if (!last) {
          places.add(at);
        }
      }
      float[] all = sound.heard();
      assertEquals(whole.get(s).length, all.length);
      for (int i = 1; i < all.length; i++) {
        differences.add((double) Math.abs(all[i] - all[i - 1]));
      }
      count += places.size();
      for (int place : places) {
        double here = all[place] - all[place - 1];
        jump = Math.max(jump, Math.abs(here));
        click = Math.max(click, Math.abs(here - whole.get(s)[place] + whole.get(s)[place - 1]));
      }
    }
    Collections.sort(differences);
    return new Chunked(
        outside.relative(),
        seams.relative(),
        count,
        jump,
        click,
        differences.get(differences.size() * 999 / 1000));
  }

  /** Distance of GPT-SoVITS' own streaming outside of what it fades. */
  private static double upstream(FrameNoise noise, int chunk, int overlap) {
    Distance distance = new Distance();
    for (int s = 0; s < sentences.size(); s++) {
      for (UpstreamStreaming.Piece piece :
          new UpstreamStreaming(sovits, noise, overlap).speak(sentences.get(s), chunk)) {
        int faded = piece.at() == 0 ? 0 : overlap * 2 * sovits.config().hop();
        for (int i = faded; i < piece.samples().length; i++) {
          distance.add(piece.samples()[i], whole.get(s)[piece.at() + i]);
        }
      }
    }
    return distance.relative();
  }

  /** Noise that is drawn anew at every call, as upstream does. */
  private static FrameNoise anew() {
    int[] calls = {100};
    return (from, frames) -> noise(calls[0]++).frames(from, frames);
  }

  @ParameterizedTest
  @CsvSource({"true,16,64,2", "false,16,16,2", "false,32,32,4"})
  void chunksAreAsCloseToTheWholeAsUpstreamsAtItsBest(
      boolean atPauses, int first, int longest, int overlap) {
    Chunked ours = chunked(new Chunking(atPauses, first, longest, overlap));
    double kind = upstream(noise(3), first, overlap);
    double itself = upstream(anew(), first, overlap);
    System.out.printf(
        Locale.ROOT,
        "chunks of %d to %d codes, overlap %d: distance from the whole %.4f (40 ms before seams"
            + " %.4f); upstream's %.4f with the same noise, %.4f with its own; jump at %d seams at"
            + " most %.4f, %.4f from the whole's there; one in a thousand elsewhere exceeds %.4f%n",
        first,
        longest,
        overlap,
        ours.outside,
        ours.seams,
        kind,
        itself,
        ours.count,
        ours.jump,
        ours.click,
        ours.usual);
    assertTrue(ours.outside <= 1.25 * kind, ours.outside + " against " + kind);
    assertTrue(ours.outside < itself, ours.outside + " against " + itself);
    assertTrue(ours.count >= 4);
    assertTrue(ours.click <= ours.usual / 4, "a click of " + ours.click);
  }
}

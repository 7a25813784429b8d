package io.github.sovits4j.bench;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.MelSpectrogram;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.DiffusionRunner;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.model.vocoder.VocoderRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelFolder;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Long sentences of v3 and v4, drawn in windows as they are spoken, and all at once from the same
 * noise: how far apart the two are, and whether seams can be heard. They differ by more than
 * rounding, for the transformer sees one window, behind the end of the one before, and not the
 * whole; so another draw, from other noise, is the measure of what a difference means.
 */
public final class WindowBench {

  /** Longest sentence; the transformer has places for 4096 frames, prompt included. */
  private static final double SENTENCE_SECONDS = 30;

  private static final double CODES_PER_SECOND = 25;
  private static final double SAMPLE_TEXT_SECONDS = 16; // of its five sentences, said at leisure
  private static final int SEED = 1;

  private WindowBench() {}

  /**
   * Two waves of one sentence.
   *
   * @param mel difference of the mel frames, relative L2
   * @param wave difference of the samples, relative L2
   */
  public record Distance(double mel, double wave) {}

  /**
   * A sentence.
   *
   * @param ofS1 whether S1 drew its codes, and they are not made up
   * @param windows in which it is spoken
   * @param windowed seconds for the frames in windows
   * @param atOnce seconds for the frames at once
   * @param whole how far what is spoken is from what is drawn at once
   * @param other how far it is from another draw in windows
   * @param seams of what is spoken
   */
  public record Drawn(
      double audioSeconds,
      boolean ofS1,
      int windows,
      double windowed,
      double atOnce,
      Distance whole,
      Distance other,
      Seams seams) {}

  /**
   * Draws sentences, one behind the other.
   *
   * @param voice made with the pipeline
   * @param seconds of speech; models that have learned to end speak as long as they need
   * @throws UserException when the model is of another version
   */
  public static List<Drawn> run(
      BenchedModel model, Function<Pipeline, VoiceData> voice, double seconds) {
    VoiceData speaker;
    try (Pipeline pipeline = model.open()) {
      if (!pipeline.version().isDiffusion()) {
        throw new UserException(
            "--windows: expected a model of version v3 or v4, got "
                + pipeline.version()
                + ", whose windows overlap and make no difference.");
      }
      speaker = voice.apply(pipeline);
      if (speaker.prompt() == null) {
        throw new UserException(
            "--windows: expected a voice with a prompt, got one without; make it with the words of"
                + " its recording.");
      }
    }
    List<Drawn> drawn = new ArrayList<>();
    try (Backend backend = model.opener().get();
        ModelFolder folder = ModelFolder.open(model.folder())) {
      List<Said> sentences = sentences(model, folder, backend, speaker, seconds);
      DiffusionConfig config = folder.diffusionConfig();
      StoragePolicy precision =
          model.precision() == StoragePolicy.F32 ? StoragePolicy.F32 : StoragePolicy.F16;
      try (DiffusionRunner diffusion =
              new DiffusionRunner(backend, folder.sovits(), config, precision);
          VocoderRunner vocoder =
              new VocoderRunner(backend, folder.vocoder(), folder.vocoderConfig())) {
        for (int i = 0; i < sentences.size(); i++) {
          drawn.add(new Voicing(diffusion, vocoder, sentences.get(i), i).compare());
        }
      }
    }
    return drawn;
  }

  /**
   * What is said.
   *
   * @param ofS1 whether S1 drew the codes; else it ended long before the sentence was over, for it
   *     has not learned to speak, and all are made up
   */
  private record Said(DecodeInput input, boolean ofS1) {}

  private static List<Said> sentences(
      BenchedModel model, ModelFolder folder, Backend backend, VoiceData speaker, double seconds) {
    int count = (int) Math.ceil(seconds / SENTENCE_SECONDS);
    double each = seconds / count;
    int lines = (int) Math.max(1, Math.round(5 * each / SAMPLE_TEXT_SECONDS));
    String text =
        IntStream.range(0, count)
            .mapToObj(i -> SampleText.EN.text(lines))
            .collect(Collectors.joining("\n"));
    int most = (int) Math.ceil(each * CODES_PER_SECOND);
    DecodeInput.Diffusion going =
        new DecodeInput.Diffusion(speaker.prompt().mel(), model.sampleSteps());
    List<Said> said = new ArrayList<>();
    try (Text2Semantic network =
            new Text2Semantic(
                backend, folder.t2s(), folder.text2SemanticConfig(), model.precision());
        Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
      for (Sentence sentence :
          TextFrontend.of(SymbolSet.V2).analyse(text, SampleText.EN.language(), CutMethod.CUT0)) {
        int[] codes =
            generator
                .generate(
                    List.of(speaker.prompt().before(sentence, null, said.size())),
                    SamplerSettings.DEFAULT,
                    SEED,
                    most,
                    step -> {})
                .getFirst()
                .codes();
        boolean ofS1 = 2 * codes.length > most;
        int[] all = ofS1 ? codes : SampleVoice.codes(most);
        said.add(
            new Said(
                new DecodeInput(all, sentence.ids(), speaker.speaker(), 1, null, going), ofS1));
      }
    }
    return said;
  }

  /** A sentence in work. */
  private record Voicing(DiffusionRunner diffusion, VocoderRunner vocoder, Said said, int stream) {

    private DecodeInput input() {
      return said.input;
    }

    Drawn compare() {
      DecodeInput input = input();
      MelPrompt prompt = input.diffusion().prompt();
      int frames = diffusion.frames(input);
      long start = System.nanoTime();
      float[] mel = mel(diffusion.window(), SEED);
      final double windowed = Stopwatch.seconds(start);
      start = System.nanoTime();
      float[] whole = mel(prompt.frames() + frames, SEED);
      final double atOnce = Stopwatch.seconds(start);
      float[] wave = wave(mel);
      int hop = vocoder.config().hop();
      int share = diffusion.window() - prompt.frames();
      List<Integer> seams =
          IntStream.iterate(share, at -> at < frames, at -> at + share)
              .mapToObj(at -> at * hop)
              .toList();
      float[] other = mel(diffusion.window(), SEED + 1);
      int rate = diffusion.config().sampleRate(vocoder.config());
      return new Drawn(
          (double) wave.length / rate,
          said.ofS1,
          seams.size() + 1,
          windowed,
          atOnce,
          new Distance(Parity.relativeL2(whole, mel), Parity.relativeL2(wave(whole), wave)),
          new Distance(Parity.relativeL2(other, mel), Parity.relativeL2(wave(other), wave)),
          Seams.of(wave, rate, seams));
    }

    private float[] mel(int window, long seed) {
      int values = diffusion.config().melBands() * diffusion.frames(input());
      return diffusion.mel(input(), window, RandomStream.normal(seed, stream, values), () -> {});
    }

    private float[] wave(float[] mel) {
      return vocoder.decode(MelSpectrogram.unscaled(mel), () -> {});
    }
  }

  /** Prints a table, and whether a seam clicks. */
  public static void print(List<Drawn> sentences, PrintWriter out) {
    out.println(
        "| audio s | codes | windows | s in windows | s at once | mel frames differ | samples differ"
            + " | another draw's frames | its samples | sharpest seam | elsewhere: one in a hundred,"
            + " sharpest |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Drawn d : sentences) {
      out.printf(
          Locale.ROOT,
          "| %.2f | %s | %d | %.2f | %.2f | %.4f | %.4f | %.4f | %.4f | %.2f | %.2f, %.2f |%n",
          d.audioSeconds,
          d.ofS1 ? "S1's" : "made up",
          d.windows,
          d.windowed,
          d.atOnce,
          d.whole.mel,
          d.whole.wave,
          d.other.mel,
          d.other.wave,
          d.seams.sharpest(),
          d.seams.usual(),
          d.seams.most());
    }
    int seams = sentences.stream().mapToInt(d -> d.seams.count()).sum();
    boolean click = sentences.stream().anyMatch(d -> d.seams.click());
    out.printf(
        "%n%s, %s%n",
        seams == 1 ? "1 seam" : seams + " seams",
        click ? "one sharper than all other places" : "none sharper than other places");
  }
}

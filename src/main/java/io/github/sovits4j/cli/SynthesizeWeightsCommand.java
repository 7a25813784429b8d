package io.github.sovits4j.cli;

import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SecondStageConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits synthesize-weights}: a model folder made from a seed. */
@Command(
    name = "synthesize-weights",
    description =
        "Makes a model with weights from a seed: it speaks noise, but at real sizes, so that speed"
            + " and correctness can be measured without any download.")
public final class SynthesizeWeightsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  // Takes the place of the usual --version, which the top command keeps.
  @Option(
      names = "--version",
      required = true,
      paramLabel = "VERSION",
      description = "Version of the model: v1, v2, v2Pro, v2ProPlus, v3 or v4.")
  private String version;

  @Option(
      names = "--encoders",
      description = "Also make encoders, into the folder 'encoders' of the model.")
  private boolean encoders;

  @Option(
      names = "--tiny",
      description = "Small networks for tests, 8000 samples a second (v3: 6000).")
  private boolean tiny;

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "N",
      description = "Any whole number; decides all weights.")
  private long seed;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write the model to.")
  private Path output;

  @Option(names = "--force", description = "Replace a model that is in the folder already.")
  private boolean force;

  @Override
  public Integer call() {
    ModelVersion parsed = ModelVersion.parse(version);
    CleanEnd.of(
        spec.commandLine().getErr()::println,
        () -> {
          ModelSynthesizer.write(output, parsed, !tiny, seed, force);
          if (encoders) {
            EncoderSynthesizer.write(output.resolve("encoders"), encoders(parsed), seed, force);
          }
          return null;
        });
    spec.commandLine()
        .getOut()
        .printf("wrote a synthetic %s%s model to %s%n", tiny ? "tiny " : "", parsed, output);
    return 0;
  }

  /** As wide as the stages want what they tell. */
  private List<EncoderConfig> encoders(ModelVersion parsed) {
    return tiny
        ? List.of(
            HubertConfig.tiny(SecondStageConfig.tiny(parsed).sslDim()),
            BertConfig.tiny(400),
            SpeakerNetworkConfig.tiny())
        : List.of(HubertConfig.full(), BertConfig.full(), SpeakerNetworkConfig.full());
  }
}

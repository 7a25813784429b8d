package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.VocoderConfig;
import io.github.sovits4j.weights.checkpoint.CheckpointConverter;
import io.github.sovits4j.weights.checkpoint.EncoderConverter;
import io.github.sovits4j.weights.checkpoint.FolderPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sovits convert}: what users of GPT-SoVITS have to folders of models and encoders. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Converts what users of GPT-SoVITS have. Checkpoints of a voice (S1 .ckpt, S2 .pth, for v3"
            + " and v4 a vocoder) become a model folder; all can be given at once or one after the other. Encoders (CN-HuBERT,"
            + " Chinese RoBERTa, ERes2NetV2, g2pW; .bin, .ckpt, .safetensors, .onnx) go to its folder"
            + " 'encoders'. A whole folder becomes 'encoders' and a model folder for each voice. Nothing in the"
            + " files is executed.")
public final class ConvertCommand implements Callable<Integer> {

  private static final String ENCODERS = "encoders";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Checkpoints, encoders or folders; which is which is found out.")
  private List<Path> files;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write to, or to add what is missing to.")
  private Path output;

  @Option(names = "--force", description = "Replace what is in the folder already.")
  private boolean force;

  @Option(
      names = "--drop-unknown",
      description = "Leave out tensors that the network does not know, instead of refusing them.")
  private boolean dropUnknown;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "The model of v3 or v4 that a LoRA was trained on: s2Gv3.pth or s2Gv4.pth.")
  private Path base;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "v3 or v4, where nothing in an S2 file says which of the two it is.")
  private String version;

  @Override
  public Integer call() {
    List<Path> folders = files.stream().filter(Files::isDirectory).toList();
    if (!folders.isEmpty()) {
      if (files.size() > 1) {
        throw new UserException(
            "convert: expected one folder or files, got both; name the folder alone.");
      }
      if (base != null || version != null) {
        throw new UserException(
            "convert: --base and --model-version are about one S2 file; name that file and not a"
                + " folder.");
      }
      convertFolder(folders.getFirst());
      return 0;
    }
    List<Path> encoders = files.stream().filter(EncoderConverter::isEncoder).toList();
    List<Path> voice = files.stream().filter(file -> !encoders.contains(file)).toList();
    if (!encoders.isEmpty()) {
      boolean itself =
          EncoderFolder.isEncoders(output)
              || (voice.isEmpty() && output.getFileName().toString().equals(ENCODERS));
      Path folder = itself ? output : output.resolve(ENCODERS);
      convertEncoders(encoders, folder);
      say("folder of encoders: " + Quote.path(folder));
    }
    if (!voice.isEmpty()) {
      convertVoice(voice, base, output);
      sayWhatIsLacking();
    }
    return 0;
  }

  private void convertFolder(Path folder) {
    FolderPlan plan = FolderPlan.of(folder);
    plan.remarks().forEach(this::say);
    if (plan.encoders().isEmpty() && plan.voices().isEmpty()) {
      throw new UserException(
          Quote.path(folder)
              + " holds neither encoders nor voices of GPT-SoVITS that can be converted.");
    }
    int failed = 0;
    for (Path encoder :
        plan.encoders().values()) { // g2pW behind the text encoder, its tokens' place
      failed += attempt(() -> convertEncoders(List.of(encoder), output.resolve(ENCODERS)));
    }
    if (failed < plan.encoders().size()) {
      say("folder of encoders: " + Quote.path(output.resolve(ENCODERS)));
    }
    for (FolderPlan.Voice voice : plan.voices()) {
      Path model = output.resolve(voice.name());
      failed +=
          attempt(
              () -> {
                convertVoice(voice.files(), voice.base().orElse(null), model);
                say("model folder: " + Quote.path(model));
              });
    }
    if (failed > 0) {
      throw new UserException(
          "convert: "
              + failed
              + " of "
              + (plan.encoders().size() + plan.voices().size())
              + " encoders and models were not converted; the reasons are above, all others are in "
              + Quote.path(output)
              + ".");
    }
  }

  /** One of several: what is wrong with it is said, and the others are converted all the same. */
  private int attempt(Runnable conversion) {
    try {
      conversion.run();
      return 0;
    } catch (CleanEnd.Ended e) {
      throw e;
    } catch (UserException e) {
      warn("sovits: " + e.getMessage());
      return 1;
    }
  }

  private void convertEncoders(List<Path> encoders, Path folder) {
    EncoderConverter converter = new EncoderConverter(folder, force, this::warn);
    CleanEnd.of(this::warn, () -> converter.convert(encoders)).forEach(this::say);
  }

  private void convertVoice(List<Path> voice, Path adapted, Path folder) {
    CheckpointConverter converter =
        new CheckpointConverter(folder, force, dropUnknown, this::warn)
            .ofVersion(version == null ? null : ModelVersion.parse(version))
            .onBase(adapted);
    CleanEnd.of(this::warn, () -> converter.convert(voice)).forEach(this::say);
  }

  private void sayWhatIsLacking() {
    ModelDescription description = ModelFolder.describe(output);
    if (description.t2s().isEmpty()) {
      say(
          Quote.path(output)
              + " still lacks the first stage: convert an S1 file (.ckpt) into it too.");
    }
    if (description.sovits().isEmpty()) {
      say(
          Quote.path(output)
              + " still lacks the second stage: convert an S2 file (.pth) into it too.");
    }
    if (description.lacksVocoder()) {
      say(
          Quote.path(output)
              + " still lacks the vocoder: convert upstream's "
              + VocoderConfig.Kind.of(description.version().orElseThrow()).published()
              + " into it too.");
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(Quote.line(line));
  }

  private void warn(String line) {
    spec.commandLine().getErr().println(Quote.line(line));
  }
}

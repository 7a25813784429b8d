package io.github.sovits4j.cli;

import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.checkpoint.CheckpointConverter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sovits convert}: checkpoints to a model folder. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Converts GPT-SoVITS checkpoints (S1 .ckpt, S2 .pth) to a model folder. Nothing in the files"
            + " is executed. Both can be given at once or one after the other.")
public final class ConvertCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Checkpoints; which is which is found out.")
  private List<Path> files;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write the model to, or to add the missing half to.")
  private Path output;

  @Option(names = "--force", description = "Replace what is in the folder already.")
  private boolean force;

  @Option(
      names = "--drop-unknown",
      description = "Leave out tensors that the network does not know, instead of refusing them.")
  private boolean dropUnknown;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    CheckpointConverter converter =
        new CheckpointConverter(
            output, force, dropUnknown, warning -> err.println(Quote.line(warning)));
    CleanEnd.of(() -> converter.convert(files)).forEach(line -> out.println(Quote.line(line)));
    ModelDescription description = ModelFolder.describe(output);
    if (description.t2s().isEmpty()) {
      out.println(
          Quote.path(output)
              + " still lacks the first stage: convert an S1 file (.ckpt) into it too.");
    }
    if (description.sovits().isEmpty()) {
      out.println(
          Quote.path(output)
              + " still lacks the second stage: convert an S2 file (.pth) into it too.");
    }
    return 0;
  }
}

package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * The {@code sovits} command. Exit codes: 0 done, 1 the user can mend it, 2 wrong usage, 70 a
 * defect of ours.
 */
@Command(
    name = "sovits",
    mixinStandardHelpOptions = true,
    versionProvider = Sovits.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "GPT-SoVITS speech synthesis on the JVM.",
    subcommands = {
      TtsCommand.class,
      DemoCommand.class,
      ConvertCommand.class,
      InspectCommand.class,
      SynthesizeWeightsCommand.class,
      VerifyCommand.class,
      DevicesCommand.class,
      KernelsCommand.class,
      DeviceCommand.class,
      BenchCommand.class,
      SoakCommand.class,
      TuneCommand.class
    })
public final class Sovits {

  private static final int EXIT_USER = 1;
  private static final int EXIT_DEFECT = 70;

  private Sovits() {}

  /** Starts the command line. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Sovits());
    commandLine.setExecutionExceptionHandler(new Reporter());
    return commandLine;
  }

  /** The version of the jar; a build that was never packed has none. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Sovits.class.getPackage().getImplementationVersion();
      return new String[] {"sovits4j " + (version == null ? "(built from source)" : version)};
    }
  }

  /** One clear message for a user's mistake; the whole trace for ours. */
  private static final class Reporter implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception exception, CommandLine commandLine, ParseResult result) {
      PrintWriter err = commandLine.getErr();
      if (exception instanceof UserException) {
        err.println("sovits: " + exception.getMessage());
        return EXIT_USER;
      }
      err.println("sovits: internal error; please report it with the lines below.");
      exception.printStackTrace(err);
      return EXIT_DEFECT;
    }
  }
}

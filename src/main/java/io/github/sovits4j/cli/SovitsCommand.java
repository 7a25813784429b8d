package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.tts.MemoryException;
import io.github.sovits4j.tts.SovitsException;
import io.github.sovits4j.weights.Quote;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code sovits} command. Exit codes: 0 done, 1 the user can mend it, 2 wrong usage, 3 done in
 * part ({@code batch}), 70 a defect of ours.
 */
@Command(
    name = "sovits",
    mixinStandardHelpOptions = true,
    versionProvider = SovitsCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "GPT-SoVITS speech synthesis on the JVM.",
    footerHeading = "%nThe launcher ./sovits listens to the environment:%n",
    footer = {
      "  SOVITS_JAVA_OPTS    options of the JVM, for example -Xmx12g for more heap",
      "  SOVITS_JAVA_HOME    the JDK to use, before JAVA_HOME and what it finds",
      "  SOVITS_NO_INSTALL   1: install nothing with apt-get",
      "  POCL_CACHE_DIR      where PoCL keeps compiled kernels"
    },
    subcommands = {
      TtsCommand.class,
      BatchCommand.class,
      PhonesCommand.class,
      VoiceCommand.class,
      DemoCommand.class,
      ConvertCommand.class,
      InspectCommand.class,
      SynthesizeWeightsCommand.class,
      VerifyCommand.class,
      KernelsCommand.class,
      DeviceCommand.class,
      BenchCommand.class,
      SoakCommand.class,
      ServeCommand.class,
      TuneCommand.class,
      KitCommand.class
    })
final class SovitsCommand {

  private static final int EXIT_USER = 1;
  private static final int EXIT_DEFECT = 70;

  private SovitsCommand() {}

  /** As {@link Sovits} runs it. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new SovitsCommand());
    commandLine.setExecutionExceptionHandler(new Reporter());
    commandLine.setExecutionStrategy(SovitsCommand::execute);
    commandLine.setParameterExceptionHandler(SovitsCommand::usage);
    return commandLine;
  }

  /** What is wrong with the options, and where to read about them: not all of the help at once. */
  private static int usage(ParameterException found, String[] arguments) {
    CommandLine commandLine = found.getCommandLine();
    List<String> unmatched = commandLine.getUnmatchedArguments();
    // What is mistyped is also missing; say the former.
    ParameterException exception =
        unmatched.isEmpty() ? found : new UnmatchedArgumentException(commandLine, unmatched);
    PrintWriter err = commandLine.getErr();
    err.println("sovits: " + Quote.line(exception.getMessage()));
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("See '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return commandLine.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Errors of the JVM would pass by the handler and come out as a stack trace. */
  private static int execute(ParseResult result) {
    try {
      return new CommandLine.RunLast().execute(result);
    } catch (Error e) {
      CommandLine commandLine = result.commandSpec().commandLine();
      commandLine.getErr().println("sovits: " + Quote.line(describe(e)));
      return e instanceof OutOfMemoryError ? EXIT_USER : EXIT_DEFECT;
    }
  }

  private static String describe(Error error) {
    if (error instanceof OutOfMemoryError) {
      return String.format(
          Locale.ROOT,
          "the memory of the JVM, %d MB, is not enough (%s). Give it more, for example with"
              + " SOVITS_JAVA_OPTS=-Xmx4g, or use a smaller input.",
          Runtime.getRuntime().maxMemory() >> 20,
          error.getMessage());
    }
    if (error instanceof InternalError) {
      return "a file could not be read to its end ("
          + error.getMessage()
          + "). Was it shortened"
          + " or its disk taken away meanwhile? Start again.";
    }
    StackTraceElement[] trace = error.getStackTrace();
    return "internal error; please report it: "
        + error
        + (trace.length > 0 ? " at " + trace[0] : "");
  }

  /** The version of the jar; a build that was never packed has none. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SovitsCommand.class.getPackage().getImplementationVersion();
      return new String[] {"sovits4j " + (version == null ? "(built from source)" : version)};
    }
  }

  /** What this program knows of memory and a library does not. */
  private static String more(Exception exception) {
    if (!(exception instanceof MemoryException || exception instanceof DeviceMemoryException)) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        " The heap of the JVM, now %d MB, is set with SOVITS_JAVA_OPTS, for example"
            + " SOVITS_JAVA_OPTS=-Xmx8g; simd and reference compute in it.",
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /** One clear message for a user's mistake; the whole trace for ours. */
  private static final class Reporter implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception exception, CommandLine commandLine, ParseResult result) {
      PrintWriter err = commandLine.getErr();
      if (exception instanceof CleanEnd.Ended) {
        return EXIT_USER; // said already
      }
      if (exception instanceof UserException || exception instanceof SovitsException) {
        err.println("sovits: " + Quote.lines(exception.getMessage()) + more(exception));
        return EXIT_USER;
      }
      err.println("sovits: internal error; please report it with the lines below.");
      exception.printStackTrace(err);
      return EXIT_DEFECT;
    }
  }
}

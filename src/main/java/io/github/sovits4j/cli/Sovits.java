package io.github.sovits4j.cli;

import picocli.CommandLine;

/**
 * Starts the command line. Public members show no class of a library, so that this one runs without
 * them and tells which are missing.
 */
public final class Sovits {

  private static final int EXIT_USER = 1;

  private Sovits() {}

  /** Starts the command line. */
  public static void main(String[] args) {
    String command = args.length == 0 ? "" : args[0];
    String missing = Library.missing("sovits", Library.PICOCLI, Library.JACKSON, Library.EJML);
    if (command.equals("serve")) {
      missing =
          Library.missing("serve", Library.PICOCLI, Library.JACKSON, Library.EJML, Library.HELIDON);
    }
    if (missing != null) {
      System.err.println("sovits: " + missing);
      System.exit(EXIT_USER);
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return SovitsCommand.commandLine();
  }
}

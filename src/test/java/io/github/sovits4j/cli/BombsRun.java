package io.github.sovits4j.cli;

import io.github.sovits4j.weights.Quote;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** Runs the commands on files that are made to be slow, and says what each took. */
final class BombsRun {

  private BombsRun() {}

  /** After so long a run is given up. */
  private static final long HOPELESS_MILLIS = 120_000;

  /** Runs {@code convert} and {@code inspect} on a file; writes four fields a line. */
  public static void main(String[] args) {
    Thread.ofPlatform().daemon().start(BombsRun::giveUp);
    String out = Path.of(args[0] + ".out").toString();
    for (List<String> command :
        List.of(
            List.of("convert", args[0], "--output", out),
            List.of("convert", "--drop-unknown", args[0], "--output", out),
            List.of("inspect", args[0]),
            List.of("inspect", "--json", args[0]))) {
      StringWriter err = new StringWriter();
      CommandLine line = Sovits.commandLine();
      line.setOut(new PrintWriter(new Forgetting(), true));
      line.setErr(new PrintWriter(err, true));
      var cpu = ManagementFactory.getThreadMXBean();
      long started = cpu.getCurrentThreadCpuTime();
      int code = line.execute(command.toArray(String[]::new));
      long millis = (cpu.getCurrentThreadCpuTime() - started) / 1_000_000;
      String said = Quote.lines(err.toString().strip());
      System.out.println(command.getFirst() + "\t" + code + "\t" + millis + "\t" + said);
    }
  }

  private static void giveUp() {
    try {
      Thread.sleep(HOPELESS_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    Runtime.getRuntime().halt(3);
  }

  /** Nobody reads what comes out. */
  private static final class Forgetting extends Writer {
    @Override
    public void write(char[] text, int from, int length) {}

    @Override
    public void flush() throws IOException {}

    @Override
    public void close() {}
  }
}

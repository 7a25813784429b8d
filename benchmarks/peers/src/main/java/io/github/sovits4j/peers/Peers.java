package io.github.sovits4j.peers;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The Java part of the comparison; the script {@code run} calls it. */
@Command(name = "peers", mixinStandardHelpOptions = true)
final class Peers {

  private Peers() {}

  /** Starts a command. */
  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new Peers());
    commandLine.setExecutionExceptionHandler(
        (exception, line, result) -> {
          if (!(exception instanceof UserException)) {
            throw exception;
          }
          line.getErr().println("peers: " + exception.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(commandLine.execute(args));
  }

  @Command(description = "Draws the inputs and computes what must come out, on the reference.")
  void prepare(
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work) {
    PeerCase.prepare(model, work);
  }

  @Command(description = "Times our networks on a backend.")
  void ours(
      @Option(names = "--backend", required = true) String name,
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work,
      @Option(names = "--precision", defaultValue = "f32") String precision,
      @Option(names = "--runs", defaultValue = "3") int runs) {
    StoragePolicy storage = StoragePolicy.valueOf(precision.toUpperCase(Locale.ROOT));
    String who = "ours " + name + (storage == StoragePolicy.F32 ? "" : " " + precision);
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open(name)) {
      new OursPeer(
              backend,
              weights,
              PeerCase.read(work),
              storage,
              runs,
              new Samples(who, System.out))
          .run();
    }
  }

  @Command(description = "Measures what the machine does at most, and so the least times.")
  void limits(
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work) {
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open("simd")) {
      new Limits(backend, weights, PeerCase.read(work), System.out).run();
    }
  }

  @Command(
      name = "prepare-vocoder",
      description = "Draws mel frames and computes what a vocoder must make of them.")
  void prepareVocoder(
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work) {
    VocoderPeer.prepare(model, work);
  }

  @Command(description = "Times the vocoder of a v3 or v4 model on a backend.")
  void vocoder(
      @Option(names = "--backend", required = true) String name,
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work,
      @Option(names = "--runs", defaultValue = "3") int runs) {
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open(name)) {
      VocoderPeer peer = VocoderPeer.read(work);
      peer.limit(backend, weights, System.out);
      peer.run(backend, weights, runs, new Samples("ours " + name, System.out));
    }
  }

  @Command(
      name = "prepare-diffusion",
      description = "Draws features and computes what the diffusion transformer must make of them.")
  void prepareDiffusion(
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work) {
    DiffusionPeer.prepare(model, work);
  }

  @Command(description = "Times the diffusion transformer of a v3 or v4 model on a backend.")
  void diffusion(
      @Option(names = "--backend", required = true) String name,
      @Option(names = "--model", required = true) Path model,
      @Option(names = "--work", required = true) Path work,
      @Option(names = "--precision", defaultValue = "f32") String precision,
      @Option(names = "--runs", defaultValue = "1") int runs) {
    StoragePolicy storage = StoragePolicy.valueOf(precision.toUpperCase(Locale.ROOT));
    String who = "ours " + name + (storage == StoragePolicy.F32 ? "" : " " + precision);
    try (ModelFolder weights = ModelFolder.open(model);
        Backend backend = Backends.open(name)) {
      new DiffusionPeer(backend, weights, storage, work).run(runs, who, System.out);
    }
  }

  @Command(description = "Times ONNX Runtime on the graphs that export_onnx.py wrote.")
  void onnx(
      @Option(names = "--work", required = true) Path work,
      @Option(names = "--threads", defaultValue = "2") int threads,
      @Option(names = "--spin", description = "Idle threads wait busily.") boolean spin,
      @Option(names = "--runs", defaultValue = "3") int runs) {
    Samples samples =
        new Samples(spin ? "ONNX Runtime, spinning (default)" : "ONNX Runtime", System.out);
    new OnnxPeer(work, PeerCase.read(work), threads, spin, runs, samples).run();
  }

  @Command(description = "Prints a table of what was measured.")
  void table(@Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) {
    System.out.print(Table.of(files));
  }
}

package io.github.sovits4j.peers;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.peers.Samples.Measure;
import io.github.sovits4j.weights.ModelFolder;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The least times of who does all multiply-adds of the formulas and reads all matrices in a step:
 * the case's work over the rates that this machine is measured to have. Minimal filtering does fewer
 * multiply-adds, and may be faster.
 */
final class Limits {

  private static final long READ = 256L << 20;

  private final Backend backend;
  private final ModelFolder model;
  private final PeerCase peerCase;
  private final PrintStream out;

  /**
   * @param backend with {@linkplain BareRates bare rates}
   */
  Limits(Backend backend, ModelFolder model, PeerCase peerCase, PrintStream out) {
    this.backend = backend;
    this.model = model;
    this.peerCase = peerCase;
    this.out = out;
  }

  /** The name of the limit of a contestant: narrow weights have their own. */
  static String of(String contestant) {
    for (StoragePolicy precision : StoragePolicy.values()) {
      if (contestant.endsWith(' ' + precision.name().toLowerCase(Locale.ROOT))) {
        return name(precision);
      }
    }
    return name(StoragePolicy.F32);
  }

  private static String name(StoragePolicy precision) {
    return precision == StoragePolicy.F32
        ? "limit"
        : "limit " + precision.name().toLowerCase(Locale.ROOT);
  }

  void run() {
    BareRates rates = backend.bareRates().orElseThrow();
    double flops = rates.flopsPerSecond();
    double bytes = rates.readBytesPerSecond(READ);
    System.err.printf(
        Locale.ROOT, "limits: %.0f GFLOP/s, %.1f GB/s%n", 1e-9 * flops, 1e-9 * bytes);
    Backend exact = exact(backend);
    for (StoragePolicy precision : StoragePolicy.values()) {
      first(exact, precision, flops, bytes);
    }
    second(exact, flops);
  }

  private void first(Backend exact, StoragePolicy precision, double flops, double bytes) {
    List<Program> programs = new ArrayList<>();
    try (Text2Semantic network =
            new Text2Semantic(exact, model.t2s(), model.text2SemanticConfig(), precision);
        Text2SemanticRunner generator =
            new Text2SemanticRunner(
                network, (step, graph, state) -> programs.add(graph.program()))) {
      Prompt prompt = new Prompt(peerCase.phones(), peerCase.bert(), peerCase.prompt(), 0);
      generator.generate(List.of(prompt), PeerCase.GREEDY, 1, 2, step -> {});
    }
    Samples samples = new Samples(name(precision), out);
    samples.add(Measure.S1_PREFILL, 1e3 * programs.getFirst().flops() / flops);
    samples.add(Measure.S1_STEP, 1e3 * matrices(programs.getLast()) / bytes);
  }

  /** Bytes of all matrices. */
  private static long matrices(Program program) {
    Set<Tensor> matrices = new HashSet<>();
    for (Operator operator : program.operators()) {
      for (Tensor tensor : operator.narrow()) {
        if (tensor.kind() == Tensor.Kind.CONSTANT) {
          matrices.add(tensor);
        }
      }
    }
    return matrices.stream().mapToLong(Tensor::bytes).sum();
  }

  private void second(Backend exact, double flops) {
    List<Program> programs = new ArrayList<>();
    try (SovitsRunner network =
        new SovitsRunner(
            exact,
            model.sovits(),
            model.sovitsConfig(),
            2 * PeerCase.CODES,
            graph -> programs.add(graph.program()))) {
      Reference reference =
          new Reference(peerCase.spectrogram(), PeerCase.SPECTROGRAM_FRAMES, null);
      float[] speaker = network.speakerVector(List.of(reference));
      network.decode(
          new DecodeInput(peerCase.codes(), peerCase.phones(), speaker, 1, null), peerCase.noise());
    }
    Samples samples = new Samples(name(StoragePolicy.F32), out);
    double all = programs.stream().mapToDouble(Program::flops).sum();
    samples.add(Measure.S2_DECODE, all / flops / PeerCase.AUDIO_SECONDS);
    samples.add(
        Measure.S2_GENERATOR, programs.getLast().flops() / flops / PeerCase.AUDIO_SECONDS);
  }

  /** The backend with captures for exactly the case's shapes: operators count at capacity. */
  private static Backend exact(Backend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            Limits.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("bucket")) {
                return arguments[0];
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

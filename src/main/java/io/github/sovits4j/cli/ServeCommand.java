package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.server.ServerOptions;
import io.github.sovits4j.server.SpeechServer;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.weights.Quote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits serve}: speech over HTTP. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Speaks for clients over HTTP: those of GPT-SoVITS (/tts) and those of OpenAI's speech"
            + " interface (/v1/audio/speech). Ends with Ctrl-C or SIGTERM, after what runs. More in"
            + " docs/serving.md.")
final class ServeCommand implements Callable<Integer> {

  private static final String KEY_VARIABLE = "SOVITS_API_KEY";

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model folder (default: the demo voice, where it is present).")
  private Path model;

  @Option(
      names = "--voices",
      paramLabel = "DIR",
      description = "Folder that holds voices made by voice create; clients name them.")
  private Path voices;

  @Option(
      names = "--default-voice",
      paramLabel = "NAME",
      description = "Voice of requests that name none.")
  private String defaultVoice;

  @Option(
      names = "--alias",
      paramLabel = "NAME=VOICE",
      description = "Another name of a voice, for clients that insist on theirs: --alias alloy=me.")
  private Map<String, String> aliases = Map.of();

  @Option(
      names = "--language",
      paramLabel = "CODE",
      description =
          "Language of OpenAI's requests, which name none (default auto; of the demo voice, en).")
  private String language;

  @Option(
      names = "--encoders",
      paramLabel = "DIR",
      description = "Folder of encoders (default: in or beside the model's folder).")
  private Path encoders;

  @Option(
      names = "--allow-references",
      paramLabel = "DIR",
      description = "Folder whose recordings clients may name as references; repeat for more.")
  private List<Path> references = List.of();

  @Option(
      names = "--allow-models",
      paramLabel = "DIR",
      description = "Folder whose models clients may switch to; repeat for more.")
  private List<Path> models = List.of();

  @Option(names = "--allow-control", description = "Let clients restart and end the server.")
  private boolean control;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default 127.0.0.1: this machine alone; others need a key).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9880",
      description = "Port to listen on; 0 takes a free one (default 9880).")
  private int port;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "Key that clients must show. Better in the environment, as SOVITS_API_KEY, where other"
              + " users of the machine do not see it.")
  private String apiKey;

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      description =
          "Origin whose pages may ask, such as http://localhost:8000, or * for any; repeat for more"
              + " (default: none).")
  private List<String> origins = List.of();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "8",
      description = "Requests that are spoken at the same time (default 8).")
  private int parallel;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "64",
      description = "Requests that may wait; more get 429 (default 64).")
  private int queue;

  @Option(
      names = "--max-characters",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Longest text (default 10000; OpenAI's route takes 4096).")
  private int characters;

  @Option(
      names = "--max-seconds",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Longest speech of one sentence (default: what the model allows).")
  private double sentenceSeconds;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Longest time from a request to the end of its answer (default 300).")
  private int seconds;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "What computes: a backend's name, or auto for the fastest (default).")
  private String backend;

  @Mixin private PrecisionOption precision;
  @Mixin private StepsOption steps;

  @Override
  public Integer call() {
    ServerOptions options = options();
    Path folder = model == null ? DemoVoice.require().model() : model;
    SpeechServer server = SpeechServer.start(folder, this::open, options);
    Thread end = new Thread(server::close, "stop-serving");
    Runtime.getRuntime().addShutdownHook(end);
    spec.commandLine()
        .getOut()
        .printf(
            "listening on http://%s:%d/ (%s)%n",
            host.contains(":") ? "[" + host + "]" : host,
            server.port(),
            options.apiKey() == null ? "no key, this machine alone" : "with a key");
    spec.commandLine().getOut().flush();
    server.awaitExit();
    return 0; // the hook closes the server
  }

  private TextToSpeech open(Path folder) {
    TextToSpeech.Builder builder = TextToSpeech.builder(folder).backend(backend);
    precision.forSpeech().ifPresent(builder::precision);
    return (encoders == null ? builder : builder.encoders(encoders)).open();
  }

  private ServerOptions options() {
    atLeast("--parallel", parallel, 1);
    atLeast("--queue", queue, 0);
    atLeast("--max-characters", characters, 1);
    atLeast("--time-limit", seconds, 1);
    if (!(sentenceSeconds >= 0)) {
      throw new UserException("--max-seconds: expected more than 0, got " + sentenceSeconds + ".");
    }
    if (port < 0 || port > 65_535) {
      throw new UserException("--port: expected 0 to 65535, got " + port + ".");
    }
    requireFolders("--voices", voices == null ? List.of() : List.of(voices));
    requireFolders("--allow-references", references);
    requireFolders("--allow-models", models);
    String key = apiKey == null ? System.getenv(KEY_VARIABLE) : apiKey;
    if (key != null && key.isBlank()) {
      throw new UserException("The key is empty. Set " + KEY_VARIABLE + " to a long random text.");
    }
    Map<String, Path> recordings = new LinkedHashMap<>();
    if (model == null) {
      for (Path recording : DemoVoice.require().references()) {
        recordings.put(DemoVoice.nameOf(recording), recording);
      }
    }
    String code = language != null ? language : model == null ? DemoVoice.LANGUAGE : "auto";
    return new ServerOptions(
        host,
        port,
        key,
        voices,
        recordings,
        aliases,
        defaultVoice != null || model != null
            ? defaultVoice
            : recordings.keySet().iterator().next(),
        Language.of(code),
        steps.asked().orElse(null),
        references,
        models,
        origins,
        control,
        new ServerOptions.Limits(
            parallel,
            queue,
            characters,
            sentenceSeconds,
            ServerOptions.Limits.DEFAULT.bodyBytes(),
            Duration.ofSeconds(seconds),
            ServerOptions.Limits.DEFAULT.stopping()));
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new UserException(option + ": expected at least " + least + ", got " + value + ".");
    }
  }

  private static void requireFolders(String option, List<Path> folders) {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new UserException(
            option
                + " "
                + Quote.path(folder)
                + ": expected an existing folder. Make it, or name another.");
      }
    }
  }
}

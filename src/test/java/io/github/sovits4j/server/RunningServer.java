package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A server with a tiny model and two voices, and a client to ask it. */
final class RunningServer implements AutoCloseable {

  /** Defaults, on a free port, in a folder with {@code voices} and {@code references}. */
  record Setup(
      String key,
      String defaultVoice,
      List<String> origins,
      boolean control,
      Integer sampleSteps,
      Map<String, Path> recordings,
      ServerOptions.Limits limits) {

    static final Setup PLAIN =
        new Setup(
            null,
            null,
            List.of(),
            false,
            null,
            Map.of(),
            new ServerOptions.Limits(
                8, 64, 10_000, 0.5, 1 << 20, Duration.ofMinutes(5), Duration.ofSeconds(30)));

    Setup withKey(String value) {
      return new Setup(value, defaultVoice, origins, control, sampleSteps, recordings, limits);
    }

    Setup withDefaultVoice(String value) {
      return new Setup(key, value, origins, control, sampleSteps, recordings, limits);
    }

    Setup withOrigins(String... values) {
      return new Setup(
          key, defaultVoice, List.of(values), control, sampleSteps, recordings, limits);
    }

    Setup withControl() {
      return new Setup(key, defaultVoice, origins, true, sampleSteps, recordings, limits);
    }

    Setup withSampleSteps(int steps) {
      return new Setup(key, defaultVoice, origins, control, steps, recordings, limits);
    }

    Setup withRecording(String name, Path recording) {
      return new Setup(
          key, defaultVoice, origins, control, sampleSteps, Map.of(name, recording), limits);
    }

    Setup withLimits(int running, int waiting, double sentence, Duration time) {
      return new Setup(
          key,
          defaultVoice,
          origins,
          control,
          sampleSteps,
          recordings,
          new ServerOptions.Limits(
              running,
              waiting,
              limits.characters(),
              sentence,
              limits.bodyBytes(),
              time,
              limits.stopping()));
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SpeechServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningServer(SpeechServer server) {
    this.server = server;
  }

  /** Makes models, voices and references in a folder; once is enough for many servers. */
  static void prepare(Path folder) throws IOException {
    SyntheticModel.writeTiny(folder.resolve("models/first"), 3);
    SyntheticModel.writeTiny(folder.resolve("models/Second"), 4);
    Path references = Files.createDirectories(folder.resolve("references/参考音频"));
    new WavWriter(SampleFormat.PCM_16).write(tone(4, 220), references.resolve("Tone.wav"));
    new WavWriter(SampleFormat.PCM_16).write(tone(3, 330), references.resolve("other.wav"));
    new WavWriter(SampleFormat.PCM_16).write(tone(3, 440), folder.resolve("secret.wav"));
    Files.createSymbolicLink(
        folder.resolve("references/link.wav"), folder.resolve("secret.wav").toAbsolutePath());
    Files.createSymbolicLink(folder.resolve("references/up"), folder.toAbsolutePath());
    try (TextToSpeech tts = open(folder.resolve("models/first"))) {
      Path voices = folder.resolve("voices");
      tts.voice(references.resolve("Tone.wav")).save(voices.resolve("Me"));
      tts.voice(references.resolve("other.wav")).save(voices.resolve("you"));
    }
  }

  static TextToSpeech open(Path model) {
    return TextToSpeech.builder(model).backend("reference").open();
  }

  private static Waveform tone(double seconds, double hertz) {
    float[] samples = new float[(int) (32_000 * seconds)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * hertz * i / 32_000));
    }
    return new Waveform(32_000, samples);
  }

  static RunningServer start(Path folder, UnaryOperator<Setup> change) {
    Setup setup = change.apply(Setup.PLAIN);
    ServerOptions options =
        new ServerOptions(
            "127.0.0.1",
            0,
            setup.key,
            folder.resolve("voices"),
            setup.recordings,
            Map.of("alloy", "me"),
            setup.defaultVoice,
            Language.of("auto"),
            setup.sampleSteps,
            List.of(folder.resolve("references")),
            List.of(folder.resolve("models")),
            setup.origins,
            setup.control,
            setup.limits);
    return new RunningServer(
        SpeechServer.start(folder.resolve("models/first"), RunningServer::open, options));
  }

  SpeechServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofMinutes(5)); // on a machine that is busy with other things
  }

  HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> get(String path, String... pairs) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(pairs[i]).append('=');
      query.append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return send(request(path + query).GET().build());
  }

  HttpResponse<byte[]> post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return json(response.body());
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  /** A JSON object of these fields. */
  static String object(Map<String, ?> fields) {
    return fields.entrySet().stream()
        .map(field -> JSON.valueToTree(field.getKey()) + ":" + JSON.valueToTree(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}

package io.github.sovits4j.server;

import io.github.sovits4j.tts.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a server is set up.
 *
 * @param host to listen on; a name or an address
 * @param port to listen on; 0 takes a free one
 * @param apiKey that clients must show; null: none, then the host has to be this machine
 * @param voices folder of voices; null: none
 * @param recordings voices made of a recording when they are first asked for, by name
 * @param aliases other names of voices
 * @param defaultVoice for requests that name none; null: none
 * @param language of OpenAI's requests, which name none
 * @param sampleSteps in which v3 and v4 draw the sound of requests that name no number; null: as
 *     many as usual
 * @param references folders whose recordings clients may name
 * @param models folders whose models clients may switch to
 * @param origins that a browser's pages may come from; "*" is any
 * @param control whether clients may restart and end the server
 * @param limits what one client may take
 */
public record ServerOptions(
    String host,
    int port,
    String apiKey,
    Path voices,
    Map<String, Path> recordings,
    Map<String, String> aliases,
    String defaultVoice,
    Language language,
    Integer sampleSteps,
    List<Path> references,
    List<Path> models,
    List<String> origins,
    boolean control,
    Limits limits) {

  /**
   * What requests may take.
   *
   * @param running requests that are spoken at the same time
   * @param waiting requests that wait for their turn; more are sent away with 429
   * @param characters of a text
   * @param sentence longest speech of one sentence in seconds; 0: what the model allows
   * @param bodyBytes of a request
   * @param time from the request to the end of its answer
   * @param stopping how long those that run may take when the server is stopped
   */
  public record Limits(
      int running,
      int waiting,
      int characters,
      double sentence,
      int bodyBytes,
      Duration time,
      Duration stopping) {

    /**
     * 8 running, 64 waiting, 10,000 characters, sentences as the model allows, 1 MiB, five minutes,
     * 30 seconds.
     */
    public static final Limits DEFAULT =
        new Limits(8, 64, 10_000, 0, 1 << 20, Duration.ofMinutes(5), Duration.ofSeconds(30));
  }

  /** Copies the collections. */
  public ServerOptions {
    recordings = Map.copyOf(recordings);
    aliases = Map.copyOf(aliases);
    references = List.copyOf(references);
    models = List.copyOf(models);
    origins = List.copyOf(origins);
  }
}

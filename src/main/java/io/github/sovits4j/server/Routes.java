package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.tts.Language;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the server answers to which path. OpenAI's paths are there with {@code /v1} and without. */
final class Routes {

  private static final String GET = "GET";
  private static final String POST = "POST";
  private static final int PCM_RATE = 24_000;

  /** Answers a request. */
  @FunctionalInterface
  interface Route {
    void answer(Exchange exchange);
  }

  private final Map<String, Map<String, Route>> routes = new HashMap<>();
  private final Set<String> open = new TreeSet<>();
  private final SpeakingDesk desk;
  private final VoiceShelf voices;
  private final ModelSwitch models;
  private final Language language;

  Routes(SpeakingDesk desk, VoiceShelf voices, ModelSwitch models, Language language) {
    this.desk = desk;
    this.voices = voices;
    this.models = models;
    this.language = language;
    add("/tts", this::upstream, GET, POST);
    add("/", this::upstream, GET, POST);
    add("/speakers", this::speakers, GET);
    for (String base : List.of("", "/v1")) {
      add(base + "/audio/speech", this::openAi, POST);
      add(base + "/audio/voices", this::audioVoices, GET);
      add(base + "/audio/models", this::audioModels, GET);
      add(base + "/models", this::openAiModels, GET);
    }
  }

  /** Adds a route that needs the key. */
  void add(String path, Route route, String... methods) {
    for (String method : methods) {
      routes.computeIfAbsent(path, key -> new HashMap<>()).put(method, route);
    }
  }

  /** Adds a route for everybody. */
  void addOpen(String path, Route route) {
    add(path, route, GET, "HEAD");
    open.add(path);
  }

  /** Whether a path is for everybody. */
  boolean isOpen(String path) {
    return open.contains(path);
  }

  /** The path as it is counted: only those that there are. */
  String name(String path) {
    return routes.containsKey(path) ? path : "other";
  }

  /**
   * Answers.
   *
   * @throws HttpProblem 404 or 405 where there is no such route, and what the route throws
   */
  void answer(Exchange exchange) {
    Map<String, Route> methods = routes.get(exchange.path());
    if (methods == null) {
      throw HttpProblem.of(
          404, "not_found", "There is nothing at " + Shown.of(exchange.path()) + ".");
    }
    Route route = methods.get(exchange.method());
    if (route == null) {
      String allowed = String.join(", ", new TreeSet<>(methods.keySet()));
      exchange.set("Allow", allowed);
      throw HttpProblem.of(
          405, "method", "Expected " + allowed + ", got " + Shown.of(exchange.method()) + ".");
    }
    route.answer(exchange);
  }

  private void upstream(Exchange exchange) {
    RequestValues values = exchange.values();
    UpstreamRequest request = UpstreamRequest.of(values);
    desk.speak(
        request.order(),
        exchange,
        request.streamed()
            ? StreamSender.likeUpstream(
                exchange, request.format(), request.order().chunks() != null)
            : new WholeSender(exchange, request.format()));
  }

  private void openAi(Exchange exchange) {
    RequestValues values = exchange.values();
    OpenAiRequest request = OpenAiRequest.of(values, language);
    int rate = request.pcm() ? PCM_RATE : 0;
    String text = request.order().text();
    desk.speak(
        request.order(),
        exchange,
        request.events()
            ? new EventSender(
                exchange,
                request.format(),
                rate,
                text.codePointCount(0, text.length()),
                values.flag("details").orElse(false))
            : StreamSender.oneFile(
                exchange,
                request.pcm() ? "audio/pcm" : request.format().mediaType(),
                request.format(),
                rate));
  }

  private void speakers(Exchange exchange) {
    ArrayNode all = Json.array();
    voices.names().forEach(name -> all.addObject().put("name", name).put("voice_id", name));
    exchange.send(all);
  }

  private void audioVoices(Exchange exchange) {
    ObjectNode body = Json.object();
    ArrayNode all = body.putArray("voices");
    voices.names().forEach(name -> all.addObject().put("id", name).put("name", name));
    exchange.send(body);
  }

  private String model() {
    try (ModelSwitch.Lease lease = models.lease()) {
      return "gpt-sovits-" + lease.model().speech().version().toLowerCase(Locale.ROOT);
    }
  }

  private void audioModels(Exchange exchange) {
    ObjectNode body = Json.object();
    body.putArray("models").addObject().put("id", model());
    exchange.send(body);
  }

  private void openAiModels(Exchange exchange) {
    ObjectNode body = Json.object().put("object", "list");
    ObjectNode model = body.putArray("data").addObject();
    model.put("id", model()).put("object", "model").put("created", 0).put("owned_by", "sovits4j");
    exchange.send(body);
  }
}

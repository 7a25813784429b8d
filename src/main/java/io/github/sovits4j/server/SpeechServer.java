package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.DeviceLoad;
import io.github.sovits4j.tts.MemoryUse;
import io.github.sovits4j.tts.TextToSpeech;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Speech over HTTP, until it is closed. A model speaks for all clients; each request has a virtual
 * thread of its own.
 */
public final class SpeechServer implements AutoCloseable {

  /** Beyond, the system lets clients wait. */
  private static final int MOST_CONNECTIONS = 16_384;

  /** Of the heap, for one that is open: 30 KB were measured, most of it Helidon's buffers. */
  private static final int CONNECTION_BYTES = 1 << 15;

  private static final int HEAP_SHARE = 4; // connections may take one part in so many

  private static final long SPARE_FILES = 512; // that are open for other things
  private static final int LONGEST_QUERY = 1 << 17; // a long text in a GET, percent-encoded
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30); // within a request
  private static final int BACKLOG = 4096; // connections that come faster than they are taken
  private static final long LOOK_MILLIS = 20;

  private final ServerOptions options;
  private final ModelSwitch models;
  private final WaitingRoom room;
  private final SpeakingDesk desk;
  private final StallGuard guard = new StallGuard(LONGEST_SILENCE);
  private final WebServer web;
  private final CountDownLatch asked = new CountDownLatch(1);

  private SpeechServer(Path model, Function<Path, TextToSpeech> opener, ServerOptions options)
      throws IOException {
    this.options = options;
    ServerOptions.Limits limits = options.limits();
    ServerMetrics metrics = new ServerMetrics();
    VoiceShelf voices = new VoiceShelf(options);
    models = new ModelSwitch(Files.exists(model) ? model.toRealPath() : model, opener);
    room = new WaitingRoom(limits.running(), limits.waiting());
    desk = new SpeakingDesk(room, models, voices, metrics, options);
    Routes routes = new Routes(desk, voices, models, options.language());
    new Administration(options, models, voices, asked::countDown).addTo(routes);
    addStates(routes, metrics);
    WebPage.addTo(routes);
    WatchingSelector connections =
        new WatchingSelector(
            Http1Config.builder().maxPrologueLength(LONGEST_QUERY).build(), LONGEST_SILENCE);
    FrontDoor door =
        new FrontDoor(routes, new AccessControl(options), metrics, limits, connections, guard);
    web =
        WebServer.builder()
            .host(options.host())
            .port(options.port())
            .shutdownHook(false)
            .useNio(false)
            .maxTcpConnections(mostConnections())
            .backlog(BACKLOG)
            .connectionOptions(SocketOptions.builder().readTimeout(LONGEST_SILENCE).build())
            .addConnectionSelector(connections)
            .routing(HttpRouting.builder().any(door))
            .build();
  }

  /**
   * As many as there can be open files, so that none of ours fails for want of one, and as there is
   * heap for.
   */
  private static int mostConnections() {
    long heap = Runtime.getRuntime().maxMemory() / HEAP_SHARE / CONNECTION_BYTES;
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount() - SPARE_FILES
            : Long.MAX_VALUE;
    return Math.clamp(Math.min(heap, files), 16, MOST_CONNECTIONS);
  }

  private void addStates(Routes routes, ServerMetrics metrics) {
    routes.addOpen("/health", exchange -> exchange.send(Json.object().put("status", "ok")));
    routes.addOpen(
        "/ready",
        exchange -> {
          if (room.isClosed()) {
            throw HttpProblem.of(503, "stopping", "The server is stopping.");
          }
          exchange.send(Json.object().put("status", "ready"));
        });
    routes.add("/status", exchange -> exchange.send(status()), "GET");
    routes.add(
        "/metrics",
        exchange -> {
          try (ModelSwitch.Lease lease = models.lease()) {
            TextToSpeech speech = lease.model().speech();
            String text = metrics.text(room, speech.memory(), speech.load());
            exchange.send(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8));
          }
        },
        "GET");
  }

  /** What there is and what it does, for people who watch. */
  private ObjectNode status() {
    try (ModelSwitch.Lease lease = models.lease()) {
      TextToSpeech speech = lease.model().speech();
      MemoryUse memory = speech.memory();
      ObjectNode status = Json.object();
      status.put("model", "GPT-SoVITS " + speech.version());
      status.put("sample_rate", speech.sampleRate());
      status.put("device", speech.device());
      status.put("running", room.running());
      status.put("waiting", room.waiting());
      DeviceLoad load = speech.load();
      status.put("slots", load.slots()).put("slots_used", load.taken());
      status.put("busy", load.busyShare());
      ObjectNode use = status.putObject("memory");
      use.put("used", memory.used()).put("peak", memory.peak()).put("capacity", memory.capacity());
      return status;
    }
  }

  /**
   * Loads the model, then listens.
   *
   * @param model folder of the first model
   * @param opener loads a model from its folder
   * @throws UserException when the host is open to others and no key is set, or the port is taken
   */
  public static SpeechServer start(
      Path model, Function<Path, TextToSpeech> opener, ServerOptions options) {
    requireKey(options);
    SpeechServer server;
    try {
      server = new SpeechServer(model, opener, options);
    } catch (IOException e) {
      throw new UserException("A folder of the server cannot be read: " + e.getMessage() + ".", e);
    }
    try {
      server.web.start();
    } catch (UncheckedIOException | IllegalStateException e) {
      server.close();
      throw new UserException(
          "The server cannot listen on "
              + options.host()
              + ", port "
              + options.port()
              + ". Is the port taken? Choose another with --port.",
          e);
    }
    return server;
  }

  private static void requireKey(ServerOptions options) {
    try {
      if (options.apiKey() == null && !InetAddress.getByName(options.host()).isLoopbackAddress()) {
        throw new UserException(
            "Host "
                + options.host()
                + " can be reached by others, so a key is needed: set SOVITS_API_KEY or --api-key,"
                + " or listen on 127.0.0.1.");
      }
    } catch (UnknownHostException e) {
      throw new UserException(
          "Host " + options.host() + " is not known. Give a name or an address of this machine.",
          e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return web.port();
  }

  /** Waits until a client ends the server, or the thread is interrupted. */
  public void awaitExit() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets nobody in any more, finishes what runs, as long as that is allowed to take, and stops. */
  @Override
  public void close() {
    room.close();
    long until = System.nanoTime() + options.limits().stopping().toNanos();
    try {
      while (!room.isEmpty() && System.nanoTime() < until) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    web.stop();
    desk.close();
    guard.close();
    models.close();
  }
}

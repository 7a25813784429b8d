package io.github.sovits4j.server;

import io.github.sovits4j.tts.DeviceException;
import io.github.sovits4j.tts.MemoryException;
import io.github.sovits4j.tts.SovitsException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Every request comes in here: it is let in or not, answered, counted and logged. */
final class FrontDoor implements Handler {

  private static final System.Logger LOG = System.getLogger("io.github.sovits4j.server");

  private final Routes routes;
  private final AccessControl access;
  private final ServerMetrics metrics;
  private final ServerOptions.Limits limits;
  private final WatchingSelector connections;
  private final StallGuard guard;

  FrontDoor(
      Routes routes,
      AccessControl access,
      ServerMetrics metrics,
      ServerOptions.Limits limits,
      WatchingSelector connections,
      StallGuard guard) {
    this.routes = routes;
    this.access = access;
    this.metrics = metrics;
    this.limits = limits;
    this.connections = connections;
    this.guard = guard;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    long started = System.nanoTime();
    RequestLife life = new RequestLife(limits.time());
    AtomicBoolean active = new AtomicBoolean(true);
    WatchedConnection connection = connections.connection();
    Exchange exchange =
        new Exchange(
            request,
            response,
            life,
            limits.bodyBytes(),
            () -> connection.watch(active::get, () -> leave(active, life)),
            () -> guard.watch(connection::abort));
    int status = 500;
    try {
      status = answer(exchange);
    } finally {
      active.set(false);
      connection.read();
      if (exchange.isLast()) {
        connection.finish();
      }
      double seconds = (System.nanoTime() - started) * 1e-9;
      metrics.answered(routes.name(exchange.path()), status, seconds);
      LOG.log(
          System.Logger.Level.INFO,
          String.format(
              Locale.ROOT,
              "%s %s %s %d%s total=%.2fs",
              exchange.client(),
              exchange.method(),
              routes.name(exchange.path()),
              status,
              exchange.notes(),
              seconds));
    }
    if (status != exchange.status() || status == 499) {
      // What was begun cannot be mended: without its last chunk the client knows that it is broken.
      throw new CloseConnectionException("the answer is not complete");
    }
    if (exchange.isBroken()) {
      throw new CloseConnectionException("the request is not complete");
    }
  }

  private static void leave(AtomicBoolean active, RequestLife life) {
    if (active.get()) {
      life.end(RequestLife.End.GONE);
    }
  }

  /** Returns the status. */
  private int answer(Exchange exchange) {
    HttpProblem problem;
    try {
      access.checkOrigin(exchange);
      if (exchange.method().equals("OPTIONS")) {
        access.preflight(exchange);
        return 204;
      }
      if (WebPage.isWanted(exchange)) {
        WebPage.send(exchange);
        return exchange.status();
      }
      if (!routes.isOpen(exchange.path())) {
        access.checkKey(exchange);
      }
      routes.answer(exchange);
      return exchange.status();
    } catch (HttpProblem e) {
      problem = e;
    } catch (MemoryException e) {
      problem = HttpProblem.of(503, "memory", e.getMessage(), e);
    } catch (DeviceException e) {
      LOG.log(System.Logger.Level.ERROR, "the device failed", e);
      problem = HttpProblem.of(503, "device", e.getMessage(), e);
    } catch (SovitsException e) {
      problem = HttpProblem.of(400, "invalid_request", e.getMessage(), e);
    } catch (ServerConnectionException | UncheckedIOException e) {
      problem = HttpProblem.of(499, "gone", "The client closed the connection.", e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request failed; please report it", e);
      problem = HttpProblem.of(500, "internal", "The server failed; its log says more.", e);
    }
    exchange.note("problem=" + problem.code());
    if (!exchange.isBegun() && problem.status() != 499) {
      exchange.send(problem);
    }
    return problem.status();
  }
}

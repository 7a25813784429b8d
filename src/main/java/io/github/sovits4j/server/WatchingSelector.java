package io.github.sovits4j.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/** HTTP/1.1 on connections that are watched. A connection is handled by one thread. */
final class WatchingSelector implements ServerConnectionSelector {

  private final Http1ConnectionSelector inner;
  private static final ThreadLocal<WatchedConnection> CURRENT = new ThreadLocal<>();

  private final Duration longestRequest;

  /**
   * @param longestRequest time in which a request's head and body have to come
   */
  WatchingSelector(Http1Config config, Duration longestRequest) {
    this.longestRequest = longestRequest;
    inner = Http1ConnectionSelector.builder().config(config).build();
  }

  /** The connection that the calling thread handles. */
  WatchedConnection connection() {
    return CURRENT.get();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return inner.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return inner.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return inner.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    WatchedConnection watched = new WatchedConnection(context, longestRequest);
    CURRENT.set(watched);
    return inner.connection(watched);
  }
}

package io.github.sovits4j.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/**
 * A connection that notices when its client goes away while an answer is made, when nothing is read
 * or written: it reads ahead meanwhile. What arrives early is kept for the next request.
 */
final class WatchedConnection implements ConnectionContext {

  private final ConnectionContext inner;
  private final DataReader reader = DataReader.create(this::next);
  private final long longestRequest; // nanoseconds until head and body are here
  private volatile boolean finished;
  private volatile long begun; // when the first bytes of a request came; 0: none did
  private CompletableFuture<byte[]> ahead; // what is being read, or was; null: nothing

  /**
   * @param longestRequest time in which a request's head and body have to come
   */
  WatchedConnection(ConnectionContext inner, Duration longestRequest) {
    this.inner = inner;
    this.longestRequest = longestRequest.toNanos();
  }

  /** Ends it at once, whatever is being read or written. */
  void abort() {
    inner.serverSocket().close();
  }

  /** The request is here, or over; what comes next is another. */
  void read() {
    begun = 0;
  }

  /**
   * Reads ahead, once the request's body is read.
   *
   * @param active whether the request still runs; as long, silence is no failure
   * @param gone called when the client has closed the connection
   */
  synchronized void watch(BooleanSupplier active, Runnable gone) {
    read();
    if (ahead == null) {
      CompletableFuture<byte[]> result = new CompletableFuture<>();
      ahead = result;
      Thread.ofVirtual().name("watch-", 0).start(() -> readAhead(result, active, gone));
    }
  }

  /** Closes the connection after the answer; Helidon waits for the client to do so. */
  void finish() {
    finished = true;
  }

  private void readAhead(CompletableFuture<byte[]> result, BooleanSupplier active, Runnable gone) {
    while (true) {
      try {
        byte[] bytes = inner.serverSocket().get();
        result.complete(bytes);
        if (bytes == null) {
          gone.run();
        }
        return;
      } catch (UncheckedIOException e) {
        boolean silent = e.getCause() instanceof SocketTimeoutException;
        if (!silent || !active.getAsBoolean()) {
          result.completeExceptionally(e);
          if (!silent) {
            gone.run();
          }
          return;
        }
      } catch (RuntimeException e) { // such as a socket that is just being closed
        result.completeExceptionally(e);
        gone.run();
        return;
      }
    }
  }

  /** More bytes of the client; null at the end. */
  private byte[] next() {
    if (finished) {
      return null;
    }
    long before = begun;
    if (before != 0 && System.nanoTime() - before > longestRequest) {
      throw new ServerConnectionException(
          "A request comes too slowly", new SocketTimeoutException("drop by drop"));
    }
    byte[] bytes = more();
    begun = before == 0 ? System.nanoTime() | 1 : before;
    return bytes;
  }

  private byte[] more() {
    int held = inner.dataReader().available(); // read to tell the protocol
    if (held > 0) {
      return inner.dataReader().readBytes(held);
    }
    CompletableFuture<byte[]> result;
    synchronized (this) {
      result = ahead;
      ahead = null;
    }
    try {
      return result == null ? inner.serverSocket().get() : result.join();
    } catch (UncheckedIOException | CompletionException e) {
      throw new ServerConnectionException("Failed to get data from socket", e);
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public ListenerContext listenerContext() {
    return inner.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return inner.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return inner.dataWriter();
  }

  @Override
  public Router router() {
    return inner.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return inner.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return inner.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return inner.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return inner.localPeer();
  }

  @Override
  public boolean isSecure() {
    return inner.isSecure();
  }

  @Override
  public String socketId() {
    return inner.socketId();
  }

  @Override
  public String childSocketId() {
    return inner.childSocketId();
  }
}

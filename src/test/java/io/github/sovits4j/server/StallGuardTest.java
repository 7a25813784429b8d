package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A write that nobody takes comes to an end, and one that is taken is left alone. */
class StallGuardTest {

  @Test
  void aWriteThatNobodyTakesIsBrokenOff() throws Exception {
    try (StallGuard guard = new StallGuard(Duration.ofMillis(200));
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThrows(
          IOException.class,
          () -> {
            while (true) { // until the buffers of the system are full
              try (StallGuard.Watch _ = guard.watch(() -> close(accepted))) {
                accepted.getOutputStream().write(new byte[1 << 16]);
              }
            }
          });
      assertTrue(accepted.isClosed());
      assertFalse(client.isClosed());
      AtomicBoolean broken = new AtomicBoolean();
      guard.watch(() -> broken.set(true)).close();
      Thread.sleep(400);
      assertFalse(broken.get());
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

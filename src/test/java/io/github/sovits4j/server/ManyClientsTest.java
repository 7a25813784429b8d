package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients at the same time: each gets its own, too many are told so, and who leaves is left. */
class ManyClientsTest {

  private static final String LONG = "One more sentence that is said. ".repeat(40);

  @TempDir static Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    RunningServer.prepare(folder);
  }

  private static String[] query(int client) {
    return new String[] {
      "text",
      "Hi " + client + ".",
      "text_lang",
      "en",
      "ref_audio_path",
      client % 2 == 0 ? "me" : "you",
      "seed",
      Integer.toString(client % 8),
      "streaming_mode",
      Boolean.toString(client % 3 == 0)
    };
  }

  @Test
  void everyClientGetsItsOwnAnswer() throws Exception {
    int clients = 32;
    try (RunningServer server = RunningServer.start(folder, setup -> setup);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        answers.add(threads.submit(() -> server.get("/tts", query(client))));
      }
      List<byte[]> together = new ArrayList<>();
      for (Future<HttpResponse<byte[]>> answer : answers) {
        assertEquals(200, answer.get().statusCode());
        together.add(answer.get().body());
      }
      for (int i = 0; i < clients; i++) {
        assertArrayEquals(server.get("/tts", query(i)).body(), together.get(i), "client " + i);
      }
      assertFalse(Arrays.equals(together.get(1), together.get(2)));
    }
  }

  private static Socket ask(RunningServer server, String streaming) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    String path =
        "/tts?text_lang=en&ref_audio_path=me&streaming_mode="
            + streaming
            + "&text="
            + LONG.replace(' ', '+');
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static double metric(RunningServer server, String name) {
    String text = new String(server.get("/metrics").body(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + text));
  }

  private static void await(RunningServer server, String name, double value)
      throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (metric(server, name) != value) {
      assertTrue(System.nanoTime() < until, () -> name + ": " + metric(server, name));
      Thread.sleep(20);
    }
  }

  @Test
  void whoLeavesIsLeftAndTooManyAreToldSo() throws Exception {
    try (RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(1, 1, 20, Duration.ofMinutes(5)))) {
      Socket speaking = ask(server, "false");
      await(server, "sovits_requests_running", 1);
      Socket waiting = ask(server, "true");
      await(server, "sovits_requests_waiting", 1);
      HttpResponse<byte[]> refused = server.get("/tts", query(1));
      assertEquals(429, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals(200, server.get("/speakers").statusCode(), "the rest still answers");
      assertEquals(1, metric(server, "sovits_rejected_total"));
      speaking.close(); // minutes of speech are left
      await(server, "sovits_cancelled_total", 1);
      await(server, "sovits_requests_waiting", 0);
      waiting.close();
      await(server, "sovits_cancelled_total", 2);
      await(server, "sovits_requests_running", 0);
    }
  }

  /** What the device is at is seen while it is, and seen to be over. */
  @Test
  void slotsAndTheDevicesTimeAreMeasured() throws Exception {
    try (RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(2, 1, 20, Duration.ofMinutes(5)))) {
      assertEquals(0, metric(server, "sovits_s1_slots_used"));
      double before = metric(server, "sovits_device_busy_seconds_total");
      Socket speaking = ask(server, "false");
      awaitMore(server, "sovits_s1_slots_used", 1);
      assertTrue(metric(server, "sovits_s1_slots") >= 1);
      awaitMore(server, "sovits_device_busy_seconds_total", before + 0.2);
      double share = metric(server, "sovits_device_busy_ratio");
      assertTrue(share > 0.001 && share <= 1, "busy: " + share);
      speaking.close();
      await(server, "sovits_s1_slots_used", 0);
      await(server, "sovits_s1_sentences_waiting", 0);
    }
  }

  private static void awaitMore(RunningServer server, String name, double least)
      throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (metric(server, name) < least) {
      assertTrue(System.nanoTime() < until, () -> name + ": " + metric(server, name));
      Thread.sleep(20);
    }
  }

  @Test
  void thousandsOfConnectionsAreAnsweredAndTheRestGoesOn() throws Exception {
    int wanted = 3000; // both ends are in this process, and each is an open file
    List<Socket> sockets = new ArrayList<>();
    try (RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(1, 1, 20, Duration.ofMinutes(5)))) {
      try {
        while (sockets.size() < wanted) {
          sockets.add(ask(server, "false"));
        }
        assertEquals(200, server.get("/ready").statusCode(), "others are served meanwhile");
        int sentAway = 0;
        for (Socket socket : sockets) {
          socket.setSoTimeout(sentAway < wanted - 2 ? 1000 : 100);
          byte[] head = new byte[12];
          try {
            int read = socket.getInputStream().readNBytes(head, 0, head.length);
            assertEquals("HTTP/1.1 429", new String(head, 0, read, StandardCharsets.US_ASCII));
            sentAway++;
          } catch (java.net.SocketTimeoutException e) {
            // One of the two that were let in.
          }
        }
        assertEquals(wanted - 2, sentAway);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      await(server, "sovits_requests_running", 0);
      assertEquals(wanted - 2, metric(server, "sovits_rejected_total"));
    }
  }

  @Test
  void timeIsLimited() {
    try (RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(1, 1, 20, Duration.ofMillis(300)))) {
      HttpResponse<byte[]> late =
          server.get("/tts", "text", LONG, "text_lang", "en", "ref_audio_path", "me");
      assertEquals(504, late.statusCode());
    }
  }

  @Test
  void whatRunsIsFinishedWhenTheServerStops() throws Exception {
    RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(1, 1, 0.5, Duration.ofMinutes(5)));
    byte[] all;
    try (Socket socket = ask(server, "false")) {
      await(server, "sovits_requests_running", 1);
      Thread stopping = Thread.startVirtualThread(() -> server.server().close());
      while (server.get("/ready").statusCode() == 200) {
        Thread.sleep(5);
      }
      assertEquals(503, server.get("/tts", query(1)).statusCode());
      all = firstAnswer(socket.getInputStream());
      stopping.join();
    }
    server.close();
    assertEquals("RIFF", new String(all, 0, 4, StandardCharsets.US_ASCII));
  }

  /** The body of an answer with a length. */
  private static byte[] firstAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertTrue(next >= 0, head::toString);
      head.append((char) next);
    }
    assertTrue(head.toString().startsWith("HTTP/1.1 200"), head::toString);
    int length =
        head.toString()
            .lines()
            .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElseThrow();
    byte[] body = in.readNBytes(length);
    assertEquals(length, body.length);
    return body;
  }
}

package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 32 clients at once, among them slow readers, some that vanish and some that ask for nonsense:
 * every answer is the one that the same request gets alone, and memory stays flat. {@code
 * -Dsovits4j.load.minutes=10} makes it long.
 */
class LoadTest {

  private static final double MINUTES = // 12 seconds, if nothing else is wanted
      Double.parseDouble(System.getProperty("sovits4j.load.minutes", "0.2"));

  private static final int CLIENTS = 32;
  private static final double MOST_GROWTH = 0.10;
  private static final long SLACK_BYTES = 24L << 20; // what a collection leaves, more or less

  @TempDir static Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();

  /** A request that is right, and what it gets alone. */
  private record Asked(HttpRequest request, String sha256) {}

  @BeforeAll
  static void prepare() throws IOException {
    RunningServer.prepare(folder);
  }

  @Test
  void everyAnswerIsTheRightOneAndMemoryIsFlat() throws Exception {
    try (RunningServer server =
        RunningServer.start(folder, setup -> setup.withLimits(8, 64, 0.3, Duration.ofMinutes(5)))) {
      List<Asked> right = right(server);
      long end = System.nanoTime() + (long) (MINUTES * 60e9);
      long warm = System.nanoTime() + (long) (MINUTES * 60e9 / 4);
      List<Future<?>> running = new ArrayList<>();
      long[] before;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(i);
          running.add(
              threads.submit(
                  () -> {
                    while (System.nanoTime() < end) {
                      act(server, right, random);
                    }
                    return null;
                  }));
        }
        while (System.nanoTime() < warm) {
          Thread.sleep(20);
        }
        before = memory();
        for (Future<?> one : running) {
          one.get();
        }
      }
      awaitRest(server);
      for (Asked asked : right) { // and alone again
        assertEquals(asked.sha256, sha256(server.send(asked.request).body()));
      }
      long[] after = memory();
      report(before, after);
      for (String kind : List.of("right", "slow", "vanished", "wrong")) {
        assertTrue(counts.containsKey(kind), counts::toString);
      }
      assertTrue(
          after[0] <= before[0] * (1 + MOST_GROWTH) + SLACK_BYTES,
          () -> "heap grew from " + before[0] + " to " + after[0]);
      if (MINUTES >= 5) { // shorter, the JVM itself still grows
        assertTrue(
            after[1] <= before[1] * (1 + MOST_GROWTH) + SLACK_BYTES,
            () -> "process grew from " + before[1] + " to " + after[1]);
      }
    } finally {
      client.close();
    }
  }

  /** Requests of all routes and formats, with what each gets alone. */
  private static List<Asked> right(RunningServer server) {
    List<HttpRequest> requests = new ArrayList<>();
    String[] media = {"wav", "raw", "mp3", "flac", "ogg"};
    for (int i = 0; i < 20; i++) {
      String query =
          "?text=Hello+number+%d.+And+more.&text_lang=en&ref_audio_path=%s&seed=%d&media_type=%s&streaming_mode=%s"
              .formatted(i, i % 2 == 0 ? "me" : "you", i, media[i % 5], i % 3 == 0);
      requests.add(server.request("/tts" + query).GET().build());
      String body =
          RunningServer.object(
              Map.of(
                  "input", "Hello number " + i + ".",
                  "voice", i % 2 == 0 ? "alloy" : "you",
                  "seed", i,
                  "response_format", i % 4 == 0 ? "pcm" : "wav",
                  "stream_format", i % 3 == 0 ? "sse" : "audio"));
      requests.add(
          server
              .request("/v1/audio/speech")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build());
    }
    List<Asked> right = new ArrayList<>();
    for (HttpRequest request : requests) {
      HttpResponse<byte[]> alone = server.send(request);
      assertEquals(200, alone.statusCode(), new String(alone.body(), StandardCharsets.UTF_8));
      right.add(new Asked(request, sha256(alone.body())));
    }
    assertEquals(right.size(), right.stream().map(Asked::sha256).distinct().count());
    return right;
  }

  private void act(RunningServer server, List<Asked> right, Random random) throws Exception {
    Asked asked = right.get(random.nextInt(right.size()));
    switch (random.nextInt(10)) {
      case 0 -> slow(asked);
      case 1 -> vanish(server, asked, random);
      case 2 -> wrong(server, random);
      default -> {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer =
            client.send(asked.request, HttpResponse.BodyHandlers.ofByteArray());
        latencies.add((System.nanoTime() - start) * 1e-9);
        check(asked, answer.statusCode(), answer.body());
        count("right");
      }
    }
  }

  private void count(String kind) {
    counts.computeIfAbsent(kind, unknown -> new LongAdder()).increment();
  }

  private static void check(Asked asked, int status, byte[] body) {
    assertEquals(200, status, () -> new String(body, StandardCharsets.UTF_8));
    assertEquals(asked.sha256, sha256(body), () -> asked.request.toString());
  }

  private void slow(Asked asked) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(asked.request, HttpResponse.BodyHandlers.ofInputStream());
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    try (InputStream in = answer.body()) {
      for (byte[] some = in.readNBytes(1024); some.length > 0; some = in.readNBytes(1024)) {
        all.writeBytes(some);
        Thread.sleep(30);
      }
    }
    check(asked, answer.statusCode(), all.toByteArray());
    count("slow");
  }

  /** Sends a request, perhaps half of it, reads little or nothing, and is gone. */
  private void vanish(RunningServer server, Asked asked, Random random)
      throws IOException, InterruptedException {
    String target = asked.request.uri().getRawPath() + "?" + asked.request.uri().getRawQuery();
    String head =
        asked.request.method().equals("GET")
            ? "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
            : "POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"in";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      int sent = random.nextInt(4) == 0 ? head.length() / 2 : head.length();
      socket.getOutputStream().write(head.substring(0, sent).getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(random.nextInt(60));
      if (random.nextBoolean()) {
        socket.setSoLinger(true, 0); // not even a farewell
      }
    }
    count("vanished");
  }

  private void wrong(RunningServer server, Random random) {
    int expected;
    HttpResponse<byte[]> answer;
    switch (random.nextInt(5)) {
      case 0 -> {
        expected = 400;
        answer = server.post("/v1/audio/speech", "{\"input\": ");
      }
      case 1 -> {
        expected = 413;
        answer = server.post("/tts", "{\"text\":\"" + "a".repeat(1 << 20) + "\"}");
      }
      case 2 -> {
        expected = 404;
        answer = server.get("/../../etc/passwd");
      }
      case 3 -> {
        expected = 400;
        answer =
            server.get("/tts", "text", "Hi.", "text_lang", "en", "ref_audio_path", "../secret.wav");
      }
      default -> {
        expected = 400;
        answer = server.get("/tts", "text", "?!", "text_lang", "en", "ref_audio_path", "me");
      }
    }
    assertEquals(
        expected, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
    count("wrong");
  }

  private static void awaitRest(RunningServer server) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      String metrics = new String(server.get("/metrics").body(), StandardCharsets.UTF_8);
      if (metrics.contains("\nsovits_requests_running 0\n")
          && metrics.contains("\nsovits_requests_waiting 0\n")) {
        return;
      }
      assertTrue(System.nanoTime() < until, metrics);
      Thread.sleep(50);
    }
  }

  /** Heap after collections, and the process; bytes. */
  private static long[] memory() throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(20);
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    Path status = Path.of("/proc/self/status");
    long process =
        !Files.exists(status)
            ? 0
            : Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    return new long[] {least, process};
  }

  private void report(long[] before, long[] after) {
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "load: %d clients, %.1f minutes, %s; seconds p50 %.3f, p99 %.3f, most %.3f; heap %.1f -> %.1f"
            + " MB, process %.0f -> %.0f MB%n",
        CLIENTS,
        MINUTES,
        counts,
        sorted[sorted.length / 2],
        sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)],
        Arrays.stream(sorted).max().orElse(0),
        before[0] / 1e6,
        after[0] / 1e6,
        before[1] / 1e6,
        after[1] / 1e6);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

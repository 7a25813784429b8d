package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.sovits4j.Skip;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 32 clients at once, among them slow readers, some that vanish and some that ask for nonsense, and
 * a crowd of 10,000: every answer is the one that the same request gets alone, and memory stays
 * flat. {@code -Dsovits4j.load.minutes=10} makes it long.
 */
class LoadTest {

  private static final double MINUTES = // 12 seconds, if nothing else is wanted
      Double.parseDouble(System.getProperty("sovits4j.load.minutes", "0.2"));

  private static final String BACKEND = System.getProperty("sovits4j.load.backend", "reference");
  private static final int CLIENTS = 32;
  private static final int CROWD = 10_000;
  private static final int HEAP_MEGABYTES = 160;
  private static final double LONG_MINUTES = 5; // the later half is of a JVM that has settled

  /** Bytes by which memory may grow in the later half: less than 3 KB of each request. */
  static final double MOST_GROWTH = 6e6;

  /** … of a JVM that still loads and compiles. */
  private static final double MOST_GROWTH_AT_FIRST = 30e6;

  @TempDir static Path folder;

  private static ServerProcess server;

  private final HttpClient client =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();

  /** A request that is right, and what it gets alone. */
  private record Asked(HttpRequest request, String sha256) {}

  @BeforeAll
  static void prepare() throws IOException {
    Skip.unless(
        Files.exists(Path.of("/proc/self/status")), "NO /proc HERE: THE SERVER IS NOT LOADED");
    RunningServer.prepare(folder);
    server = ServerProcess.start(folder, BACKEND, HEAP_MEGABYTES);
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void everyAnswerIsTheRightOneAndMemoryIsFlat() throws Exception {
    MemoryTrend heap = new MemoryTrend();
    MemoryTrend process = new MemoryTrend();
    List<Asked> right = right();
    long start = System.nanoTime();
    long length = (long) (MINUTES * 60e9);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - start < length) {
                    act(right, random);
                  }
                  return null;
                }));
      }
      boolean noted = false;
      while (System.nanoTime() - start < length) {
        ServerProcess.Memory memory = server.memory();
        double seconds = (System.nanoTime() - start) * 1e-9;
        heap.add(seconds, (double) memory.heap());
        process.add(seconds, (double) memory.process());
        if (!noted && seconds > MINUTES * 30) {
          noted = true;
          server.noteNativeMemory();
        }
        Thread.sleep((long) Math.max(500, MINUTES * 60e3 / 60));
      }
      String held = server.nativeMemory();
      for (Future<?> one : running) {
        one.get();
      }
      awaitRest();
      for (Asked asked : right) { // and alone again
        assertEquals(asked.sha256, sha256(send(asked.request).body()));
      }
      report(heap, process);
      for (String kind : List.of("right", "slow", "vanished", "wrong")) {
        assertTrue(counts.containsKey(kind), counts::toString);
      }
      double most = MINUTES >= LONG_MINUTES ? MOST_GROWTH : MOST_GROWTH_AT_FIRST;
      assertTrue(heap.growth() <= most, () -> "the heap grows, MB: " + heap);
      assertTrue(process.growth() <= most, () -> "the process grows, MB: " + process + "\n" + held);
    } finally {
      client.close();
    }
  }

  /** More than wait may wait are told so at once, all of them, and the others are served. */
  @Test
  void aCrowdIsRefusedAndTheRestGoesOn() throws Exception {
    Skip.unless(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            && system.getMaxFileDescriptorCount() > CROWD + 1000,
        "TOO FEW OPEN FILES ARE ALLOWED HERE FOR " + CROWD + " CONNECTIONS (ulimit -n 20000)");
    List<Socket> sockets = new ArrayList<>();
    Map<String, Integer> answers = new TreeMap<>();
    byte[] request =
        ("GET /tts?text_lang=en&ref_audio_path=me&text="
                + "One+more.+".repeat(4)
                + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try {
      while (sockets.size() < CROWD) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket.getOutputStream().write(request);
        if (sockets.size() == CROWD / 2) {
          assertEquals(200, send(server.request("/ready").build()).statusCode());
        }
      }
      assertEquals(200, send(server.request("/speakers").build()).statusCode());
      for (Socket socket : sockets) {
        socket.setSoTimeout(300_000); // where other things are going on
        byte[] head = socket.getInputStream().readNBytes(12);
        answers.merge(new String(head, StandardCharsets.US_ASCII), 1, Integer::sum);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    awaitRest();
    System.out.println("load: a crowd of " + CROWD + " got " + answers);
    assertEquals(List.of("HTTP/1.1 200", "HTTP/1.1 429"), List.copyOf(answers.keySet()));
    assertTrue(answers.get("HTTP/1.1 429") > CROWD / 2, answers::toString);
    assertTrue(answers.get("HTTP/1.1 200") >= 72, answers::toString); // 8 run, 64 wait
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest get(String path, String... pairs) {
    StringBuilder query = new StringBuilder(path);
    for (int i = 0; i < pairs.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(pairs[i]).append('=');
      query.append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return server.request(query.toString()).build();
  }

  private HttpRequest post(String path, String json) {
    return server
        .request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  /** Requests of all routes and formats, with what each gets alone. */
  private List<Asked> right() throws IOException, InterruptedException {
    List<HttpRequest> requests = new ArrayList<>();
    String[] media = {"wav", "raw", "mp3", "flac", "ogg"};
    for (int i = 0; i < 20; i++) {
      String query =
          "?text=Hello+number+%d.+And+more.&text_lang=en&ref_audio_path=%s&seed=%d&media_type=%s&streaming_mode=%d"
              .formatted(i, i % 2 == 0 ? "me" : "you", i, media[i % 5], i % 4);
      requests.add(server.request("/tts" + query).GET().build());
      String body =
          RunningServer.object(
              Map.of(
                  "input", "Hello number " + i + ".",
                  "voice", i % 2 == 0 ? "alloy" : "you",
                  "seed", i,
                  "response_format", i % 4 == 0 ? "pcm" : "wav",
                  "stream_format", i % 3 == 0 ? "sse" : "audio"));
      requests.add(post("/v1/audio/speech", body));
    }
    List<Asked> right = new ArrayList<>();
    for (HttpRequest request : requests) {
      HttpResponse<byte[]> alone = send(request);
      assertEquals(200, alone.statusCode(), new String(alone.body(), StandardCharsets.UTF_8));
      right.add(new Asked(request, sha256(alone.body())));
    }
    assertEquals(right.size(), right.stream().map(Asked::sha256).distinct().count());
    return right;
  }

  private void act(List<Asked> right, Random random) throws Exception {
    Asked asked = right.get(random.nextInt(right.size()));
    switch (random.nextInt(10)) {
      case 0 -> slow(asked);
      case 1 -> vanish(asked, random);
      case 2 -> wrong(random);
      default -> {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = send(asked.request);
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
  private void vanish(Asked asked, Random random) throws IOException, InterruptedException {
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

  private void wrong(Random random) throws IOException, InterruptedException {
    int expected = 400;
    HttpRequest request;
    switch (random.nextInt(5)) {
      case 0 -> request = post("/v1/audio/speech", "{\"input\": ");
      case 1 -> {
        expected = 413;
        request = post("/tts", "{\"text\":\"" + "a".repeat(1 << 20) + "\"}");
      }
      case 2 -> {
        expected = 404;
        request = get("/../../etc/passwd");
      }
      case 3 -> {
        String[] escapes = {
          "../secret.wav",
          "link.wav",
          "up/secret.wav",
          "/etc/passwd",
          "\\\\host\\share\\x.wav",
          "C:\\x.wav",
          "参考音频/Tone.wav\0",
          folder.resolve("secret.wav").toString()
        };
        String path = escapes[random.nextInt(escapes.length)];
        request = get("/tts", "text", "Hi.", "text_lang", "en", "ref_audio_path", path);
      }
      default -> request = get("/tts", "text", "?!", "text_lang", "en", "ref_audio_path", "me");
    }
    HttpResponse<byte[]> answer = send(request);
    assertEquals(
        expected,
        answer.statusCode(),
        () -> request + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    count("wrong");
  }

  private void awaitRest() throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      String metrics =
          new String(send(server.request("/metrics").build()).body(), StandardCharsets.UTF_8);
      if (metrics.contains("\nsovits_requests_running 0\n")
          && metrics.contains("\nsovits_requests_waiting 0\n")
          && metrics.contains("\nsovits_s1_slots_used 0\n")) {
        return;
      }
      assertTrue(System.nanoTime() < until, metrics);
      Thread.sleep(50);
    }
  }

  private void report(MemoryTrend heap, MemoryTrend process) {
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "load: %d clients, %.1f minutes, %s, %s; seconds p50 %.3f, p99 %.3f, most %.3f; growth in the"
            + " later half: heap %.2f MB, process %.2f MB%nload: heap %s MB%nload: process %s MB%n",
        CLIENTS,
        MINUTES,
        BACKEND,
        counts,
        sorted[sorted.length / 2],
        sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)],
        Arrays.stream(sorted).max().orElse(0),
        heap.growth() / 1e6,
        process.growth() / 1e6,
        heap,
        process);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

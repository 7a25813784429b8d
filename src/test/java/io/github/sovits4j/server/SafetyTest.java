package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.Language;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and that it is refused with one sentence for every kind of client. */
class SafetyTest {

  @TempDir static Path folder;

  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    RunningServer.prepare(folder);
    server = RunningServer.start(folder, setup -> setup);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String refused(int status, HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertEquals(status, response.statusCode(), text);
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    JsonNode body = RunningServer.json(response);
    String message = body.get("message").textValue();
    assertEquals(message, body.get("error").get("message").textValue());
    for (String field : List.of("type", "code")) {
      assertFalse(body.get("error").get(field).textValue().isEmpty(), text);
    }
    assertTrue(body.get("error").has("param"), text);
    assertFalse(message.isBlank() || message.contains("\n") || message.contains("Exception"), text);
    return message;
  }

  private static HttpResponse<byte[]> speak(String... more) {
    String[] query = {"text", "Say this.", "text_lang", "en", "ref_audio_path", "me"};
    String[] all = new String[query.length + more.length];
    System.arraycopy(query, 0, all, 0, query.length);
    System.arraycopy(more, 0, all, query.length, more.length);
    return server.get("/tts", all);
  }

  @Test
  void noPathLeavesTheAllowedFolders() {
    for (String path :
        List.of(
            "../secret.wav",
            "参考音频/../../secret.wav",
            "..\\secret.wav",
            folder.resolve("secret.wav").toAbsolutePath().toString(),
            folder.resolve("references/参考音频/Tone.wav").toAbsolutePath().toString(),
            "\\\\host\\share\\x.wav",
            "//host/share/x.wav",
            "C:\\x.wav",
            "C:x.wav",
            "file:///etc/passwd",
            "~/x.wav",
            "/etc/passwd",
            "参考音频/Tone.wav\0.txt",
            "Tone.wav\n")) {
      for (String route : List.of("/tts", "/")) {
        String message =
            refused(
                400,
                server.get(route, "text", "Hi.", "text_lang", "en", "ref_audio_path", path + "x"));
        assertFalse(message.contains(folder.toString()) && !path.contains(folder.toString()));
      }
      refused(400, server.get("/set_refer_audio", "refer_audio_path", path + "x"));
      refused(400, server.get("/set_gpt_weights", "weights_path", path));
    }
    // Links are followed only as long as they stay inside.
    refused(400, speak("ref_audio_path", "link.wav"));
    refused(400, speak("ref_audio_path", "up/secret.wav"));
    refused(400, speak("ref_audio_path", "up/references/参考音频/Tone.wav"));
    assertEquals(200, speak("ref_audio_path", "./参考音频//TONE.WAV").statusCode());
    refused(400, speak("ref_audio_path", "参考音频/Tone.wav", "aux_ref_audio_paths", "../secret.wav"));
  }

  @Test
  void wrongValuesAreNamed() {
    assertEquals("text is required", refused(400, server.get("/tts", "text_lang", "en")));
    assertEquals("text_lang is required", refused(400, server.get("/tts", "text", "Hi.")));
    assertTrue(
        refused(400, server.get("/tts", "text", "Hi.", "text_lang", "en"))
            .startsWith("ref_audio_path is required"));
    assertTrue(refused(400, speak("text_lang", "xx")).contains("\"xx\" is not supported"));
    assertTrue(refused(400, speak("ref_audio_path", "nobody")).contains("nobody"));
    assertTrue(refused(400, speak("media_type", "aac")).contains("aac is not supported"));
    assertTrue(refused(400, speak("media_type", "midi")).contains("midi"));
    assertTrue(refused(400, speak("text_split_method", "cut9")).contains("cut9"));
    assertTrue(refused(400, speak("speed_factor", "fast")).contains("expected a number"));
    assertTrue(refused(400, speak("speed_factor", "9")).contains("speed"));
    assertTrue(refused(400, speak("top_k", "0")).contains("top-k"));
    assertTrue(refused(400, speak("top_k", "1.5")).contains("whole number"));
    assertTrue(refused(400, speak("batch_size", "many")).contains("batch_size"));
    assertTrue(refused(400, speak("split_bucket", "perhaps")).contains("true or false"));
    assertTrue(refused(400, speak("text", "?!")).contains("letter"));
    assertTrue(refused(400, speak("text", "a".repeat(10_001))).contains("10000"));
    refused(400, speak("prompt_text", "Words.", "ref_audio_path", "参考音频/tone.wav"));
    for (String wrong :
        List.of(
            "\"input\":\"Hi.\"",
            "\"voice\":\"me\"",
            "\"input\":\"Hi.\",\"voice\":\"me\",\"speed\":0.2",
            "\"input\":\"Hi.\",\"voice\":\"me\",\"speed\":{\"of\":1}",
            "\"input\":\"Hi.\",\"voice\":{\"name\":\"me\"}",
            "\"input\":\"Hi.\",\"voice\":\"me\",\"response_format\":\"aac\"",
            "\"input\":\"Hi.\",\"voice\":\"me\",\"stream_format\":\"tape\"",
            "\"input\":\"" + "a".repeat(4097) + "\",\"voice\":\"me\"")) {
      refused(400, server.post("/v1/audio/speech", "{" + wrong + "}"));
    }
  }

  @Test
  void bodiesThatAreNone() throws IOException {
    for (String body : List.of("", "{", "[]", "null", "\"text\"", "{}{}", "{\"text\":}")) {
      refused(400, server.post("/tts", body));
      refused(400, server.post("/v1/audio/speech", body));
    }
    refused(400, server.post("/tts", "{\"a\":".repeat(1000) + "1" + "}".repeat(1000)));
    refused(413, server.post("/tts", "{\"text\":\"" + "a".repeat(1 << 20) + "\"}"));
    for (int i = 0; i < 20; i++) { // who still sends sees the answer, too
      refused(413, server.post("/tts", "{\"text\":\"" + "a".repeat(3 << 20) + "\"}"));
    }
    refused(404, server.get("/nothing"));
    refused(405, server.get("/v1/audio/speech"));
    assertTrue(raw("GET /tts?text=%zz HTTP/1.1\r\nHost: localhost\r\n").contains(" 400 "));
    assertEquals(200, speak().statusCode(), "and it goes on");
  }

  /** What follows a body that is not what it says is not taken for a request. */
  @Test
  void bodiesThatAreNotWhatTheySay() throws IOException {
    String json = "{\"input\":\"Hi.\",\"voice\":\"me\",\"response_format\":\"wav\"}";
    String size = Integer.toHexString(json.length());
    String post = "POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\n";
    String chunks = post + "Transfer-Encoding: chunked\r\n\r\n";
    String next = "\r\n0\r\n\r\nGET /control?command=exit HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (String request :
        List.of(
            chunks + "zz\r\n" + json + next,
            chunks + "-1\r\n" + json + next,
            chunks + "ffffffffffffffff\r\n" + json + next,
            chunks + size + "\r\n" + json.substring(9),
            post + "Content-Length: 500\r\n\r\n" + json)) {
      String answer = halfClosed(request);
      assertEquals(1, answer.split("HTTP/1\\.1 ", -1).length - 1, request + answer);
      assertTrue(answer.startsWith("HTTP/1.1 400"), request + answer);
      assertTrue(answer.contains("invalid_body"), request + answer);
    }
    for (String request :
        List.of(
            post
                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                + size
                + "\r\n"
                + json
                + next,
            post + "Content-Length: -5\r\n\r\n" + json,
            post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n" + json)) {
      String answer = halfClosed(request);
      assertTrue(answer.startsWith("HTTP/1.1 400"), request + answer);
      assertEquals(1, answer.split("HTTP/1\\.1 ", -1).length - 1, request + answer);
    }
    assertEquals(200, speak().statusCode(), "and it goes on");
  }

  /** All that comes back for bytes after which nothing more is sent. */
  private static String halfClosed(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aBodyThatNeverEndsIsCutOff() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /tts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + "a".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        while (sent < 200) {
          socket.getOutputStream().write(chunk);
          sent++;
        }
      } catch (IOException e) {
        // The server has closed the connection.
      }
      assertTrue(sent < 200, "16 MiB were taken");
    }
  }

  @Test
  void pagesOfStrangersAreRefused() {
    HttpRequest foreign =
        server
            .request("/tts?text=Hi.&text_lang=en&ref_audio_path=me")
            .header("Origin", "https://stranger.example")
            .build();
    assertTrue(refused(403, server.send(foreign)).contains("--cors-origin"));
    try (RunningServer open =
        RunningServer.start(folder, setup -> setup.withOrigins("https://friend.example"))) {
      HttpResponse<byte[]> allowed =
          open.send(open.request("/speakers").header("Origin", "https://friend.example").build());
      assertEquals(200, allowed.statusCode());
      assertEquals(
          "https://friend.example",
          allowed.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
      HttpResponse<byte[]> asked =
          open.send(
              open.request("/tts")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("Origin", "https://friend.example")
                  .build());
      assertEquals(204, asked.statusCode());
      refused(
          403,
          open.send(
              open.request("/speakers").header("Origin", "https://stranger.example").build()));
    }
  }

  @Test
  void anotherHostNameIsRefusedWithoutAKey() throws IOException {
    String request = "GET /speakers HTTP/1.1\r\nHost: ";
    assertTrue(raw(request + "rebound.example\r\n").startsWith("HTTP/1.1 403"));
    assertTrue(raw(request + "localhost:80\r\n").startsWith("HTTP/1.1 200"));
  }

  /** All that comes back on a connection that is closed after one request. */
  private static String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theKeyIsNeededWhereThereIsOne() {
    try (RunningServer locked = RunningServer.start(folder, setup -> setup.withKey("s3cret"))) {
      for (String path : List.of("/speakers", "/v1/models", "/metrics", "/control", "/nothing")) {
        refused(401, locked.get(path));
      }
      refused(
          401,
          locked.send(locked.request("/speakers").header("Authorization", "Bearer x").build()));
      for (String[] header :
          List.of(
              new String[] {"Authorization", "Bearer s3cret"},
              new String[] {"x-api-key", "s3cret"})) {
        assertEquals(
            200,
            locked
                .send(locked.request("/speakers").header(header[0], header[1]).build())
                .statusCode());
      }
      assertEquals(200, locked.get("/health").statusCode());
      assertEquals(200, locked.get("/ready").statusCode());
    }
    ServerOptions open =
        new ServerOptions(
            "0.0.0.0",
            0,
            null,
            null,
            Map.of(),
            Map.of(),
            null,
            Language.ENGLISH,
            null,
            List.of(),
            List.of(),
            List.of(),
            false,
            ServerOptions.Limits.DEFAULT);
    assertTrue(
        assertThrows(UserException.class, () -> SpeechServer.start(folder, model -> null, open))
            .getMessage()
            .contains("SOVITS_API_KEY"));
  }

  @Test
  void clientsControlTheServerOnlyWhereTheyMay() throws InterruptedException {
    refused(403, server.get("/control", "command", "exit"));
    refused(400, server.get("/control"));
    try (RunningServer free =
        RunningServer.start(folder, setup -> setup.withControl().withDefaultVoice("you"))) {
      assertEquals(200, free.get("/tts", "text", "Hi.", "text_lang", "en").statusCode());
      assertEquals(
          200, free.get("/set_refer_audio", "refer_audio_path", "参考音频/tone.wav").statusCode());
      assertEquals(200, free.get("/control", "command", "restart").statusCode());
      assertEquals(200, free.get("/tts", "text", "Hi.", "text_lang", "en").statusCode());
      Thread waiting = Thread.startVirtualThread(() -> free.server().awaitExit());
      assertEquals(200, free.get("/control", "command", "exit").statusCode());
      assertTrue(waiting.join(Duration.ofSeconds(10)));
    }
  }

  @Test
  void browsersGetAPageThatLoadsNothingFromElsewhere() {
    HttpResponse<byte[]> page =
        server.send(server.request("/").header("Accept", "text/html,*/*").build());
    assertEquals(200, page.statusCode());
    assertTrue(
        page.headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .startsWith("default-src 'none'"));
    String text = new String(page.body(), StandardCharsets.UTF_8);
    assertTrue(text.contains("/page.js") && !text.contains("http"), text);
    assertEquals(200, server.get("/page.js").statusCode());
    assertEquals(200, server.get("/page.css").statusCode());
    refused(400, server.get("/"));
  }

  @Test
  void aFormThatIsJsonIsRead() {
    HttpResponse<byte[]> spoken =
        server.send(
            server
                .request("/v1/audio/speech")
                .header("Content-Type", "application/x-www-form-urlencoded") // as curl -d says
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"input\":\"Hi.\",\"voice\":\"me\",\"response_format\":\"wav\"}"))
                .build());
    assertEquals(200, spoken.statusCode());
  }
}

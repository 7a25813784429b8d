package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.Waveform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the clients that there are really send, and what they need to get. */
class ClientContractsTest {

  private static final String TEXT = "Say this.";

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

  private static void assertType(String expected, HttpResponse<byte[]> response) {
    assertEquals(
        200, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
    assertEquals(expected, response.headers().firstValue("Content-Type").orElse(""));
    assertTrue(response.body().length > 300, "bytes: " + response.body().length);
  }

  /** A WAV that is not silent. */
  private static Waveform sound(HttpResponse<byte[]> response) {
    assertType("audio/wav", response);
    try {
      Path file = Files.write(Files.createTempFile(folder, "got", ".wav"), response.body());
      Waveform sound = new WavReader(600).read(file);
      assertTrue(sound.seconds() > 0.1 && sound.peak() > 1e-3, sound::toString);
      return sound;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertOgg(HttpResponse<byte[]> response) {
    assertType("audio/ogg", response);
    assertEquals("OggS", new String(response.body(), 0, 4, StandardCharsets.US_ASCII));
    assertEquals("OpusHead", new String(response.body(), 28, 8, StandardCharsets.US_ASCII));
  }

  private static void assertMp3(HttpResponse<byte[]> response) {
    assertType("audio/mpeg", response);
    assertEquals(0xff, response.body()[0] & 0xff);
    assertEquals(0xe0, response.body()[1] & 0xe0);
  }

  @Test
  void sillyTavernsSecondProvider() {
    JsonNode speakers = RunningServer.json(server.get("/speakers"));
    assertEquals("Me", speakers.get(0).get("name").textValue());
    assertEquals("Me", speakers.get(0).get("voice_id").textValue());
    for (String voice : new String[] {"Me", "tone"}) { // a voice's name; a recording's
      assertOgg(
          server.post(
              "/",
              RunningServer.object(
                  Map.of(
                      "text", TEXT,
                      "text_lang", "en",
                      "ref_audio_path", "./参考音频/" + voice + ".wav",
                      "prompt_text", "",
                      "prompt_lang", "en",
                      "text_split_method", "cut5",
                      "batch_size", 1,
                      "media_type", "ogg",
                      "streaming_mode", "true"))));
    }
  }

  @Test
  void sillyTavernsAdapter() {
    assertMp3(
        server.post(
            "/",
            RunningServer.object(
                Map.of(
                    "text", TEXT,
                    "card_name", "A card",
                    "use_st_adapter", true,
                    "target_voice", "me",
                    "text_lang", "en",
                    "text_split_method", "cut5",
                    "batch_size", "1",
                    "media_type", "auto",
                    "streaming_mode", "true"))));
  }

  @Test
  void sillyTavernsOpenAi() {
    assertMp3(
        server.post(
            "/v1/audio/speech",
            RunningServer.object(
                Map.of(
                    "model", "tts-1",
                    "input", TEXT,
                    "voice", "me",
                    "response_format", "mp3",
                    "speed", 1))));
  }

  @Test
  void astrBot() {
    assertEquals(
        200, server.get("/set_gpt_weights", "weights_path", "first/first.ckpt").statusCode());
    assertEquals(200, server.get("/set_sovits_weights", "weights_path", "FIRST.pth").statusCode());
    sound(
        server.get(
            "/tts",
            "text",
            TEXT,
            "text_lang",
            "en",
            "ref_audio_path",
            "参考音频/tone.wav",
            "aux_ref_audio_paths",
            "",
            "prompt_text",
            "",
            "prompt_lang",
            "en",
            "top_k",
            "5",
            "top_p",
            "1.0",
            "temperature",
            "1.0",
            "text_split_method",
            "cut3",
            "batch_size",
            "1",
            "batch_threshold",
            "0.75",
            "split_bucket",
            "true",
            "speed_factor",
            "1",
            "fragment_interval",
            "0.3",
            "streaming_mode",
            "false",
            "seed",
            "-1",
            "parallel_infer",
            "true",
            "repetition_penalty",
            "1.35",
            "media_type",
            "wav"));
  }

  @Test
  void liveTalkingGetsAFileForEverySentence() {
    HttpResponse<byte[]> response =
        server.post(
            "/tts",
            RunningServer.object(
                Map.of(
                    "text", "Say this. And that. Then no more.",
                    "text_lang", "en",
                    "ref_audio_path", "参考音频/tone.wav",
                    "prompt_text", "",
                    "prompt_lang", "en",
                    "media_type", "ogg",
                    "streaming_mode", true)));
    assertOgg(response);
    String bytes = new String(response.body(), StandardCharsets.ISO_8859_1);
    assertEquals(4, bytes.split("OpusHead", -1).length);
  }

  @Test
  void openLlmVtuberWithItsMistypedDefault() {
    String[] request = {
      "text", TEXT,
      "text_lang", "en",
      "ref_audio_path", "me",
      "prompt_lang", "en",
      "prompt_text", "",
      "text_split_method", "cut5",
      "batch_size", "1",
      "media_type", "wav",
      "streaming_mode", "ture"
    };
    HttpResponse<byte[]> refused = server.get("/tts", request);
    assertEquals(400, refused.statusCode());
    JsonNode body = RunningServer.json(refused);
    assertTrue(body.get("message").textValue().contains("ture"), body::toString);
    assertEquals("streaming_mode", body.get("error").get("param").textValue());
    request[request.length - 1] = "false";
    sound(server.get("/tts", request));
  }

  @Test
  void pyvideotrans() {
    sound(
        server.post(
            "/tts",
            RunningServer.object(
                Map.of(
                    "text", TEXT,
                    "text_lang", "en",
                    "ref_audio_path", "参考音频/other.wav",
                    "prompt_text", "",
                    "prompt_lang", "en",
                    "speed_factor", 1.1,
                    "text_split_method", "cut0"))));
    sound(
        server.post(
            "/",
            RunningServer.object(
                Map.of(
                    "text", TEXT,
                    "text_language", "en",
                    "refer_wav_path", "参考音频/other.wav",
                    "prompt_text", "",
                    "prompt_language", "en"))));
  }

  @Test
  void openWebUi() {
    JsonNode voices = RunningServer.json(server.get("/v1/audio/voices")).get("voices");
    assertEquals("Me", voices.get(0).get("id").textValue());
    assertEquals("Me", voices.get(0).get("name").textValue());
    JsonNode models = RunningServer.json(server.get("/v1/audio/models")).get("models");
    assertEquals("gpt-sovits-v2", models.get(0).get("id").textValue());
    assertMp3(
        server.post(
            "/v1/audio/speech", "{\"input\":\"Say this.\",\"voice\":\"Me\",\"model\":\"\"}"));
    HttpResponse<byte[]> refused =
        server.post("/v1/audio/speech", "{\"input\":\"Say this.\",\"voice\":\"nobody\"}");
    assertEquals(400, refused.statusCode());
    assertTrue(
        RunningServer.json(refused).get("error").get("message").textValue().contains("nobody"));
  }

  @Test
  void dify() {
    assertMp3(
        server.post(
            "/v1/audio/speech",
            RunningServer.object(
                Map.of(
                    "model", "tts-1",
                    "input", "Test.",
                    "voice", "alloy",
                    "response_format", "mp3"))));
  }

  @Test
  void lobeChat() {
    assertMp3(
        server.post(
            "/audio/speech",
            RunningServer.object(Map.of("input", TEXT, "model", "tts-1", "voice", "you"))));
    assertEquals("list", RunningServer.json(server.get("/v1/models")).get("object").textValue());
  }

  @Test
  void wyomingOpenAi() {
    HttpResponse<byte[]> response =
        server.post(
            "/v1/audio/speech",
            RunningServer.object(
                Map.of(
                    "model", "tts-1",
                    "voice", "me",
                    "input", TEXT,
                    "response_format", "wav",
                    "speed", 1.0,
                    "instructions", "Cheerful.")));
    ByteBuffer header = ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(-1, header.getInt(4)); // the end is not known
    assertEquals(-1, header.getInt(40));
    assertEquals(8000, header.getInt(24));
    sound(response);
  }

  @Test
  void openAisPcmHas24Kilohertz() {
    String request = "{\"input\":\"Say this.\",\"voice\":{\"id\":\"me\"},\"seed\":5";
    Waveform wav =
        sound(server.post("/v1/audio/speech", request + ",\"response_format\":\"wav\"}"));
    HttpResponse<byte[]> pcm =
        server.post("/v1/audio/speech", request + ",\"response_format\":\"pcm\"}");
    assertType("audio/pcm", pcm);
    assertEquals(3 * 2 * wav.frames(), pcm.body().length);
    assertEquals("24000", pcm.headers().firstValue("X-Sample-Rate").orElse(""));
  }

  @Test
  void openAisEventsHoldTheSameSound() {
    String request =
        "{\"input\":\"Say this.\",\"voice\":\"me\",\"seed\":5,\"response_format\":\"wav\"";
    byte[] plain = server.post("/v1/audio/speech", request + "}").body();
    HttpResponse<byte[]> response =
        server.post("/v1/audio/speech", request + ",\"stream_format\":\"sse\"}");
    assertType("text/event-stream", response);
    ByteArrayOutputStream audio = new ByteArrayOutputStream();
    boolean done = false;
    for (String line : new String(response.body(), StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("data: ")) {
        assertFalse(done, "something after the end: " + line);
        JsonNode event = RunningServer.json(line.substring(6).getBytes(StandardCharsets.UTF_8));
        done = event.get("type").textValue().equals("speech.audio.done");
        if (done) {
          assertTrue(event.get("usage").get("output_tokens").intValue() > 0, line);
        } else {
          assertEquals("speech.audio.delta", event.get("type").textValue());
          audio.writeBytes(Base64.getDecoder().decode(event.get("audio").textValue()));
        }
      }
    }
    assertTrue(done);
    assertArrayEquals(plain, audio.toByteArray());
  }

  @Test
  void theSameRequestGivesTheSameBytesByEveryRoute() {
    String[] query = {"text", TEXT, "text_lang", "en", "ref_audio_path", "me", "seed", "7"};
    byte[] first = server.get("/tts", query).body();
    assertArrayEquals(first, server.get("/", query).body());
    assertArrayEquals(
        first,
        server
            .post(
                "/",
                "{\"text\":\"Say this.\",\"text_lang\":\"EN\",\"ref_audio_path\":\"ME\",\"seed\":\"7\"}")
            .body());
    query[query.length - 1] = "8";
    assertFalse(Arrays.equals(first, server.get("/tts", query).body()));
  }

  @Test
  void aModelIsSwitched() {
    String[] query = {
      "text", TEXT, "text_lang", "en", "ref_audio_path", "参考音频/tone.wav", "seed", "7"
    };
    byte[] first = server.get("/tts", query).body();
    try {
      assertEquals(200, server.get("/set_gpt_weights", "weights_path", "second").statusCode());
      assertFalse(Arrays.equals(first, server.get("/tts", query).body()));
      query[5] = "me"; // a voice of the other model
      assertEquals(400, server.get("/tts", query).statusCode());
      query[5] = "参考音频/tone.wav";
    } finally {
      server.get("/set_sovits_weights", "weights_path", "first");
    }
    assertArrayEquals(first, server.get("/tts", query).body());
  }

  /** Modes 2 and 3 send sound before a sentence ends; all modes send as much of it. */
  @Test
  void streamingModesOfGptSovits() {
    int[] samples = new int[4];
    for (int mode = 0; mode < 4; mode++) {
      Waveform sound =
          sound(
              server.get(
                  "/tts",
                  "text",
                  "Nobody was there to hear it. Not one.",
                  "text_lang",
                  "en",
                  "ref_audio_path",
                  "me",
                  "seed",
                  "7",
                  "top_k",
                  "1",
                  "min_chunk_length",
                  "4",
                  "overlap_length",
                  "2",
                  "streaming_mode",
                  Integer.toString(mode)));
      samples[mode] = sound.frames();
    }
    assertArrayEquals(new int[] {samples[0], samples[0], samples[0], samples[0]}, samples);
    HttpResponse<byte[]> chunks =
        server.get(
            "/tts",
            "text",
            "Nobody was there to hear it.",
            "text_lang",
            "en",
            "ref_audio_path",
            "me",
            "min_chunk_length",
            "4",
            "top_k",
            "1",
            "media_type",
            "ogg",
            "streaming_mode",
            "3");
    assertOgg(chunks);
    String bytes = new String(chunks.body(), StandardCharsets.ISO_8859_1);
    assertEquals(1 + 1, bytes.split("OpusHead", -1).length, "one stream");
    assertTrue(bytes.split("OggS", -1).length > 1 + 2 + 3, "a page for each chunk of 4 codes");
    HttpResponse<byte[]> refused =
        server.get(
            "/tts",
            "text",
            TEXT,
            "text_lang",
            "en",
            "ref_audio_path",
            "me",
            "overlap_length",
            "60",
            "streaming_mode",
            "2");
    assertEquals(400, refused.statusCode());
    assertEquals(
        "overlap of chunks: expected 1 to 50 codes, got 60.",
        RunningServer.json(refused).get("message").textValue());
  }
}

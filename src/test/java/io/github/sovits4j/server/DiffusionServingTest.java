package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.VoiceSource;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that goes on from a recording and its words, and draws sound in steps. */
class DiffusionServingTest {

  private static final String WORDS = "What I say in it.";

  @TempDir static Path folder;

  private static RunningServer server; // requests that name no number of steps have 4

  @BeforeAll
  static void serve() throws Exception {
    Path model = folder.resolve("models/first");
    ModelSynthesizer.write(model, ModelVersion.V4, false, 3, false);
    EncoderSynthesizer.write(
        folder.resolve("models/encoders"), List.of(HubertConfig.tiny(64)), 5, false);
    Path recording = Files.createDirectories(folder.resolve("references")).resolve("tone.wav");
    new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), recording);
    try (TextToSpeech tts = RunningServer.open(model)) {
      VoiceSource source = VoiceSource.of(recording).withTranscript(WORDS, Language.ENGLISH);
      tts.voice(List.of(source)).save(folder.resolve("voices/me"));
    }
    server =
        RunningServer.start(
            folder,
            setup ->
                setup
                    .withSampleSteps(4)
                    .withRecording("alice", recording)
                    .withLimits(8, 64, 0.2, Duration.ofMinutes(5)));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static byte[] speech(String route, Map<String, ?> fields) {
    HttpResponse<byte[]> response = server.post(route, RunningServer.object(fields));
    assertEquals(200, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    return response.body();
  }

  @Test
  void requestsThatNameNoStepsHaveThoseOfTheServer() {
    Map<String, Object> openAi =
        Map.of("input", "Hi.", "voice", "me", "response_format", "wav", "seed", 7);
    byte[] four = speech("/v1/audio/speech", openAi);
    assertArrayEquals(four, speech("/v1/audio/speech", with(openAi, "sample_steps", 4)));
    assertFalse(Arrays.equals(four, speech("/v1/audio/speech", with(openAi, "sample_steps", 6))));
    Map<String, Object> upstream =
        Map.of("text", "Hi.", "text_lang", "en", "ref_audio_path", "me", "seed", 7);
    byte[] own = speech("/tts", upstream);
    assertArrayEquals(own, speech("/tts", with(upstream, "sample_steps", 4)));
    assertFalse(Arrays.equals(own, speech("/tts", with(upstream, "sample_steps", 6))));
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put(name, value);
    return all;
  }

  private static JsonNode refused(HttpResponse<byte[]> response) {
    assertEquals(400, response.statusCode());
    return RunningServer.json(response).get("error");
  }

  @Test
  void missingWordsAreAskedForByTheirName() {
    List<HttpResponse<byte[]>> responses = new ArrayList<>();
    String recording = "tone.wav";
    responses.add(
        server.get("/tts", "text", "Hi.", "text_lang", "en", "ref_audio_path", recording));
    responses.add(
        server.get("/", "text", "Hi.", "text_language", "en", "refer_wav_path", recording));
    responses.add(server.get("/set_refer_audio", "refer_audio_path", recording));
    for (HttpResponse<byte[]> response : responses) {
      JsonNode error = refused(response);
      assertEquals("prompt_text", error.get("param").asText());
      assertEquals("missing_value", error.get("code").asText());
      String message = error.get("message").asText();
      assertTrue(message.startsWith("prompt_text is required: a model of version v4"), message);
      assertTrue(message.contains("prompt_lang"), message);
    }
    Map<String, Object> told =
        Map.of("text", "Hi.", "text_lang", "en", "ref_audio_path", recording, "prompt_text", WORDS);
    assertEquals(
        "prompt_lang",
        refused(server.post("/tts", RunningServer.object(told))).get("param").asText());
    speech("/tts", with(told, "prompt_lang", "en"));
  }

  /** A recording that the server has by name is one like any other. */
  @Test
  void wordsOfARecordingByNameAreHeard() {
    Map<String, Object> told =
        Map.of("text", "Hi.", "text_lang", "en", "ref_audio_path", "alice", "seed", 7);
    JsonNode error = refused(server.post("/tts", RunningServer.object(told)));
    assertEquals("prompt_text", error.get("param").asText());
    told = with(with(told, "prompt_text", WORDS), "prompt_lang", "en");
    assertArrayEquals(
        speech("/tts", with(told, "ref_audio_path", "tone.wav")), speech("/tts", told));
    String message =
        refused(
                server.post(
                    "/v1/audio/speech",
                    RunningServer.object(Map.of("input", "Hi.", "voice", "alice"))))
            .get("message")
            .asText();
    assertTrue(message.startsWith("voice: a model of version v4 goes on from"), message);
  }

  /** OpenAI's clients cannot tell words; they name another voice. */
  @Test
  void whoCannotTellWordsIsToldToNameAStoredVoice() {
    JsonNode error =
        refused(
            server.post(
                "/v1/audio/speech",
                RunningServer.object(Map.of("input", "Hi.", "voice", "tone.wav"))));
    assertEquals("voice", error.get("param").asText());
    String message = error.get("message").asText();
    assertTrue(message.startsWith("voice: a model of version v4 goes on from"), message);
    assertTrue(message.contains("voice create") && message.contains("/tts"), message);
  }
}

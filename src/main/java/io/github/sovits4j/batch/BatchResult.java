package io.github.sovits4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.SentenceReport;
import io.github.sovits4j.tts.Speech;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What became of an item: a line of the results.
 *
 * @param id of the item
 * @param input fingerprint of all that its sound depends on; null: it was not found out
 * @param wav its file; null: it failed
 * @param line the whole line
 */
record BatchResult(String id, String input, Wav wav, ObjectNode line) {

  private static final String SPOKEN = "spoken";
  private static final String FAILED = "failed";
  private static final double MILLIS = 1000;

  /**
   * A file as it was written.
   *
   * @param bytes its length
   * @param sha256 of all of it
   */
  record Wav(long bytes, String sha256) {}

  static BatchResult spoken(BatchItem item, String input, Speech speech, Wav wav) {
    ObjectNode line = begin(item, SPOKEN, input);
    line.put("file", item.file());
    line.put("bytes", wav.bytes);
    line.put("sha256", wav.sha256);
    line.put("sample_rate", speech.sampleRate());
    line.put("seconds", rounded(speech.seconds()));
    line.put("codes", speech.codes());
    line.put("computed_seconds", rounded(speech.timings().total()));
    if (!speech.unspoken().isEmpty()) {
      line.put("not_spoken", speech.unspoken().toString());
    }
    addSentences(line, speech.sentences());
    return new BatchResult(item.id(), input, wav, line);
  }

  static BatchResult failed(BatchItem item, String input, String message) {
    ObjectNode line = begin(item, FAILED, input);
    line.put("error", message);
    return new BatchResult(item.id(), input, null, line);
  }

  private static ObjectNode begin(BatchItem item, String status, String input) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    return line.put("id", item.id()).put("status", status).put("input", input);
  }

  /** Those that can be seen to have gone wrong. */
  private static void addSentences(ObjectNode line, List<SentenceReport> sentences) {
    ArrayNode wrong = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < sentences.size(); i++) {
      SentenceReport sentence = sentences.get(i);
      if (sentence.ending() != SentenceReport.Ending.SPOKEN) {
        wrong
            .addObject()
            .put("sentence", i + 1)
            .put("ending", sentence.ending().name())
            .put("text", sentence.text());
      }
    }
    line.put("sentences", sentences.size());
    if (!wrong.isEmpty()) {
      line.set("listen_to", wrong);
    }
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * MILLIS) / MILLIS;
  }

  /** Reads a line; empty when it is none of these. */
  static Optional<BatchResult> of(ObjectNode line) {
    String id = line.path("id").asText();
    try {
      ItemIds.check(id);
    } catch (UserException e) {
      return Optional.empty();
    }
    JsonNode input = line.path("input");
    String fingerprint = input.isTextual() ? input.textValue() : null;
    return switch (line.path("status").asText()) {
      case SPOKEN ->
          line.path("bytes").canConvertToLong() && line.path("sha256").isTextual()
              ? Optional.of(
                  new BatchResult(
                      id,
                      fingerprint,
                      new Wav(line.get("bytes").longValue(), line.get("sha256").textValue()),
                      line))
              : Optional.empty();
      case FAILED -> Optional.of(new BatchResult(id, fingerprint, null, line));
      default -> Optional.empty();
    };
  }

  /** The line with its line feed. */
  byte[] bytes() {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}

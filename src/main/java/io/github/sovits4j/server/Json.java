package io.github.sovits4j.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON as it comes and goes. */
final class Json {

  private static final int DEEPEST = 16;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** An object without fields yet. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads an object.
   *
   * @throws HttpProblem 400 for anything else
   */
  static ObjectNode read(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw HttpProblem.of(400, "invalid_json", "The body has to be a JSON object.");
    } catch (JsonProcessingException e) {
      throw HttpProblem.of(
          400,
          "invalid_json",
          "The body is not valid JSON (line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + "): "
              + e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(": enable .*", "")
              + ".");
    } catch (IOException e) {
      throw HttpProblem.of(400, "invalid_json", "The body cannot be read.", e);
    }
  }

  /** An array without elements yet. */
  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Writes on one line, in UTF-8. */
  static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The body of an error: {@code message} for clients of GPT-SoVITS, {@code error} for OpenAI's.
   */
  static ObjectNode problem(HttpProblem problem) {
    ObjectNode body = object();
    body.put("message", problem.getMessage());
    ObjectNode error = body.putObject("error");
    error.put("message", problem.getMessage());
    error.put("type", problem.type());
    error.put("param", problem.parameter());
    error.put("code", problem.code());
    return body;
  }
}

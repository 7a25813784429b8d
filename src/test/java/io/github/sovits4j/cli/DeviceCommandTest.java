package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.ops.BackendProvider;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code sovits device} says of each backend, whatever this machine has. */
class DeviceCommandTest {

  private static String device(String... options) {
    StringWriter out = new StringWriter();
    List<String> arguments = new java.util.ArrayList<>(List.of("device"));
    arguments.addAll(List.of(options));
    int exit =
        Sovits.commandLine().setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));
    assertEquals(0, exit);
    return out.toString();
  }

  @Test
  void everyBackendHasAReasonOrLacksSomething() {
    String listing = device();
    String automatic = Backends.fastest(Backends.providers()).name();
    for (BackendProvider provider : Backends.providers()) {
      List<String> lines = listing.lines().toList();
      int at = 0;
      while (!lines.get(at).startsWith(provider.name() + " ")) {
        at++;
      }
      if (provider.missing().isPresent()) {
        assertTrue(lines.get(at).contains("not here: " + provider.missing().get()), listing);
      } else {
        String chosen =
            provider.name().equals(automatic)
                ? "the automatic choice: "
                : "not the automatic choice: ";
        assertEquals(chosen + provider.rankReason(), lines.get(at + 1).strip());
        String precision = provider.name().equals("simd") ? "f16" : "f32";
        assertEquals(
            "speaks in " + precision + " where no --precision is given", lines.get(at + 2).strip());
      }
    }
    assertTrue(listing.contains("not the automatic choice: made to check others"), listing);
  }

  @Test
  void jsonTellsTheSame() throws Exception {
    int automatic = 0;
    for (JsonNode backend : new ObjectMapper().readTree(device("--json"))) {
      assertTrue(backend.get("device").isNull() != backend.get("missing").isNull(), "" + backend);
      assertFalse(backend.get("why").asText().isEmpty());
      if (backend.get("automatic").asBoolean()) {
        automatic++;
        assertEquals(
            Backends.fastest(Backends.providers()).name(), backend.get("backend").asText());
      }
    }
    assertEquals(1, automatic);
  }
}

package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Routes of GPT-SoVITS that change the server: model, default voice, restart and end. */
final class Administration {

  private static final List<String> CHECKPOINTS = List.of(".ckpt", ".pth");

  private final ModelSwitch models;
  private final VoiceShelf voices;
  private final AllowedFolders folders;
  private final boolean control;
  private final Runnable exit;

  /**
   * @param exit ends the server
   */
  Administration(ServerOptions options, ModelSwitch models, VoiceShelf voices, Runnable exit)
      throws IOException {
    this.models = models;
    this.voices = voices;
    this.folders = new AllowedFolders(options.models());
    this.control = options.control();
    this.exit = exit;
  }

  void addTo(Routes routes) {
    routes.add("/set_gpt_weights", this::weights, "GET");
    routes.add("/set_sovits_weights", this::weights, "GET");
    routes.add("/set_refer_audio", this::reference, "GET");
    routes.add("/control", this::control, "GET", "POST");
  }

  /** A model here is a folder with both networks, so either route loads both. */
  private void weights(Exchange exchange) {
    String name =
        exchange
            .values()
            .text("weights_path")
            .orElseThrow(() -> HttpProblem.missing("weights_path"));
    if (folders.isEmpty()) {
      throw HttpProblem.of(
          403,
          "models",
          "This server keeps its model; its owner can allow others with --allow-models.");
    }
    List<String> segments = AllowedFolders.segments("weights_path", name);
    Optional<Path> folder =
        folders
            .find(segments)
            .filter(Files::isDirectory)
            .or(() -> folders.find(withoutEnding(segments)).filter(Files::isDirectory))
            .or(
                () ->
                    folders
                        .find(List.of(withoutEnding(segments).getLast()))
                        .filter(Files::isDirectory));
    models.to(
        folder.orElseThrow(
            () ->
                HttpProblem.wrong(
                    "weights_path",
                    "weights_path: there is no model "
                        + Shown.of(name)
                        + " in the folders that the server allows.")));
    success(exchange);
  }

  /** {@code a/Voice-e15.ckpt} is the folder {@code a/Voice-e15} that it was converted to. */
  private static List<String> withoutEnding(List<String> segments) {
    String last = segments.getLast();
    for (String ending : CHECKPOINTS) {
      if (last.toLowerCase(Locale.ROOT).endsWith(ending) && last.length() > ending.length()) {
        List<String> changed = new ArrayList<>(segments);
        changed.set(changed.size() - 1, last.substring(0, last.length() - ending.length()));
        return changed;
      }
    }
    return segments;
  }

  private void reference(Exchange exchange) {
    RequestValues values = exchange.values();
    String name =
        values
            .text("refer_audio_path", "refer_wav_path", "ref_audio_path")
            .orElseThrow(() -> HttpProblem.missing("refer_audio_path"));
    VoiceWish wish =
        new VoiceWish(
            name.strip(),
            "refer_audio_path",
            List.of(),
            values.text("prompt_text").orElse(null),
            values.text("prompt_lang", "prompt_language").orElse(null),
            true);
    try (ModelSwitch.Lease lease = models.lease()) {
      voices.standard(wish, lease.model());
    }
    success(exchange);
  }

  private void control(Exchange exchange) {
    String command =
        exchange.values().text("command").orElseThrow(() -> HttpProblem.missing("command"));
    if (!control) {
      throw HttpProblem.of(
          403,
          "control",
          "Clients may not control this server; its owner can let them with --allow-control.");
    }
    switch (command.strip().toLowerCase(Locale.ROOT)) {
      case "restart" -> {
        models.reload();
        success(exchange);
      }
      case "exit" -> {
        success(exchange);
        exit.run();
      }
      default ->
          throw HttpProblem.wrong(
              "command", "command: expected restart or exit, got " + Shown.of(command) + ".");
    }
  }

  private static void success(Exchange exchange) {
    ObjectNode body = Json.object().put("message", "success");
    exchange.send(body);
  }
}

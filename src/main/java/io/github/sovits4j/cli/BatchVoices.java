package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.VoiceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The voices of a batch: that of the options, and those that items name. A name is looked up in the
 * list of what is there and never made a path.
 */
final class BatchVoices {

  private static final int MOST_NAMED = 20;

  private final Optional<VoiceChoice> standard;
  private final Map<String, VoiceChoice> named;
  private final Map<VoiceChoice, String> fingerprints = new HashMap<>();
  private final Map<VoiceChoice, Voice> made = new HashMap<>();

  private BatchVoices(Optional<VoiceChoice> standard, Map<String, VoiceChoice> named) {
    this.standard = standard;
    this.named = named;
  }

  /**
   * Finds out what there is.
   *
   * @param standard voice of items that name none
   * @param folder that holds voices; null: there is none
   * @param demo the demo voice, whose recordings can be named, where it speaks
   * @throws UserException when the folder cannot be read
   */
  static BatchVoices of(Optional<VoiceChoice> standard, Path folder, Optional<DemoVoice> demo) {
    Map<String, VoiceChoice> named = new TreeMap<>();
    demo.map(DemoVoice::references)
        .ifPresent(
            recordings ->
                recordings.forEach(
                    recording ->
                        named.put(
                            DemoVoice.nameOf(recording), VoiceChoice.of(List.of(recording)))));
    if (folder != null) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries
            .filter(Voice::isSaved)
            .forEach(
                voice ->
                    named.put(
                        voice.getFileName().toString(),
                        new VoiceChoice(voice, List.of(), null, null, null)));
      } catch (IOException e) {
        throw new UserException(
            "--voices " + Quote.path(folder) + ": expected a folder of voices that can be read.",
            e);
      }
    }
    return new BatchVoices(standard, named);
  }

  /**
   * The voice of an item.
   *
   * @param name null: it names none
   * @throws UserException when there is none
   */
  VoiceChoice find(String name) {
    if (name == null) {
      return standard.orElseThrow(
          () ->
              new UserException(
                  "names no voice, and there is none for such items. Give --reference or --voice."));
    }
    VoiceChoice found = named.get(name);
    if (found == null) {
      List<String> names = new ArrayList<>(named.keySet());
      throw new UserException(
          "there is no voice "
              + Quote.of(name)
              + "; "
              + (names.isEmpty()
                  ? "name a folder of voices with --voices"
                  : "there are: "
                      + Quote.plain(
                          String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))))
                      + (names.size() > MOST_NAMED ? ", …" : ""))
              + ".");
    }
    return found;
  }

  /** What tells a voice from another one, by content and not by name. */
  String fingerprint(VoiceChoice choice) {
    return fingerprints.computeIfAbsent(
        choice,
        unknown -> {
          if (unknown.stored() != null) {
            return VoiceFolder.sha256(unknown.stored());
          }
          List<String> parts = new ArrayList<>();
          unknown.references().forEach(file -> parts.add(FileHash.sha256(file)));
          parts.add(String.valueOf(unknown.transcript()));
          parts.add(unknown.transcript() == null ? "" : unknown.language());
          return String.join("\n", parts);
        });
  }

  /** The voice for a model, made when it is first wanted. */
  synchronized Voice make(VoiceChoice choice, TextToSpeech tts) {
    return made.computeIfAbsent(choice, unknown -> unknown.make(tts));
  }
}

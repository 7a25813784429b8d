package io.github.sovits4j.server;

import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds voices: those in the server's folder, by the name of theirs; recordings that the server was
 * started with; and recordings in allowed folders, by path. Case does not matter. A voice made of a
 * recording is kept by the recording's contents, not by its name.
 */
final class VoiceShelf {

  private final ServerOptions options;
  private final AllowedFolders references;
  private volatile VoiceWish standard; // null: none

  VoiceShelf(ServerOptions options) throws IOException {
    this.options = options;
    references = new AllowedFolders(options.references());
    standard =
        options.defaultVoice() == null
            ? null
            : VoiceWish.named(options.defaultVoice(), "default voice");
  }

  /** All names, in order; aliases last. */
  List<String> names() {
    List<String> names = new ArrayList<>(places().keySet());
    options.aliases().keySet().stream().sorted().forEach(names::add);
    return names;
  }

  /** Voices by name: a folder that holds one, or a recording. */
  private Map<String, Path> places() {
    Map<String, Path> places = new TreeMap<>(options.recordings());
    if (options.voices() != null) {
      try (Stream<Path> entries = Files.list(options.voices())) {
        entries
            .filter(Voice::isSaved)
            .forEach(folder -> places.put(folder.getFileName().toString(), folder));
      } catch (IOException e) {
        throw HttpProblem.of(500, "voices", "The folder of voices cannot be read.", e);
      }
    }
    return places;
  }

  /** The voice of requests that name none, from now on. */
  void standard(VoiceWish wish, LoadedModel model) {
    Voice unused = find(wish, model); // refused where it cannot be made
    standard = wish;
  }

  /**
   * The voice that is wished for.
   *
   * @throws HttpProblem 400 where there is none
   */
  Voice find(VoiceWish wish, LoadedModel model) {
    if (wish.name() == null) {
      if (standard == null) {
        throw HttpProblem.wrong(
            wish.parameter(), wish.parameter() + " is required, for no default voice is set");
      }
      return find(standard, model);
    }
    Optional<Voice> named = named(wish.name(), wish, model);
    if (named.isPresent()) {
      return named.get();
    }
    List<String> segments = AllowedFolders.segments(wish.parameter(), wish.name());
    Optional<Path> recording = references.find(segments).filter(Files::isRegularFile);
    if (recording.isPresent()) {
      return recorded(recording.get(), wish, model);
    }
    return named(stem(segments.getLast()), wish, model).orElseThrow(() -> unknown(wish));
  }

  private static String stem(String file) {
    int point = file.lastIndexOf('.');
    return point <= 0 ? file : file.substring(0, point);
  }

  private HttpProblem unknown(VoiceWish wish) {
    List<String> names = names();
    return HttpProblem.wrong(
        wish.parameter(),
        wish.parameter()
            + ": there is no voice "
            + Shown.of(wish.name())
            + "; "
            + (names.isEmpty() ? "this server has none by name" : "there are: ")
            + String.join(", ", names.subList(0, Math.min(20, names.size())))
            + (names.size() > 20 ? ", …" : "")
            + (references.isEmpty() ? "" : ", and recordings in the folders that the server allows")
            + ".");
  }

  private Optional<Voice> named(String name, VoiceWish wish, LoadedModel model) {
    String folded = AllowedFolders.folded(name);
    for (Map.Entry<String, String> alias : options.aliases().entrySet()) {
      if (AllowedFolders.folded(alias.getKey()).equals(folded)) {
        folded = AllowedFolders.folded(alias.getValue());
      }
    }
    for (Map.Entry<String, Path> place : places().entrySet()) {
      if (AllowedFolders.folded(place.getKey()).equals(folded)) {
        Path path = place.getValue();
        return Optional.of(
            Files.isDirectory(path)
                ? model.voice(List.of(path, changed(path)), () -> model.speech().loadVoice(path))
                : recorded(path, wish, model));
      }
    }
    return Optional.empty();
  }

  /** When a voice was written, so that one that is made again is read again. */
  private static long changed(Path path) {
    try (Stream<Path> files = Files.walk(path, 1)) {
      return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
    } catch (IOException e) {
      throw HttpProblem.of(500, "voices", "A voice cannot be read.", e);
    }
  }

  /** v3 and v4 cannot do with a recording alone. */
  private static void requireWords(VoiceWish wish, LoadedModel model) {
    if (wish.transcript() != null || !model.speech().needsTranscript()) {
      return;
    }
    if (!wish.transcribable()) {
      throw HttpProblem.wrong(
          wish.parameter(),
          wish.parameter()
              + ": a model of version "
              + model.speech().version()
              + " goes on from a recording and its words, which are not told. Name a voice that was"
              + " stored with its words by 'sovits voice create', or ask at /tts, which takes the"
              + " words of a recording as prompt_text.");
    }
    throw HttpProblem.missing(
        "prompt_text",
        ": a model of version "
            + model.speech().version()
            + " goes on from a recording and its words. Send the words that are spoken in the"
            + " recording, and their language as prompt_lang.");
  }

  private Voice recorded(Path recording, VoiceWish wish, LoadedModel model) {
    requireWords(wish, model);
    List<Path> all = new ArrayList<>(List.of(recording));
    for (String path : wish.more()) {
      List<String> segments = AllowedFolders.segments("aux_ref_audio_paths", path);
      all.add(
          references
              .find(segments)
              .filter(Files::isRegularFile)
              .orElseThrow(
                  () ->
                      HttpProblem.wrong(
                          "aux_ref_audio_paths",
                          "aux_ref_audio_paths: there is no recording "
                              + Shown.of(path)
                              + " in the folders that the server allows.")));
    }
    Language language = wish.transcript() == null ? null : spokenIn(wish);
    List<Object> key = new ArrayList<>();
    all.forEach(path -> key.add(hash(path)));
    key.add(String.valueOf(wish.transcript()));
    key.add(String.valueOf(language));
    return model.voice(
        key,
        () -> {
          List<VoiceSource> sources = new ArrayList<>(all.stream().map(VoiceSource::of).toList());
          if (wish.transcript() != null) {
            sources.set(0, sources.getFirst().withTranscript(wish.transcript(), language));
          }
          return model.speech().voice(sources);
        });
  }

  private static Language spokenIn(VoiceWish wish) {
    if (wish.language() == null) {
      throw HttpProblem.missing("prompt_lang");
    }
    return Languages.of("prompt_lang", wish.language());
  }

  private static String hash(Path file) {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (IOException e) {
      throw HttpProblem.of(400, "unreadable", "A recording cannot be read.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}

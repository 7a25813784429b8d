package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Fills a folder of encoders: what was there or the new is there, whole, at every moment. */
public final class EncoderFolderWriter implements AutoCloseable {

  private static final FolderWriter.Kind KIND =
      new FolderWriter.Kind(EncoderJson.FILE, EncoderKind.ids());

  private final FolderWriter folder;
  private final boolean replace;
  private final Map<EncoderKind, ModelPart<EncoderConfig>> existing;
  private final Map<EncoderKind, ModelFolderWriter.Addition<EncoderConfig>> added =
      new EnumMap<>(EncoderKind.class);

  private EncoderFolderWriter(
      FolderWriter folder, boolean replace, Map<EncoderKind, ModelPart<EncoderConfig>> existing) {
    this.folder = folder;
    this.replace = replace;
    this.existing = existing;
  }

  /**
   * Starts to write a folder; makes it when there is none. Encoders that are not added stay.
   *
   * @param path where the encoders will lie
   * @param replace whether encoders that are there already may be replaced
   * @throws UserException when the folder cannot be made, holds an unsound description or is being
   *     written by somebody else
   */
  public static EncoderFolderWriter begin(Path path, boolean replace) {
    FolderWriter folder = FolderWriter.begin(path, KIND);
    try {
      Map<EncoderKind, ModelPart<EncoderConfig>> existing =
          EncoderFolder.isEncoders(path) ? EncoderFolder.of(path).parts() : Map.of();
      folder.keep(named(existing));
      return new EncoderFolderWriter(folder, replace, existing);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Adds an encoder. The writer is completed by {@link #commit}; do not finish it.
   *
   * @param texts what belongs to it beside its weights, by name
   * @throws UserException when it is there already
   */
  public SafetensorsWriter add(
      ModelFolderWriter.Addition<EncoderConfig> encoder, Map<String, String> texts) {
    EncoderKind kind = encoder.config().kind();
    if (!replace && existing.containsKey(kind)) {
      throw new UserException(
          Quote.path(folder.folder())
              + " already holds the "
              + kind.label()
              + ". Choose another folder, or replace it with --force.");
    }
    if (added.put(kind, encoder) != null) {
      throw new UserException(
          "Two files hold the " + kind.label() + ". Name the one that is to be used.");
    }
    return folder.start(kind.id(), encoder.tensors(), texts);
  }

  /**
   * Completes all files and makes them the folder's content.
   *
   * @throws UserException when the disk cannot take them
   */
  public void commit() {
    folder.commit(
        data -> {
          Map<EncoderKind, ModelPart<EncoderConfig>> parts = new EnumMap<>(EncoderKind.class);
          parts.putAll(existing);
          added.forEach((kind, encoder) -> parts.put(kind, encoder.part(data.get(kind.id()))));
          return new FolderWriter.Content(EncoderJson.write(parts), named(parts));
        });
  }

  /** Ends the writing; without a {@link #commit} before, nothing of it is left. */
  @Override
  public void close() {
    folder.close();
  }

  private static Set<String> named(Map<EncoderKind, ModelPart<EncoderConfig>> parts) {
    return parts.values().stream().map(part -> part.data().name()).collect(Collectors.toSet());
  }
}

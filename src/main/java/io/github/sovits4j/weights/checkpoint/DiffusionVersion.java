package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Tells v3 from v4, which have the same tensors: by what the user says, the beginning of published
 * files, upstream's mark, the configuration, and at last the name of the file or its folder.
 *
 * @param version the generation
 * @param certain whether something said so; else it was taken for v3, as upstream does
 */
record DiffusionVersion(ModelVersion version, boolean certain) {

  /** The MD5 of the first 8192 bytes of what upstream published. */
  private static final Map<String, ModelVersion> PUBLISHED =
      Map.of(
          "43797be674a37c1c83ee81081941ed0f", ModelVersion.V3, // s2Gv3.pth
          "4f26b9476d0c5033e04162c486074374", ModelVersion.V4); // s2Gv4.pth

  /** Full v3, LoRA of v3, LoRA of v4. */
  private static final Map<String, ModelVersion> MARKS =
      Map.of("02", ModelVersion.V3, "03", ModelVersion.V3, "04", ModelVersion.V4);

  /** Whether tensors of these names belong to a model of v3 or v4, or to a LoRA of one. */
  static boolean isDiffusion(Collection<String> names) {
    return names.stream().anyMatch(name -> name.startsWith("cfm."));
  }

  /**
   * Finds the version.
   *
   * @param wanted what the user says, if he does
   * @throws UserException when he says that it is an earlier one
   */
  static DiffusionVersion of(TensorFile file, Optional<ModelVersion> wanted) {
    if (wanted.isPresent()) {
      if (!wanted.get().isDiffusion()) {
        throw new UserException(
            Quote.path(file.path())
                + " is a model of version v3 or v4 by its tensors, not of "
                + wanted.get()
                + ". Leave the version out, or say v3 or v4.");
      }
      return new DiffusionVersion(wanted.get(), true);
    }
    return Optional.ofNullable(PUBLISHED.get(file.beginning()))
        .or(() -> Optional.ofNullable(MARKS.get(file.mark())))
        .or(() -> stated(file))
        .or(() -> named(file.path()))
        .map(version -> new DiffusionVersion(version, true))
        .orElse(new DiffusionVersion(ModelVersion.V3, false));
  }

  private static Optional<ModelVersion> stated(TensorFile file) {
    return file.statedVersion()
        .flatMap(
            text ->
                Optional.of(text)
                    .filter(t -> t.equalsIgnoreCase("v3") || t.equalsIgnoreCase("v4"))
                    .map(ModelVersion::parse));
  }

  /** Upstream's files and folders carry it: {@code s2Gv4.pth}, {@code SoVITS_weights_v4}. */
  private static Optional<ModelVersion> named(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    String name = path.getFileName() + "/" + (folder == null ? "" : folder.getFileName());
    boolean v3 = name.matches("(?i).*v3(?![0-9]).*");
    boolean v4 = name.matches("(?i).*v4(?![0-9]).*");
    return v3 == v4 ? Optional.empty() : Optional.of(v4 ? ModelVersion.V4 : ModelVersion.V3);
  }
}

package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.ModelVersion;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the version of a second stage of v1 and v2 by its tensors: they cannot be wrong about it,
 * while file names, sizes and marks can. {@link DiffusionVersion} tells v3 from v4.
 */
final class SovitsVersion {

  private static final int PRO_CHANNELS = 512;
  private static final int PRO_PLUS_CHANNELS = 768;

  private SovitsVersion() {}

  /**
   * Detects the version.
   *
   * @param file what to call the file in complaints
   * @param shapes name and shape of every tensor
   * @param mark the file's first two bytes, {@code PK} when unknown
   * @param stated the version that the file's configuration names, if it does
   * @throws UserException when the version cannot be told
   */
  static ModelVersion detect(
      String file, Map<String, int[]> shapes, String mark, Optional<String> stated) {
    int[] phonemes = shapes.get("enc_p.text_embedding.weight");
    if (mark.matches("0[234]")) {
      throw new UserException(
          file
              + " is marked as a model of version v3 or v4, but lacks their tensors 'cfm.…'. The file"
              + " is not complete; get it again.");
    }
    if (phonemes == null || phonemes.length != 2) {
      throw new UserException(
          file
              + " lacks the phoneme table 'enc_p.text_embedding.weight'. The file is not complete;"
              + " get it again.");
    }
    boolean pro = shapes.containsKey("sv_emb.weight");
    if (pro && phonemes[0] == ModelVersion.V2PRO.phoneSymbols()) {
      return proVersion(file, shapes, mark, stated);
    }
    if (!pro && phonemes[0] == ModelVersion.V1.phoneSymbols()) {
      return ModelVersion.V1;
    }
    if (!pro && phonemes[0] == ModelVersion.V2.phoneSymbols()) {
      return ModelVersion.V2;
    }
    throw new UserException(
        file
            + " has "
            + phonemes[0]
            + " rows in 'enc_p.text_embedding.weight', expected 322 (v1) or 732 (v2 and later). It"
            + " was trained with another phoneme set and cannot be used.");
  }

  /** Released models differ in the generator's width; others must say what they are. */
  private static ModelVersion proVersion(
      String file, Map<String, int[]> shapes, String mark, Optional<String> stated) {
    int[] first = shapes.get("dec.conv_pre.weight");
    int channels = first == null || first.length == 0 ? 0 : first[0];
    if (channels == PRO_PLUS_CHANNELS) {
      return ModelVersion.V2PROPLUS;
    }
    if (channels == PRO_CHANNELS) {
      return ModelVersion.V2PRO;
    }
    if (mark.equals("05") || mark.equals("06")) {
      return mark.equals("06") ? ModelVersion.V2PROPLUS : ModelVersion.V2PRO;
    }
    Optional<ModelVersion> said = stated.map(ModelVersion::parse).filter(ModelVersion::isPro);
    return said.orElseThrow(
        () ->
            new UserException(
                file
                    + " has a speaker branch and a generator that begins with "
                    + channels
                    + " channels, expected 512 (v2Pro) or 768 (v2ProPlus), and says nowhere which"
                    + " it is. Export it again with GPT-SoVITS's own trainer."));
  }
}

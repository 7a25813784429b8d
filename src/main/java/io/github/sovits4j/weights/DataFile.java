package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of tensors as a description such as {@code model.json} names it. The name holds the
 * beginning of the hash, so that a new model never takes the place of an old one's files: which of
 * them count is decided by the description alone.
 *
 * @param name the file's name in the model folder
 * @param bytes its size
 * @param sha256 hash of all its bytes, 64 hexadecimal digits
 */
public record DataFile(String name, long bytes, String sha256) {

  private static final int DIGITS_IN_NAME = 16;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.safetensors");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** What follows the stem in names that this library gives. */
  private static final Pattern ENDING =
      Pattern.compile("-[0-9a-f]{" + DIGITS_IN_NAME + "}\\.safetensors");

  /**
   * Checks that the name is a plain one, which cannot lead out of the folder.
   *
   * @throws UserException when it is not, or the hash is none
   */
  public DataFile {
    if (!NAME.matcher(name).matches()) {
      throw new UserException(
          "The description names the file of weights "
              + Quote.of(name)
              + ", expected a plain name that ends with .safetensors. Make the model folder again.");
    }
    if (!HASH.matcher(sha256).matches()) {
      throw new UserException(
          "The description gives "
              + Quote.of(name)
              + " the SHA-256 "
              + Quote.of(sha256)
              + ", expected 64 hexadecimal digits. Make the model folder again.");
    }
  }

  /**
   * Names a finished file.
   *
   * @param stem what its name begins with
   */
  static DataFile of(String stem, long bytes, String sha256) {
    return new DataFile(
        stem + "-" + sha256.substring(0, DIGITS_IN_NAME) + ".safetensors", bytes, sha256);
  }

  /** Whether a file of that name was named here, by one of these stems. */
  static boolean hasStem(String name, List<String> stems) {
    return stems.stream()
        .anyMatch(
            stem ->
                name.startsWith(stem) && ENDING.matcher(name.substring(stem.length())).matches());
  }
}

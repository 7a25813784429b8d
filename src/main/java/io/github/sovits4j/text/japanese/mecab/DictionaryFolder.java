package io.github.sovits4j.text.japanese.mecab;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where Open JTalk's dictionary lies on this machine. */
public final class DictionaryFolder {

  /** The system property that names the folder. */
  public static final String PROPERTY = "sovits4j.japanese.dictionary";

  /** The environment variable that names it where the property does not. */
  public static final String VARIABLE = "SOVITS_JAPANESE_DICTIONARY";

  /** Debian's and Ubuntu's package of it. */
  public static final String PACKAGE = "open-jtalk-mecab-naist-jdic";

  /** Where packages put it. */
  private static final List<Path> USUAL =
      List.of(
          Path.of("/var/lib/mecab/dic/open-jtalk/naist-jdic"),
          Path.of("/usr/share/mecab/dic/open-jtalk/naist-jdic"),
          Path.of("/usr/share/open-jtalk/dic"),
          Path.of("/opt/homebrew/opt/open-jtalk/dic"),
          Path.of("/usr/local/opt/open-jtalk/dic"));

  private DictionaryFolder() {}

  /** The folder; empty where there is none. One that is named is never replaced by another. */
  public static Optional<Path> find() {
    return Stream.of(System.getProperty(PROPERTY), System.getenv(VARIABLE))
        .filter(name -> name != null && !name.isBlank())
        .map(Path::of)
        .findFirst()
        .or(() -> USUAL.stream().filter(DictionaryFolder::isDictionary).findFirst());
  }

  /**
   * The folder.
   *
   * @throws UserException where there is none, or the one that is named is none
   */
  public static Path require() {
    Path folder =
        find()
            .orElseThrow(
                () ->
                    new UserException(
                        "Japanese needs Open JTalk's dictionary, and it is in none of "
                            + USUAL.stream().map(Path::toString).collect(Collectors.joining(", "))
                            + ". "
                            + advice()));
    if (!isDictionary(folder)) {
      throw new UserException(
          "The Japanese dictionary should be in "
              + folder
              + " (named by "
              + PROPERTY
              + " or "
              + VARIABLE
              + "), but sys.dic is not there. "
              + advice());
    }
    return folder;
  }

  private static String advice() {
    return "Install it (Debian, Ubuntu: apt-get install "
        + PACKAGE
        + "), or unpack open_jtalk_dic_utf_8-1.11 and name its folder by "
        + VARIABLE
        + " or -D"
        + PROPERTY
        + ".";
  }

  private static boolean isDictionary(Path folder) {
    return Files.isRegularFile(folder.resolve("sys.dic"));
  }
}

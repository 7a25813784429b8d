package io.github.sovits4j.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders whose files clients may name, and nothing else: a name is relative to one of them, goes
 * down only, and what it leads to really lies inside, links followed. Case does not matter, nor
 * which slashes are used. What is refused was not opened.
 */
final class AllowedFolders {

  private final List<Path> folders;

  /**
   * @param folders that exist; may be none
   * @throws IOException when one does not
   */
  AllowedFolders(List<Path> folders) throws IOException {
    List<Path> real = new ArrayList<>();
    for (Path folder : folders) {
      real.add(folder.toRealPath());
    }
    this.folders = List.copyOf(real);
  }

  /** Whether no folder is allowed. */
  boolean isEmpty() {
    return folders.isEmpty();
  }

  /**
   * Takes a name apart.
   *
   * @param parameter that holds it
   * @throws HttpProblem 400 when it is no name below a folder
   */
  static List<String> segments(String parameter, String name) {
    String path = name.strip().replace('\\', '/');
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..") || segment.codePoints().anyMatch(Character::isISOControl)) {
        throw refused(parameter, name);
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (path.startsWith("/") || path.startsWith("~") || path.indexOf(':') >= 0) {
      throw refused(parameter, name); // absolute, a home folder, a drive, a URL, a stream of NTFS
    }
    if (segments.isEmpty()) {
      throw HttpProblem.wrong(parameter, parameter + ": expected the name of a file, got none.");
    }
    return segments;
  }

  private static HttpProblem refused(String parameter, String name) {
    return HttpProblem.wrong(
        parameter,
        parameter
            + ": expected a path relative to a folder that the server allows, without \"..\", got "
            + Shown.of(name)
            + ".");
  }

  /**
   * Finds a file or folder.
   *
   * @param segments of its name
   * @return its real path
   */
  Optional<Path> find(List<String> segments) {
    for (Path folder : folders) {
      Optional<Path> found = find(folder, folder, segments);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> find(Path root, Path folder, List<String> segments) {
    Path at = folder;
    for (String segment : segments) {
      Optional<Path> next = entry(at, segment).flatMap(path -> inside(root, path));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  /** The real path, if it did not leave the folder. */
  private static Optional<Path> inside(Path root, Path path) {
    try {
      Path real = path.toRealPath();
      return real.startsWith(root) ? Optional.of(real) : Optional.empty();
    } catch (IOException e) { // a link that leads nowhere
      return Optional.empty();
    }
  }

  /** The entry of this very name, else the first in order that differs in case alone. */
  private static Optional<Path> entry(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Path exact = folder.resolve(name);
      String folded = folded(name);
      List<Path> alike =
          entries
              .filter(entry -> folded(entry.getFileName().toString()).equals(folded))
              .sorted()
              .toList();
      return alike.contains(exact) ? Optional.of(exact) : alike.stream().findFirst();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A name without what file systems and clients spell differently. */
  static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}

package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Data that others made goes into the jar with its licence, and into the list of such data. */
class DataLicencesTest {

  private static final Path RESOURCES = Path.of("src/main/resources");

  /** What we learnt or wrote ourselves, of data whose licence is beside it. */
  private static final List<String> OURS = List.of("letter-to-sound.bin.gz");

  @Test
  void everyArchiveOfDataHasItsLicenceBesideIt() throws IOException {
    String list = Files.readString(Path.of("THIRD-PARTY.md"));
    List<Path> archives;
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      archives = files.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
    }
    assertEquals(11, archives.size(), archives.toString());
    for (Path archive : archives) {
      String name = archive.getFileName().toString();
      assertTrue(list.contains(name), name + " is not in THIRD-PARTY.md");
      String stem = name.substring(0, name.indexOf('.'));
      Path own = archive.resolveSibling(stem + ".LICENSE.txt");
      Path shared = archive.resolveSibling("LICENSE.txt");
      assertTrue(
          OURS.contains(name)
              || Files.exists(own)
              || (Files.exists(shared) && Files.readString(shared).contains(name)),
          name + " has no licence beside it");
    }
  }
}

package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoclCacheTest {

  @Test
  void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path below = file.resolve("cache");
    String problem = new PoclCache(below, true).problem().orElseThrow();
    assertTrue(problem.contains(below.toString()) && problem.contains("POCL_CACHE_DIR"), problem);
    assertEquals(Optional.empty(), new PoclCache(below, false).problem());
    assertEquals(Optional.empty(), new PoclCache(folder.resolve("new"), true).problem());
  }

  @Test
  void looksWherePoclLooks() {
    assertEquals(
        Path.of("/c"),
        PoclCache.folder(Map.of("POCL_CACHE_DIR", "/c", "XDG_CACHE_HOME", "/x", "HOME", "/h")));
    assertEquals(
        Path.of("/x/pocl/kcache"), PoclCache.folder(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h")));
    assertEquals(Path.of("/h/.cache/pocl/kcache"), PoclCache.folder(Map.of("HOME", "/h")));
    assertNull(PoclCache.folder(Map.of()));
  }
}

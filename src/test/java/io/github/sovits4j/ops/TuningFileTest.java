package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored comes back where it was found, and nowhere else. */
class TuningFileTest {

  @TempDir Path folder;

  private Path file;

  private static TuningTarget target(String backend, String device, String driver) {
    Map<String, List<Integer>> tile = new LinkedHashMap<>();
    tile.put("ROWS", List.of(8, 4, 16));
    tile.put("BLOCK", List.of(1, 2));
    return new TuningTarget(
        backend,
        device,
        Map.of("driver", driver),
        List.of(
            new TunableKernel("multiply", Linear.class, tile),
            new TunableKernel("add", CrossFade.class, Map.of("GROUP", List.of(1, 2)))));
  }

  private static final TuningTarget HERE = target("mine", "Ünit = 3: \\ a", "1.0");

  private static final Tuning DEFAULTS = Tuning.defaults(HERE.kernels());

  private static final Tuning FOUND =
      DEFAULTS.with("multiply", Map.of("ROWS", 16, "BLOCK", 1)).with("add", Map.of("GROUP", 2));

  @BeforeEach
  void store() {
    file = folder.resolve("made").resolve("here.properties");
    TuningFile.write(file, HERE, FOUND);
  }

  private Tuning read(TuningTarget target) {
    return TuningFile.inForce(file.toString(), null, target);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Tuning read = read(HERE);
    assertEquals(FOUND.tuned(), read.tuned());
    assertEquals(file, read.file());
    assertEquals(Map.of("ROWS", 16, "BLOCK", 1), read.parameters("multiply"));
    assertEquals("2 tuned", read.toString());
    TuningFile.write(file, HERE, FOUND.with("add", Map.of("GROUP", 1)));
    assertEquals(Map.of("multiply", FOUND.parameters("multiply")), read(HERE).tuned());
    assertEquals(Map.of("GROUP", 1), read(HERE).parameters("add"));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(1, files.count(), "nothing but the finished file");
    }
  }

  @Test
  void theUsersOwnFileIsFoundAndCanBeSwitchedOff() {
    assertEquals(FOUND.tuned(), TuningFile.inForce(null, file, HERE).tuned());
    assertEquals(DEFAULTS, TuningFile.inForce(TuningTarget.OFF, file, HERE));
    assertEquals(DEFAULTS, TuningFile.inForce(null, folder.resolve("none"), HERE));
    assertEquals(DEFAULTS, TuningFile.inForce(null, null, HERE));
  }

  /** The user's own file without a word to the user, but not what was asked for. */
  @Test
  void whatWasFoundForSomethingElseIsLeftAside() {
    Map<TuningTarget, String> others =
        Map.of(
            target("mine", HERE.device(), "1.1"), "is for driver '1.0', here is '1.1'",
            target("mine", "Another", "1.0"), "is for device '" + HERE.device() + "', here is",
            target("other", HERE.device(), "1.0"), "is for backend 'mine', here is 'other'");
    others.forEach(
        (other, words) -> {
          assertEquals(DEFAULTS, TuningFile.inForce(null, file, other));
          UserException e = assertThrows(UserException.class, () -> read(other));
          assertTrue(e.getMessage().startsWith("tuning file " + file + " " + words), e::getMessage);
          assertTrue(
              e.getMessage().endsWith("run sovits tune --backend " + other.backend() + " again."),
              e::getMessage);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multiply.ROWS=17 | multiply.ROWS: expected one of [8, 4, 16], got '17'",
        "multiply.ROWS=-8 | got '-8'",
        "multiply.ROWS=999999999999999999999 | got '999999999999999999999'",
        "multiply.GROUP=8 | multiply.GROUP: expected no such parameter",
        "nonsense.ROWS=8 | unknown entry 'nonsense.ROWS'",
        "ROWS=8 | unknown entry 'ROWS'",
        "driver= | 'driver'",
        "a=\\uZZZZ | encoding",
      })
  void whatMakesNoSenseIsNamedWithItsFile(String line, String expected) throws IOException {
    Files.writeString(file, Files.readString(file) + line + '\n');
    UserException e = assertThrows(UserException.class, () -> read(HERE));
    assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    for (byte[] content : new byte[][] {{}, {(byte) 0xff, 0, 7}, new byte[1 << 20]}) {
      Files.write(file, content);
      UserException e =
          assertThrows(UserException.class, () -> TuningFile.inForce(null, file, HERE));
      assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
      assertTrue(e.getMessage().contains("sovits4j.mine.tuning=off"), e::getMessage);
    }
    Files.delete(file);
    assertThrows(UserException.class, () -> read(HERE));
  }

  @Test
  void whereUsersHaveNoHomeThereIsNoFolderOfTheirs() {
    String home = System.getProperty("user.home");
    try {
      System.setProperty("user.home", "?"); // what the JVM says where the system knows none
      assertNull(UserFolder.of("SOVITS4J_NO_SUCH_VARIABLE", ".cache", "mine"));
      System.setProperty("user.home", "/home/me");
      assertEquals(
          Path.of("/home/me/.cache/sovits4j/mine"),
          UserFolder.of("SOVITS4J_NO_SUCH_VARIABLE", ".cache", "mine"));
    } finally {
      System.setProperty("user.home", home);
    }
  }
}

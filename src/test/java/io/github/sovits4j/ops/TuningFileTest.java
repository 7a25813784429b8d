package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static OpenClDevice device(String name, String driver, long largestGroup) {
    return new OpenClDevice(
        null,
        null,
        "A platform",
        name,
        "OpenCL 1.2",
        driver,
        false,
        2,
        1 << 30,
        1 << 28,
        largestGroup);
  }

  private static final OpenClDevice HERE = device("Ünit = 3: \\ a", "1.0", 4096);

  private static final Tuning FOUND =
      Tuning.defaults(false)
          .with(TunedKernel.CONV1D, TunedKernel.CONV1D.defaults(false).with("OT", 8))
          .with(TunedKernel.LINEAR_ROW, TunedKernel.LINEAR_ROW.defaults(false).with("WT", 16));

  @BeforeEach
  void store() {
    file = folder.resolve("made").resolve("here.properties");
    new TuningFile(file, HERE, false).write(FOUND);
  }

  private Tuning read(OpenClDevice device, boolean gpu) {
    return TuningFile.inForce(file.toString(), null, device, gpu);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Tuning read = read(HERE, false);
    assertEquals(FOUND.tuned(), read.tuned());
    assertEquals(file, read.file());
    assertEquals(16, read.shape(TunedKernel.LINEAR_ROW).get("WT"));
    assertEquals("CPU kernels, 2 tuned", read.toString());
    new TuningFile(file, HERE, false)
        .write(FOUND.with(TunedKernel.CONV1D, TunedKernel.CONV1D.defaults(false)));
    assertEquals(
        Map.of(TunedKernel.LINEAR_ROW, FOUND.shape(TunedKernel.LINEAR_ROW)),
        read(HERE, false).tuned());
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(1, files.count(), "nothing but the finished file");
    }
  }

  @Test
  void theUsersOwnFileIsFoundAndCanBeSwitchedOff() {
    assertEquals(FOUND.tuned(), TuningFile.inForce(null, file, HERE, false).tuned());
    assertEquals(Map.of(), TuningFile.inForce(TuningFile.OFF, file, HERE, false).tuned());
    assertEquals(
        Tuning.defaults(false), TuningFile.inForce(null, folder.resolve("none"), HERE, false));
    assertEquals(Tuning.defaults(true), TuningFile.inForce(null, null, HERE, true));
  }

  @Test
  void whatWasFoundForSomethingElseIsLeftAside() throws IOException {
    OpenClDevice newer = device(HERE.name(), "1.1", 4096);
    OpenClDevice other = device("Another", "1.0", 4096);
    assertEquals(Tuning.defaults(false), TuningFile.inForce(null, file, newer, false));
    assertEquals(Tuning.defaults(false), TuningFile.inForce(null, file, other, false));
    assertEquals(Tuning.defaults(true), TuningFile.inForce(null, file, HERE, true));
    // ... but not in silence where it was asked for.
    UserException e = assertThrows(UserException.class, () -> read(newer, false));
    assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    assertTrue(e.getMessage().contains("driver '1.0', here is '1.1'"), e::getMessage);

    String text = Files.readString(file);
    Files.writeString(file, text.replaceAll("kernels=.", "kernels=x"));
    assertEquals(Tuning.defaults(false), TuningFile.inForce(null, file, HERE, false));
    assertThrows(UserException.class, () -> read(HERE, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear-row.WT=17 | linear-row.WT: expected one of [8, 4, 6, 12, 16], got '17'",
        "linear-row.WT=-8 | got '-8'",
        "linear-row.WT=999999999999999999999 | got '999999999999999999999'",
        "linear-row.OT=8 | linear-row.OT: expected no such parameter",
        "nonsense.WT=8 | unknown entry 'nonsense.WT'",
        "WT=8 | unknown entry 'WT'",
        "driver= | 'driver'",
        "a=\\uZZZZ | encoding",
      })
  void whatMakesNoSenseIsNamedWithItsFile(String line, String expected) throws IOException {
    Files.writeString(file, Files.readString(file) + line + '\n');
    UserException e = assertThrows(UserException.class, () -> read(HERE, false));
    assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    for (byte[] content : new byte[][] {{}, {(byte) 0xff, 0, 7}, new byte[1 << 20]}) {
      Files.write(file, content);
      UserException e =
          assertThrows(UserException.class, () -> TuningFile.inForce(null, file, HERE, false));
      assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
      assertTrue(e.getMessage().contains(TuningFile.PROPERTY), e::getMessage);
    }
    Files.delete(file);
    assertThrows(UserException.class, () -> read(HERE, false));
  }

  @Test
  void workGroupsFitTheDevice() {
    Shape wide = TunedKernel.CHANNEL_NORM.defaults(true).with("TX", 16).with("LANES", 32);
    new TuningFile(file, HERE, true)
        .write(Tuning.defaults(true).with(TunedKernel.CHANNEL_NORM, wide));
    assertEquals(wide, read(HERE, true).shape(TunedKernel.CHANNEL_NORM));
    UserException e =
        assertThrows(UserException.class, () -> read(device(HERE.name(), "1.0", 256), true));
    assertTrue(e.getMessage().contains("512, but the device allows 256"), e::getMessage);
  }

  @Test
  void whereUsersHaveNoHomeThereIsNoFolderOfTheirs() {
    String home = System.getProperty("user.home");
    try {
      System.setProperty("user.home", "?"); // what the JVM says where the system knows none
      assertNull(OpenClOptions.userFolder("SOVITS4J_NO_SUCH_VARIABLE", ".cache"));
      System.setProperty("user.home", "/home/me");
      assertEquals(
          Path.of("/home/me/.cache/sovits4j/opencl"),
          OpenClOptions.userFolder("SOVITS4J_NO_SUCH_VARIABLE", ".cache"));
    } finally {
      System.setProperty("user.home", home);
    }
  }
}

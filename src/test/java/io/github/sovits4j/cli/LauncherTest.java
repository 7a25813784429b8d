package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sovits4j.cli.Launcher.Run;
import io.github.sovits4j.ops.Backends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that users start, started as they start it, in surroundings as they have them. */
class LauncherTest {

  @TempDir private Path folder;
  private Launcher launcher;

  @BeforeEach
  void copy() throws IOException {
    launcher = new Launcher(Files.createDirectory(folder.resolve("sovits4j")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "no_WHERE.UTF-8"})
  void textsAndNamesAreUtf8WhateverTheLocaleSays(String locale) throws Exception {
    Path file = folder.resolve("naïve 文.txt");
    Run run =
        launcher
            .with("LC_ALL", locale)
            .run(
                "phones --language zh --json --text '你好，café。' && printf '再见。' > '"
                    + file
                    + "' && ./sovits phones --language zh --json --text-file '"
                    + file
                    + "'");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("\"text\":\"你好\",\"first\""), run.out());
    assertTrue(run.out().contains("\"text\":\"再见\",\"first\""), run.out());
    // The shell itself complains of a locale that is not there.
    assertEquals("", run.err().replaceAll(".*warning: setlocale.*\n", ""));
  }

  @Test
  void withoutTheLauncherLostLettersAreAnError() throws Exception {
    Run run =
        launcher
            .with("LC_ALL", "C")
            .run(
                "--version >/dev/null; \"$SOVITS_JAVA_HOME/bin/java\" -cp \"$SOVITS_CLASSPATH\""
                    + " io.github.sovits4j.cli.Sovits phones --text 'né'");
    assertEquals(1, run.exit(), run.out());
    assertTrue(run.err().contains("Set LC_ALL=C.UTF-8"), run.err());
  }

  @Test
  void needsNoHome() throws Exception {
    Run run = launcher.with("HOME", null).with("LC_ALL", null).run("phones --text Hello.");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("HH AH0 L OW1"), run.out());
    assertEquals("", run.err());
  }

  /** What never computes does without the module that the JVM warns of. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "--version", "phones --text Hello.", "inspect none", "convert --help"})
  void theVectorModuleIsForWhatComputes(String arguments) throws Exception {
    assertFalse(launcher.run(arguments).said().contains(Launcher.INCUBATOR));
  }

  @Test
  void whatComputesHasTheVectorModule() throws Exception {
    Run run = launcher.run("device --backend simd");
    assertEquals(0, run.exit(), run.said());
    assertTrue(run.out().startsWith("simd on "), run.out());
    assertTrue(run.said().startsWith(Launcher.INCUBATOR), run.said());
  }

  @Test
  void poclGetsACacheFolderThatItCanWrite() throws Exception {
    assumeTrue(
        Backends.providers().stream()
            .anyMatch(p -> p.name().equals("opencl") && p.missing().isEmpty()),
        "no OpenCL here");
    assumeTrue(poclIsHere(), "no PoCL here");
    Path file =
        Files.createFile(folder.resolve("file")); // nobody can write below it, not even root
    Run run =
        launcher
            .with("HOME", file.toString())
            .with("XDG_CACHE_HOME", null)
            .with("SOVITS_JAVA_OPTS", "-Dsovits4j.opencl.cache=off")
            .run("verify --backend opencl --tiny --operator LinearResidualNorm");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().startsWith("backend opencl on "), run.out());
    assertFalse(run.err().contains("warning"), run.err()); // of the compiler in PoCL
    assertTrue(run.err().contains("PoCL cannot write its cache folder " + file), run.err());
    assertTrue(Files.isDirectory(launcher.home().resolve("target/pocl-cache")));
  }

  private static boolean poclIsHere() throws IOException {
    Path vendors = Path.of("/etc/OpenCL/vendors");
    try (var drivers = Files.newDirectoryStream(vendors, "*pocl*")) {
      return drivers.iterator().hasNext();
    }
  }

  @Test
  void whatItInstallsItAnnouncesInOneLine() throws Exception {
    Run run = withoutMaven().with("SOVITS_NO_INSTALL", null).run("phones --text Hello.");
    assertEquals(1, run.exit());
    assertEquals(
        "sovits: installing maven with apt-get: Maven builds sovits4j (SOVITS_NO_INSTALL=1 turns"
            + " this off)",
        run.err().lines().findFirst().orElseThrow());
    assertTrue(Files.exists(folder.resolve("installed")), "apt-get was not asked");
    assertFalse(run.err().contains("chatter"), run.err());
    assertTrue(run.err().contains("the build failed"), run.err());
  }

  @Test
  void installsNothingWhenToldSo() throws Exception {
    Run run = withoutMaven().with("SOVITS_NO_INSTALL", "1").run("phones --text Hello.");
    assertEquals(1, run.exit());
    assertEquals(
        List.of(
            "sovits: Maven is missing.",
            "sovits: Install it (Debian: apt-get install maven) and start again."),
        run.err().lines().toList());
    assertFalse(Files.exists(folder.resolve("installed")), "apt-get was asked");
  }

  /** The samples of a WAV. */
  private static ShortBuffer samples(byte[] wav) {
    return ByteBuffer.wrap(wav, 44, wav.length - 44)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer();
  }

  @Test
  void standardOutputGetsTheWavAndNothingElse() throws Exception {
    Run made =
        launcher.run(
            "synthesize-weights --version v2 --tiny --seed 3 --output model && ./sovits demo --seed 1"
                + " --backend reference --output reference.wav");
    assertEquals(0, made.exit(), made.err());
    String speak =
        "tts --model model --backend reference --reference reference.wav --max-seconds 0.4";
    Run run =
        launcher.run(
            speak
                + " --text 'Say 🎉 this.' --output speech.wav >/dev/null 2>&1;"
                + " printf 'Say 🎉 this.' | ./sovits "
                + speak
                + " --output -");
    assertEquals(0, run.exit(), run.err());
    assertArrayEquals(
        Files.readAllBytes(launcher.home().resolve("speech.wav")), run.bytes(), run.err());
    assertTrue(run.err().contains("not spoken: 1 emoji (🎉)"), run.err());
    assertTrue(run.err().contains("standard output: 0.70 s of audio"), run.err());
    assertFalse(Files.exists(launcher.home().resolve("-")));

    Run streamed =
        launcher.run(speak + " --text 'Say 🎉 this.' --stream sentences --output - --pause 0.3");
    assertEquals(0, streamed.exit(), streamed.err());
    ShortBuffer whole = samples(run.bytes());
    ShortBuffer parts = samples(streamed.bytes());
    assertEquals(whole.remaining(), parts.remaining());
    while (whole.hasRemaining()) { // one is truncated, the other rounded
      assertEquals(whole.get(), parts.get(), 1);
    }

    Run nothing = launcher.run(speak + " --output nothing.wav");
    assertEquals(1, nothing.exit());
    assertTrue(nothing.err().contains("standard input is empty"), nothing.err());

    Run little =
        launcher
            .with("SOVITS_JAVA_OPTS", "-Xmx14m -XX:TieredStopAtLevel=1")
            .run(speak + " --text 'Say this.' --output little.wav");
    assertEquals(1, little.exit(), little.err());
    assertTrue(little.err().contains("SOVITS_JAVA_OPTS=-Xmx"), little.err());
    assertFalse(Files.exists(launcher.home().resolve("little.wav")));
  }

  /** A system with nothing but the usual tools, where apt-get brings a Maven that cannot build. */
  private Launcher withoutMaven() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool :
        List.of(
            "bash",
            "dirname",
            "sed",
            "head",
            "tail",
            "find",
            "mktemp",
            "rm",
            "mkdir",
            "chmod",
            "grep",
            "cat",
            "touch",
            "cp",
            "locale",
            "readlink")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
          program(bin.resolve(tool), "exec " + Path.of(place, tool) + " \"$@\"");
        }
      }
    }
    program(bin.resolve("id"), "echo 0");
    program(folder.resolve("mvn"), "echo no network; exit 1");
    program(
        bin.resolve("apt-get"),
        "echo chatter; touch "
            + folder.resolve("installed")
            + "; cp "
            + folder.resolve("mvn")
            + ' '
            + bin);
    return launcher.neverBuilt().with("PATH", bin.toString());
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

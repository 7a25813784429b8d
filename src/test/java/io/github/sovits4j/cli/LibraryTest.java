package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a user reads who has the jar alone on the class path, or too little beside it. */
class LibraryTest {

  private static final String END =
      "; add that, with what it needs, in the versions of sovits4j's pom.xml, or start with ./sovits,"
          + " which has it.";

  private static String said(int exit, String command, Class<?>... libraries) throws Exception {
    String path =
        Stream.concat(Stream.of(Sovits.class), Stream.of(libraries))
            .map(LibraryTest::placeOf)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                Sovits.class.getName(),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exit, process.waitFor(), said);
    return said.strip();
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneSentenceNamesWhatIsMissing() throws Exception {
    assertEquals(
        "sovits: serve needs what is not on the class path: info.picocli:picocli,"
            + " com.fasterxml.jackson.core:jackson-databind, org.ejml:ejml-ddense,"
            + " io.helidon.webserver:helidon-webserver"
            + END,
        said(1, "serve"));
    assertEquals(
        "sovits: sovits needs what is not on the class path: info.picocli:picocli,"
            + " com.fasterxml.jackson.core:jackson-databind, org.ejml:ejml-ddense"
            + END,
        said(1, "--help"));
    Class<?>[] all = {
      CommandLine.class,
      ObjectMapper.class,
      JsonFactory.class,
      JsonView.class,
      DMatrixRMaj.class,
      CommonOps_DDRM.class
    };
    assertEquals(
        "sovits: serve needs what is not on the class path: io.helidon.webserver:helidon-webserver"
            + END,
        said(1, "serve", all));
    assertTrue(said(0, "--help", all).contains("serve"));
  }

  @Test
  void theArtifactsAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    for (String artifact :
        List.of("picocli", "jackson-databind", "ejml-ddense", "helidon-webserver")) {
      assertTrue(pom.contains("<artifactId>" + artifact + "</artifactId>"), artifact);
    }
  }
}

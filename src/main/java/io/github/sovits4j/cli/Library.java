package io.github.sovits4j.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A library that a command needs and the jar does not hold. */
enum Library {
  /** Reads the command line. */
  PICOCLI("picocli.CommandLine", "info.picocli:picocli"),
  /** Reads and writes JSON. */
  JACKSON(
      "com.fasterxml.jackson.databind.ObjectMapper", "com.fasterxml.jackson.core:jackson-databind"),
  /** Multiplies matrices. */
  EJML("org.ejml.data.DMatrixRMaj", "org.ejml:ejml-ddense"),
  /** Speaks HTTP. */
  HELIDON("io.helidon.webserver.WebServer", "io.helidon.webserver:helidon-webserver");

  private final String type;
  private final String artifact;

  Library(String type, String artifact) {
    this.type = type;
    this.artifact = artifact;
  }

  private boolean isPresent() {
    try {
      Class.forName(type, false, Library.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * A sentence about those that are not there; null where all are.
   *
   * @param command that needs them
   */
  static String missing(String command, Library... needed) {
    List<Library> missing = Stream.of(needed).filter(library -> !library.isPresent()).toList();
    if (missing.isEmpty()) {
      return null;
    }
    return command
        + " needs what is not on the class path: "
        + missing.stream().map(library -> library.artifact).collect(Collectors.joining(", "))
        + "; add that, with what it needs, in the versions of sovits4j's pom.xml, or start with"
        + " ./sovits, which has it.";
  }
}

package io.github.sovits4j.bench.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The native libraries that GPU programs need, wherever drivers put them: on machines made for one
 * purpose they often lie in folders that the system's loader does not know.
 *
 * @param searched every folder that was looked at
 * @param loader of OpenCL's installable client drivers
 * @param drivers of OpenCL, by library or by the file that registers it
 * @param cuda the driver of CUDA
 * @param nvrtc CUDA's run-time compiler
 */
record Libraries(
    List<Path> searched,
    Optional<Path> loader,
    List<Path> drivers,
    Optional<Path> cuda,
    Optional<Path> nvrtc) {

  private static final int DEPTH = 4;

  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/usr/lib",
          "/usr/local/lib",
          "/usr/lib/wsl/lib",
          "/opt/rocm/lib",
          "/usr/lib/x86_64-linux-gnu/nvidia/current");

  /** Searched with all that lies below. */
  private static final List<String> TREES =
      List.of("/usr/local/nvidia", "/usr/local/cuda", "/opt/nvidia");

  private static final List<String> DRIVERS =
      List.of(
          "libnvidia-opencl.so.1", "libamdocl64.so", "libigdrcl.so", "libpocl.so.2", "libmali.so");

  private static final Path REGISTERED = Path.of("/etc/OpenCL/vendors");

  /**
   * Looks.
   *
   * @param more folders, searched with all below
   */
  static Libraries find(List<Path> more) {
    Set<Path> folders = new LinkedHashSet<>();
    String path = System.getenv("LD_LIBRARY_PATH");
    if (path != null) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        if (!folder.isBlank()) {
          folders.add(Path.of(folder));
        }
      }
    }
    FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
    TREES.forEach(tree -> folders.addAll(below(Path.of(tree))));
    more.forEach(tree -> folders.addAll(below(tree)));
    List<Path> searched = folders.stream().filter(Files::isDirectory).toList();
    List<Path> drivers = new ArrayList<>();
    DRIVERS.forEach(name -> first(searched, name).ifPresent(drivers::add));
    drivers.addAll(registered());
    return new Libraries(
        List.copyOf(folders),
        first(searched, "libOpenCL.so.1"),
        List.copyOf(drivers),
        first(searched, "libcuda.so.1"),
        first(searched, "libnvrtc.so.13").or(() -> first(searched, "libnvrtc.so.12")));
  }

  private static Set<Path> below(Path tree) {
    try (Stream<Path> all = Files.walk(tree, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return new LinkedHashSet<>(
          all.filter(Files::isDirectory)
              .filter(folder -> folder.getFileName().toString().startsWith("lib"))
              .toList());
    } catch (IOException | UncheckedIOException e) {
      return Set.of(tree); // not there, or not for us
    }
  }

  private static List<Path> registered() {
    try (Stream<Path> files = Files.list(REGISTERED)) {
      return files.filter(file -> file.toString().endsWith(".icd")).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<Path> first(List<Path> folders, String name) {
    return folders.stream().map(folder -> folder.resolve(name)).filter(Files::exists).findFirst();
  }

  /**
   * Registers every driver in one folder, for {@code OCL_ICD_VENDORS}.
   *
   * @param folder made when it is not there
   */
  void register(Path folder) throws IOException {
    Files.createDirectories(folder);
    Set<String> seen = new LinkedHashSet<>();
    for (Path driver : drivers) {
      String library =
          driver.toString().endsWith(".icd") ? Files.readString(driver).strip() : driver.toString();
      String name = Path.of(library).getFileName().toString();
      if (seen.add(name.replaceFirst("\\.so.*", ""))) {
        Files.writeString(folder.resolve(name + ".icd"), library + "\n");
      }
    }
  }

  /**
   * Folders of what was found that the system's loader may not know, for {@code LD_LIBRARY_PATH}.
   */
  List<Path> folders() {
    return Stream.of(cuda, nvrtc, loader)
        .flatMap(Optional::stream)
        .map(Path::getParent)
        .distinct()
        .toList();
  }
}

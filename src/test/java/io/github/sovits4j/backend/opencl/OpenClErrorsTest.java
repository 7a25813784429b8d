package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong says what, where, and what to do. */
class OpenClErrorsTest {

  @BeforeAll
  static void device() {
    OpenClDevices.require();
  }

  @Test
  void aBrokenKernelIsNamedWithTheCompilersWords() {
    try (OpenClBackend backend = OpenClDevices.open((String) null)) {
      OpenClException e =
          assertThrows(
              OpenClException.class,
              () ->
                  backend
                      .programs()
                      .build("broken", "__kernel void broken() { nonsense(; }", "-cl-std=CL1.2"));
      assertTrue(e.getMessage().contains("'broken'"), e::getMessage);
      assertTrue(e.getMessage().contains("CL_BUILD_PROGRAM_FAILURE"), e::getMessage);
      assertTrue(e.getMessage().contains("error:"), e::getMessage);
      assertEquals("CL_BUILD_PROGRAM_FAILURE", e.error());
    }
  }

  @Test
  void aDeviceIsChosenByNumberOrPartOfItsName() {
    List<OpenClDevice> devices = OpenClDevice.all();
    OpenClDevice first = devices.getFirst();
    assertEquals(first, OpenClDevice.choose(devices, "0"));
    assertEquals(first, OpenClDevice.choose(devices, first.name().substring(2)));
    UserException e =
        assertThrows(
            UserException.class, () -> OpenClDevice.choose(devices, "a device nobody makes"));
    assertTrue(e.getMessage().contains(first.name()), e::getMessage);
    assertThrows(UserException.class, () -> OpenClDevice.choose(devices, "99"));
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
    try (OpenClBackend backend = OpenClDevices.open((String) null)) {
      long allocations = backend.counts().allocations;
      int side = 46_000; // 8.5 GB each
      UserException e =
          assertThrows(
              UserException.class,
              () ->
                  backend.capture(
                      ops -> {
                        Tensor x = ops.input("x", DataType.F32, Dim.of(side), Dim.of(side));
                        Tensor y = ops.flipChannels(x);
                        return ops.output(ops.flipChannels(y));
                      }));
      assertTrue(e.getMessage().contains("MB"), e::getMessage);
      assertEquals(allocations, backend.counts().allocations);
    }
  }

  @Test
  void aFailedCaptureLeavesNothingBehind() {
    try (OpenClBackend backend = OpenClDevices.open((String) null)) {
      Tensor foreign = Tensor.fixed("elsewhere", DataType.F32, Tensor.Kind.CONSTANT, 2, 3, 1);
      long bytes = backend.session().budget().memory().used();
      long objects = backend.counts().objects;
      assertThrows(
          IllegalArgumentException.class,
          () ->
              backend.capture(
                  ops ->
                      ops.output(
                          ops.conv1d(
                              ops.input("x", DataType.F32, Dim.of(3), Dim.of(4)),
                              foreign,
                              null,
                              Conv1d.Settings.DEFAULT))));
      assertEquals(bytes, backend.session().budget().memory().used());
      assertTrue(backend.counts().objects <= objects + 1, "only the built program may stay");
    }
  }

  @Test
  void unknownSettingsAreNamed() {
    UserException e = assertThrows(UserException.class, () -> OpenClDevices.options("fpga"));
    assertTrue(e.getMessage().contains("fpga"), e::getMessage);
  }

  @Test
  void compiledKernelsAreCachedAndABrokenCacheIsBuiltAnew(@TempDir Path folder) throws IOException {
    OpenClDevice device = OpenClDevice.all().getFirst();
    BinaryCache cache = new BinaryCache(folder);
    String key = BinaryCache.key(device, "source", "options");
    assertEquals(64, key.length());
    assertTrue(cache.read(key).isEmpty());
    cache.write(key, new byte[] {1, 2, 3});
    assertEquals(3, cache.read(key).orElseThrow().length);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing but the finished file");
    }

    Map<String, Integer> defines =
        new Shape(TunedKernel.FLIP_CHANNELS.searched(false).defaults()).defines();
    long first = build(device, folder.resolve("kernels"), defines);
    long second = build(device, folder.resolve("kernels"), defines);
    assertTrue(first > 0 && second == 0, "built " + first + " times, then " + second);
    try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {42});
      }
    }
    assertEquals(first, build(device, folder.resolve("kernels"), defines));
  }

  /** Builds a kernel with a cache and returns how many programs came from source. */
  private static long build(OpenClDevice device, Path folder, Map<String, Integer> defines) {
    try (Session session = new Session(device, Long.MAX_VALUE, 1, BackendOptions.DEFAULT);
        Programs programs = Programs.caching(session, new BinaryCache(folder))) {
      session.release(programs.kernel("flip-channels", defines));
      return programs.builds();
    }
  }
}

package io.github.sovits4j.backend.opencl;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** The compiled kernel files of a session, each built once per set of definitions. */
final class Programs implements AutoCloseable {

  // -w: some drivers print how many warnings there were, past us, where the user reads.
  private static final String OPTIONS = "-cl-std=CL1.2 -cl-mad-enable -w";

  /** PoCL keeps what it compiled itself, per work-group size; a binary of ours would lose that. */
  private static final String CACHES_ITSELF = "Portable Computing Language";

  private final Session session;
  private final BinaryCache cache;
  private final Map<String, cl_program> programs = new HashMap<>();

  private long builds;

  private Programs(Session session, BinaryCache cache) {
    this.session = session;
    this.cache = cache;
  }

  /** With this cache, or none where the driver has its own. */
  static Programs of(Session session, BinaryCache cache) {
    boolean own = session.device().platform().equals(CACHES_ITSELF);
    return caching(session, own ? new BinaryCache(null) : cache);
  }

  /** With this cache on any device. */
  static Programs caching(Session session, BinaryCache cache) {
    return new Programs(session, cache);
  }

  /** How many programs were built from source. */
  long builds() {
    return builds;
  }

  /**
   * A kernel object of its own.
   *
   * @param file file and, with underscores, kernel: {@code conv-transpose1d}
   * @param defines what the file is compiled with
   */
  cl_kernel kernel(String file, Map<String, Integer> defines) {
    String options = options(defines);
    cl_program program =
        programs.computeIfAbsent(
            file + options, key -> program(file, KernelSource.of(file), options));
    return session.kernel(program, file.replace('-', '_'));
  }

  private static String options(Map<String, Integer> defines) {
    StringBuilder options = new StringBuilder(OPTIONS);
    new TreeMap<>(defines)
        .forEach((name, value) -> options.append(" -D ").append(name).append('=').append(value));
    return options.toString();
  }

  private cl_program program(String name, String source, String options) {
    long start = System.nanoTime();
    cl_program program = cachedOrBuilt(name, source, options);
    if (session.queue().listener() != null) {
      session.queue().listener().compiled(name, 0, System.nanoTime() - start);
    }
    return program;
  }

  private cl_program cachedOrBuilt(String name, String source, String options) {
    String key = BinaryCache.key(session.device(), source, options);
    Optional<cl_program> cached = cache.read(key).flatMap(binary -> load(binary, options));
    if (cached.isPresent()) {
      return cached.get();
    }
    cl_program program = build(name, source, options);
    builds++;
    if (cache.on()) { // asking for a binary makes some drivers build it once more
      cache.write(key, binary(program));
    }
    return program;
  }

  /** Builds from source. */
  cl_program build(String name, String source, String options) {
    int[] status = new int[1];
    cl_program program =
        CL.clCreateProgramWithSource(
            session.context(),
            1,
            new String[] {source},
            new long[] {source.getBytes(StandardCharsets.UTF_8).length},
            status);
    Session.check("kernel file '" + name + "': creating the program", status[0]);
    session.created(program);
    int built = CL.clBuildProgram(program, 1, device(), options, null, null);
    if (built != CL.CL_SUCCESS) {
      String log = log(program);
      session.release(program);
      throw new OpenClException(
          "kernel file '" + name + "': building (" + options + ")", built, log);
    }
    return program;
  }

  /** A program from its cached binary; empty when the driver does not take it. */
  private Optional<cl_program> load(byte[] binary, String options) {
    int[] status = new int[1];
    cl_program program =
        CL.clCreateProgramWithBinary(
            session.context(),
            1,
            device(),
            new long[] {binary.length},
            new byte[][] {binary},
            new int[1],
            status);
    if (status[0] != CL.CL_SUCCESS) {
      return Optional.empty();
    }
    session.created(program);
    if (CL.clBuildProgram(program, 1, device(), options, null, null) != CL.CL_SUCCESS) {
      session.release(program);
      return Optional.empty();
    }
    return Optional.of(program);
  }

  private static byte[] binary(cl_program program) {
    long[] size = new long[1];
    if (CL.clGetProgramInfo(
            program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.cl_ulong, Pointer.to(size), null)
        != CL.CL_SUCCESS) {
      return new byte[0];
    }
    byte[] binary = new byte[(int) size[0]];
    Pointer[] pointers = {Pointer.to(binary)};
    return CL.clGetProgramInfo(
                program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(pointers), null)
            == CL.CL_SUCCESS
        ? binary
        : new byte[0];
  }

  private String log(cl_program program) {
    long[] size = new long[1];
    CL.clGetProgramBuildInfo(
        program, session.device().id(), CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
    byte[] log = new byte[(int) size[0]];
    CL.clGetProgramBuildInfo(
        program, session.device().id(), CL.CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
    return new String(log, StandardCharsets.UTF_8).replace("\0", "");
  }

  private cl_device_id[] device() {
    return new cl_device_id[] {session.device().id()};
  }

  @Override
  public void close() {
    programs.values().forEach(session::release);
    programs.clear();
  }
}

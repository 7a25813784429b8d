package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * A device as its driver describes it.
 *
 * @param id handle
 * @param platformId handle of its platform
 * @param platform name of the platform
 * @param name name of the device
 * @param version OpenCL version of the device
 * @param driver version of the driver
 * @param gpu whether it wants work-groups and local memory; a CPU wants neither
 * @param computeUnits cores or multiprocessors
 * @param memory bytes of device memory
 * @param largestBuffer bytes of the largest buffer
 * @param largestGroup work-items of the largest work-group
 * @param localMemory bytes of local memory of a work-group
 */
record OpenClDevice(
    cl_device_id id,
    cl_platform_id platformId,
    String platform,
    String name,
    String version,
    String driver,
    boolean gpu,
    int computeUnits,
    long memory,
    long largestBuffer,
    long largestGroup,
    long localMemory) {

  /** Chooses a device by its number in the list, or by a part of its name. */
  static final String DEVICE_PROPERTY = "sovits4j.opencl.device";

  /** The same as an environment variable. */
  static final String DEVICE_VARIABLE = "SOVITS4J_OPENCL_DEVICE";

  private static final int DEVICE_NOT_FOUND = -1;
  private static final int PLATFORM_NOT_FOUND = -1001; // of the installable client driver loader

  /** All devices of all platforms; empty when there is none. */
  static List<OpenClDevice> all() {
    int[] count = new int[1];
    int status = CL.clGetPlatformIDs(0, null, count);
    if (status == PLATFORM_NOT_FOUND || (status == CL.CL_SUCCESS && count[0] == 0)) {
      return List.of();
    }
    Session.check("listing the platforms", status);
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    Session.check("listing the platforms", CL.clGetPlatformIDs(count[0], platforms, null));
    List<OpenClDevice> devices = new ArrayList<>();
    for (cl_platform_id platform : platforms) {
      status = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
      if (status == DEVICE_NOT_FOUND || count[0] == 0) {
        continue;
      }
      Session.check("listing the devices", status);
      cl_device_id[] ids = new cl_device_id[count[0]];
      Session.check(
          "listing the devices",
          CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, count[0], ids, null));
      for (cl_device_id id : ids) {
        devices.add(describe(platform, id));
      }
    }
    return devices;
  }

  private static OpenClDevice describe(cl_platform_id platform, cl_device_id id) {
    return new OpenClDevice(
        id,
        platform,
        text(platform),
        text(id, CL.CL_DEVICE_NAME),
        text(id, CL.CL_DEVICE_VERSION),
        text(id, CL.CL_DRIVER_VERSION),
        (number(id, CL.CL_DEVICE_TYPE) & CL.CL_DEVICE_TYPE_CPU) == 0,
        (int) number(id, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
        number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        number(id, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
        number(id, CL.CL_DEVICE_LOCAL_MEM_SIZE));
  }

  /**
   * The device to use: the wanted one, else the first GPU, else the first device.
   *
   * @param devices not empty
   * @param wanted a number, a part of a name, or null
   * @throws UserException when none fits
   */
  static OpenClDevice choose(List<OpenClDevice> devices, String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return devices.stream().max(Comparator.comparing(OpenClDevice::gpu)).orElseThrow();
    }
    if (wanted.chars().allMatch(c -> c >= '0' && c <= '9') && wanted.length() < 4) {
      int index = Integer.parseInt(wanted);
      if (index < devices.size()) {
        return devices.get(index);
      }
    }
    String part = wanted.toLowerCase(Locale.ROOT);
    return devices.stream()
        .filter(d -> (d.platform + ' ' + d.name).toLowerCase(Locale.ROOT).contains(part))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "no OpenCL device '"
                        + wanted
                        + "' ("
                        + DEVICE_PROPERTY
                        + "); expected a number or a part of a name of: "
                        + devices.stream()
                            .map(d -> devices.indexOf(d) + " " + d.name + " (" + d.platform + ")")
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** What the user asked for, or null. */
  static String wanted() {
    return System.getProperty(DEVICE_PROPERTY, System.getenv(DEVICE_VARIABLE));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (%s, %s, driver %s, %d compute units, %.1f GB)",
        name,
        platform,
        version,
        driver,
        computeUnits,
        memory / 1e9);
  }

  private static String text(cl_platform_id platform) {
    long[] size = new long[1];
    int name = CL.CL_PLATFORM_NAME;
    Session.check("describing a platform", CL.clGetPlatformInfo(platform, name, 0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    Session.check(
        "describing a platform",
        CL.clGetPlatformInfo(platform, name, bytes.length, Pointer.to(bytes), null));
    return string(bytes);
  }

  private static String text(cl_device_id id, int what) {
    long[] size = new long[1];
    Session.check("describing a device", CL.clGetDeviceInfo(id, what, 0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    Session.check(
        "describing a device", CL.clGetDeviceInfo(id, what, bytes.length, Pointer.to(bytes), null));
    return string(bytes);
  }

  private static String string(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8).strip();
  }

  /** At which multiples of bytes a part of a buffer may begin. */
  int baseAlignment() {
    return (int) number(id, CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE;
  }

  /** A number of 4 or 8 bytes; devices answer in the width of the parameter. */
  private static long number(cl_device_id id, int what) {
    long[] value = new long[1];
    long[] size = new long[1];
    Session.check(
        "describing a device",
        CL.clGetDeviceInfo(id, what, Sizeof.cl_ulong, Pointer.to(value), size));
    return size[0] == Sizeof.cl_uint ? value[0] & 0xFFFFFFFFL : value[0];
  }
}

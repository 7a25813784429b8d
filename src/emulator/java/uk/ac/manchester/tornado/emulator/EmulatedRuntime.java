package uk.ac.manchester.tornado.emulator;

import java.util.List;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** One backend with one device, which is this JVM. */
public final class EmulatedRuntime
    implements TornadoRuntime, TornadoBackend, TornadoDevice, TornadoTargetDevice {
  public static final EmulatedRuntime INSTANCE = new EmulatedRuntime();

  private EmulatedRuntime() {}

  @Override
  public TornadoBackend getBackend(int index) {
    checkOnly("backend", index);
    return this;
  }

  @Override
  public TornadoVMBackendType getBackendType(int index) {
    checkOnly("backend", index);
    return TornadoVMBackendType.JAVA;
  }

  @Override
  public int getNumBackends() {
    return 1;
  }

  @Override
  public TornadoDevice getDefaultDevice() {
    return this;
  }

  @Override
  public int getNumDevices() {
    return 1;
  }

  @Override
  public TornadoDevice getDevice(int index) {
    checkOnly("device", index);
    return this;
  }

  @Override
  public List<TornadoDevice> getAllDevices() {
    return List.of(this);
  }

  @Override
  public String getName() {
    return "TornadoVM emulator";
  }

  @Override
  public TornadoVMBackendType getBackendType() {
    return TornadoVMBackendType.JAVA;
  }

  @Override
  public String getDeviceName() {
    return "emulator";
  }

  @Override
  public String getDescription() {
    return "TornadoVM emulator on this JVM";
  }

  @Override
  public String getPlatformName() {
    return "Java " + Runtime.version().feature();
  }

  @Override
  public TornadoTargetDevice getPhysicalDevice() {
    return this;
  }

  @Override
  public TornadoDeviceType getDeviceType() {
    return TornadoDeviceType.CPU;
  }

  @Override
  public long getMaxAllocMemory() {
    return Integer.MAX_VALUE;
  }

  @Override
  public long getMaxGlobalMemory() {
    return Runtime.getRuntime().maxMemory();
  }

  @Override
  public long getDeviceGlobalMemorySize() {
    return getMaxGlobalMemory();
  }

  @Override
  public long getDeviceLocalMemorySize() {
    return LocalArrays.MAX_BYTES;
  }

  @Override
  public int getDeviceMaxComputeUnits() {
    return 1;
  }

  @Override
  public long[] getDeviceMaxWorkItemSizes() {
    return new long[] {Grid.MAX_GROUP, Grid.MAX_GROUP, Grid.MAX_GROUP};
  }

  @Override
  public long[] getDeviceMaxWorkGroupSize() {
    return new long[] {Grid.MAX_GROUP};
  }

  @Override
  public String getDeviceInfo() {
    return getDescription();
  }

  @Override
  public long[] getDeviceMaxWorkgroupDimensions() {
    return getDeviceMaxWorkItemSizes();
  }

  @Override
  public int getBackendIndex() {
    return 0;
  }

  @Override
  public TornadoVMBackendType getTornadoVMBackend() {
    return TornadoVMBackendType.JAVA;
  }

  private static void checkOnly(String what, int index) {
    if (index != 0) {
      throw new TornadoRuntimeException("the emulator has no " + what + " " + index + ", only 0");
    }
  }
}

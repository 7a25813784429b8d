package uk.ac.manchester.tornado.api.common;

import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** What can be asked of a device. */
public interface TornadoDevice {
  String getDeviceName();

  String getDescription();

  String getPlatformName();

  TornadoTargetDevice getPhysicalDevice();

  TornadoDeviceType getDeviceType();

  long getMaxAllocMemory();

  long getMaxGlobalMemory();

  long getDeviceLocalMemorySize();

  long[] getDeviceMaxWorkgroupDimensions();

  int getBackendIndex();

  TornadoVMBackendType getTornadoVMBackend();
}

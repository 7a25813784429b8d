package uk.ac.manchester.tornado.api;

/** What can be asked of a device's hardware. */
public interface TornadoTargetDevice {
  String getDeviceName();

  long getDeviceGlobalMemorySize();

  long getDeviceLocalMemorySize();

  int getDeviceMaxComputeUnits();

  long[] getDeviceMaxWorkItemSizes();

  long[] getDeviceMaxWorkGroupSize();

  String getDeviceInfo();
}

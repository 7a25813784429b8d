package uk.ac.manchester.tornado.api.runtime;

import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.emulator.EmulatedRuntime;

/** Where the runtime is found; here it is always there, and is the emulator. */
public class TornadoRuntimeProvider {
  public TornadoRuntimeProvider() {}

  public static TornadoRuntime getTornadoRuntime() {
    return EmulatedRuntime.INSTANCE;
  }

  /** The real runtime reads its settings from system properties too. */
  public static void setProperty(String key, String value) {
    System.setProperty(key, value);
  }

  public static String getProperty(String key) {
    return System.getProperty(key);
  }

  public static String getProperty(String key, String otherwise) {
    return System.getProperty(key, otherwise);
  }
}

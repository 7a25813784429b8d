package uk.ac.manchester.tornado.api;

import java.util.List;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** All devices, by backend. */
public class TornadoDeviceMap {
  public TornadoDeviceMap() {}

  public int getNumBackends() {
    return getAllBackends().size();
  }

  public List<TornadoBackend> getAllBackends() {
    return List.of(TornadoRuntimeProvider.getTornadoRuntime().getBackend(0));
  }
}

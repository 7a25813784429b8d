package uk.ac.manchester.tornado.api.enums;

/** What the JIT generates; the emulated device is {@link #JAVA}. */
public enum TornadoVMBackendType {
  OPENCL,
  METAL,
  PTX,
  CUDA,
  SPIRV,
  JAVA,
  VIRTUAL
}

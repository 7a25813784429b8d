/**
 * Stands in for the module of TornadoVM's API: its name, its packages; see src/emulator/README.md.
 */
module tornado.api {
  exports uk.ac.manchester.tornado.api;
  exports uk.ac.manchester.tornado.api.annotations;
  exports uk.ac.manchester.tornado.api.common;
  exports uk.ac.manchester.tornado.api.enums;
  exports uk.ac.manchester.tornado.api.exceptions;
  exports uk.ac.manchester.tornado.api.math;
  exports uk.ac.manchester.tornado.api.runtime;
  exports uk.ac.manchester.tornado.api.types;
  exports uk.ac.manchester.tornado.api.types.arrays;
  exports uk.ac.manchester.tornado.api.types.collections;
  exports uk.ac.manchester.tornado.api.types.vectors;
  exports uk.ac.manchester.tornado.emulator;
}

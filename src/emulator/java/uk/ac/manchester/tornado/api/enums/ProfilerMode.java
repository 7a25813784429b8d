package uk.ac.manchester.tornado.api.enums;

/** Where profiles go; the emulator measures either way and prints nothing. */
public enum ProfilerMode {
  CONSOLE,
  SILENT
}

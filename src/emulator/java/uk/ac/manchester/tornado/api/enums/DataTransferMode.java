package uk.ac.manchester.tornado.api.enums;

/** When an array moves between host and device. */
public class DataTransferMode {

  private DataTransferMode() {}

  /** Copied in before the first execution of the graph, then left on the device. */
  public static final int FIRST_EXECUTION = 0;

  /** Copied at every execution. */
  public static final int EVERY_EXECUTION = 1;

  /** To the device: only allocated. To the host: only when the execution's result is asked. */
  public static final int UNDER_DEMAND = 2;
}

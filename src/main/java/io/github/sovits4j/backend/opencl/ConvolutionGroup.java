package io.github.sovits4j.backend.opencl;

/**
 * The work-groups of a convolution: one tile of output channels, straight from memory, or several
 * by way of local memory ({@code SLAB}).
 *
 * @param shape what the kernel is compiled with
 * @param localBytes local memory of a group
 * @param slab input channels that are in local memory at a time; 0: none
 * @param local work-items of a group by axis
 * @param groups how many by axis
 */
record ConvolutionGroup(Shape shape, long localBytes, int slab, long[] local, long... groups) {

  /** KiB of local memory for a slab of input channels and their weights; 0: no slabs. */
  private static final String SLAB = "SLAB";

  private static final String COLUMNS = "COLUMNS";
  private static final String TALL = "TALL";

  /** Work-items that share a tile and do not fill a large GPU. */
  private static final int FEW_ITEMS = 1 << 15;

  /** Input channels of a lane, for which adding up is worth while. */
  private static final int LEAST_CHANNELS = 4;

  /** Output channels whose sums the lanes add up at a time, if they divide a tile. */
  private static final int PIECE = 4;

  /** Bytes of local memory that every GPU has; OpenCL asks for no less. */
  static final int LARGEST = 32 << 10;

  /** Work-items of a group: of twice as many each would have few registers for its sums. */
  static final int MOST_ITEMS = 512;

  /** By which rounding up to whole vectors may exceed the bytes of the input channels. */
  private static final int ROUNDING = 3 * Float.BYTES;

  /**
   * The groups of a convolution. They fit every GPU, whatever the shape was tuned for: where the
   * sums or the work-items would be too many, a group has fewer time steps.
   *
   * @param tuned the kernel's shape as tuned
   * @param in input channels of one of the channel groups
   * @param time steps of y at most
   * @param tiles of {@code OT} output channels, of one of the channel groups
   * @param channelGroups convolutions side by side
   */
  static ConvolutionGroup of(
      Shape tuned,
      int in,
      int time,
      int tiles,
      int channelGroups,
      int kernelSize,
      int stride,
      int dilation) {
    int wanted = tuned.values().getOrDefault(SLAB, 0);
    Shape spread = ConvolutionLaunches.spread(tuned, in, time, tiles * channelGroups);
    int vec = tuned.get(Shape.VEC);
    if (wanted == 0) {
      Shape narrow = spread;
      while (narrow.get(Shape.GROUP) > 1
          && (ConvolutionLaunches.scratch(narrow) > LARGEST || narrow.groupSize() > MOST_ITEMS)) {
        narrow = narrow.with(Shape.GROUP, narrow.get(Shape.GROUP) / 2);
      }
      return new ConvolutionGroup(
          narrow,
          ConvolutionLaunches.scratch(narrow),
          0,
          new long[] {narrow.get(Shape.GROUP), narrow.lanes()},
          Math.ceilDiv(time, vec * narrow.get(Shape.GROUP)),
          tiles,
          channelGroups);
    }
    int lanes = spread.lanes();
    int columns = tuned.get(Shape.GROUP);
    long items = Math.ceilDiv((long) time, vec) * tiles * channelGroups;
    if (lanes == tuned.lanes() && items * lanes < FEW_ITEMS && in >= 2 * lanes * LEAST_CHANNELS) {
      columns /= 2; // half the time steps, twice the lanes
      lanes *= 2;
    }
    int most = Math.max(1, tuned.lanes() / lanes);
    int tall = Math.ceilDiv(tiles, Math.ceilDiv(tiles, most)); // as even as can be
    int ot = tuned.get(ConvolutionLaunches.OT);
    int piece = ot % PIECE == 0 ? PIECE : ot;
    long sum =
        lanes == 1 ? 0 : (long) lanes * tall * piece * vec * Float.BYTES; // bytes for each column
    while (columns > 1 && (columns * sum > LARGEST || columns * lanes * tall > MOST_ITEMS)) {
      columns /= 2;
    }
    int pitch = (vec * columns - 1) * stride + (kernelSize - 1) * dilation + 1;
    int channel = (pitch + tall * kernelSize * ot) * Float.BYTES; // bytes in local memory
    if (channel + ROUNDING > LARGEST) {
      return of(tuned.with(SLAB, 0), in, time, tiles, channelGroups, kernelSize, stride, dilation);
    }
    int slab = Math.clamp(((wanted << 10) - ROUNDING) / channel, 1, in);
    if (slab > lanes) {
      slab -= slab % lanes; // the lanes get equal shares
    }
    int inputs = Math.ceilDiv(slab * pitch, 4) * 4;
    long slabBytes = (inputs + (long) tall * slab * kernelSize * ot) * Float.BYTES;
    Shape shape =
        tuned
            .with(Shape.LANES, lanes)
            .with(Shape.GROUP, columns)
            .with(COLUMNS, columns)
            .with(TALL, tall)
            .with("UNIT", stride == 1 ? 1 : 0);
    return new ConvolutionGroup(
        shape,
        Math.max(slabBytes, columns * sum),
        slab,
        new long[] {columns, (long) lanes * tall},
        Math.ceilDiv(time, vec * columns),
        Math.ceilDiv(tiles, tall),
        channelGroups);
  }
}

package uk.ac.manchester.tornado.emulator;

/** Local memory that an order of work-items left otherwise than the first order did. */
final class LocalDifference extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int group;
  final int phase;
  final int array;
  final int index;
  final String description;
  final String first;
  final String second;
  final Launch.Order order;

  LocalDifference(Launch launch, int array, int index, Object before, Object now) {
    super("local memory depends on the order of work-items");
    group = launch.group();
    phase = launch.phase();
    order = launch.order();
    this.array = array;
    this.index = index;
    description = LocalArrays.describe(now);
    first = LocalHistory.show(before, index);
    second = LocalHistory.show(now, index);
  }
}

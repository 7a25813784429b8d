package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;

/** Another backend that captures for more than was asked for, as backends with dear captures do. */
record RoomyBackend(Backend backend) implements ForwardingBackend {

  @Override
  public int bucket(int n) {
    return n + 5 + n / 3;
  }

  @Override
  public int replaysPerPoll() {
    return 4;
  }
}

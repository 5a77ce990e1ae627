package org.longstride.kernels.pattern;

import java.util.function.IntToLongFunction;

/** Who of a tile's queries sees a key. */
@FunctionalInterface
public interface KeyLanes {

  /** The lanes whose query sees the key, bit by bit. */
  long lanes(int key);

  /**
   * Behind a run of keys that begins with this one and that the same lanes see. It need not be the
   * longest: this default is the key alone.
   */
  default long endOfRun(int key) {
    return key + 1L;
  }

  /** Whether it is known that all of the tile's queries see every key that the term reaches. */
  default boolean allSeeAll() {
    return false;
  }

  /**
   * The lanes that see keys in even steps: {@code lanes[at + i]} for {@code from + i * step}.
   *
   * @param from the first key
   * @param count how many keys
   * @param step the distance of neighbours
   * @param lanes takes the lanes
   * @param at where those of the first key go
   */
  default void lanes(int from, int count, int step, long[] lanes, int at) {
    for (int i = 0; i < count; i++) {
      lanes[at + i] = lanes(from + i * step);
    }
  }

  /**
   * Lanes that are the same for many keys in a row, which are then asked for once a run.
   *
   * @param lanes the lanes whose query sees a key
   * @param endOfRun behind the last key that follows a key and is seen by the same lanes
   */
  static KeyLanes inRuns(IntToLongFunction lanes, IntToLongFunction endOfRun) {
    return new KeyLanes() {
      @Override
      public long lanes(int key) {
        return lanes.applyAsLong(key);
      }

      @Override
      public long endOfRun(int key) {
        return endOfRun.applyAsLong(key);
      }
    };
  }
}

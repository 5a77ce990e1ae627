package org.longstride.kernels.pattern;

/** Who of a tile's queries sees a key. */
@FunctionalInterface
public interface KeyLanes {

  /** The lanes whose query sees the key, bit by bit. */
  long lanes(int key);
}

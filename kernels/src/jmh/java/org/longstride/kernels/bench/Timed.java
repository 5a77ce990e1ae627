package org.longstride.kernels.bench;

/** Something that can be done again and again. */
public interface Timed {

  /** What it is, as the table says it. */
  String name();

  /** Does it once. */
  void run();
}

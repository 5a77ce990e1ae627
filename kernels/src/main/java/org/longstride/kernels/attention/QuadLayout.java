package org.longstride.kernels.attention;

/**
 * A batch of tiles as quads of queries.
 *
 * @param shapes for each tile who of its quads sees what; null if it meets no keys
 * @param firstKeys for each tile the number of its first key among the batch's
 * @param panels where the batch's keys and values lie
 */
record QuadLayout(QuadShape[] shapes, int[] firstKeys, KeyPanels panels) {

  /** What it takes of memory, about, in bytes: shapes are shared by many. */
  long bytes() {
    return 12L * panels.firstKey(panels.count());
  }
}

package org.longstride.kernels.attention;

/**
 * A batch of tiles as quads of queries.
 *
 * @param shapes for each tile who of its quads sees what; null if it meets no keys
 * @param firstKeys for each tile the number of its first key among the batch's
 * @param panels where the batch's keys and values lie
 * @param bytes what it takes of memory, about: shapes that other batches have had before do not
 *     count
 */
record QuadLayout(QuadShape[] shapes, int[] firstKeys, KeyPanels panels, long bytes) {}

package org.longstride.job.explain;

/**
 * What the plan of one head does to a sequence.
 *
 * @param visible pairs of a query and a key that it sees
 * @param largest the most keys that any query sees
 * @param passes passes of the plan
 * @param tiles tiles of all passes
 * @param met keys that a tile meets, summed over the tiles; each takes a slot in all lanes
 * @param cost how many keys were asked about, each once for each term
 * @param exact whether every tile was counted; otherwise tiles were sampled
 */
record TileCounts(
    double visible, int largest, int passes, long tiles, double met, long cost, boolean exact) {}

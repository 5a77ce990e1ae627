package org.longstride.kernels.attention.routing;

import org.longstride.kernels.vector.LaneKernels;

/**
 * What clusters pick of a head's queries or keys. Belongs to one thread: it keeps the memory of
 * similarities for the next head, for new memory of that size costs as much as filling it.
 */
final class TopPicks {

  private final LaneKernels kernels;
  private final Routing routing;
  private float[] room = new float[0];

  TopPicks(LaneKernels kernels, Routing routing) {
    this.kernels = kernels;
    this.routing = routing;
  }

  /**
   * Each cluster's picks, ascending.
   *
   * @param rows holds queries or keys
   * @param at where those of the head begin
   * @param n tokens
   * @param kvHead whose centroids are compared
   */
  int[][] of(float[] rows, int at, int n, int kvHead) {
    Centroids centroids = routing.centroids();
    int size = Math.multiplyExact(centroids.clusters(), n);
    room = room.length < size ? new float[size] : room;
    return Similarities.ofDirections(kernels, centroids, kvHead, rows, at, n, room)
        .top(routing.window());
  }
}

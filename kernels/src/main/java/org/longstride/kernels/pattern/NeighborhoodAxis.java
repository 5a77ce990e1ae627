package org.longstride.kernels.pattern;

/**
 * Neighborhood attention along one axis, with NATTEN's rule at the borders. All of it happens among
 * the coordinates that are a multiple of the dilation apart (their residue class), by their number
 * p in it: a window of w around p is shifted inward at the borders so that it always holds w
 * coordinates. A causal window ends at p and is shorter at the beginning. A stride s makes groups
 * of s share the window of their leader, {@code floor(p / s) * s + floor(s / 2)}; of a causal
 * group, its last.
 *
 * @param length coordinates of the axis
 * @param window neighbours w
 * @param dilation distance of neighbours
 * @param stride size of a group s
 * @param causal whether a coordinate sees none behind itself
 */
record NeighborhoodAxis(int length, int window, int dilation, int stride, boolean causal) {

  NeighborhoodAxis withLength(int tokens) {
    return new NeighborhoodAxis(tokens, window, dilation, stride, causal);
  }

  /** The first neighbour of a coordinate. */
  int first(int coordinate) {
    return residue(coordinate) + begin(place(coordinate), members(coordinate)) * dilation;
  }

  /** The last neighbour of a coordinate. */
  int last(int coordinate) {
    return residue(coordinate) + (end(place(coordinate), members(coordinate)) - 1) * dilation;
  }

  boolean sees(int query, int key) {
    return (query - key) % dilation == 0 && first(query) <= key && key <= last(query);
  }

  /**
   * Whether coordinates from {@code low} to {@code high} see the same, shifted, as those so much
   * further along: whole groups further, and none of them near a border.
   */
  boolean repeats(int low, int high, int shift) {
    long reach = (long) (left() + stride - 1) * dilation;
    return shift % ((long) dilation * stride) == 0
        && Math.min(low, low + shift) >= reach
        && Math.max(high, high + shift) + reach < length;
  }

  /** The last coordinate that sees this one. */
  int lastSeer(int coordinate) {
    int members = members(coordinate);
    int key = place(coordinate);
    int p =
        !causal && key >= members - window
            ? members - 1
            : (int) Math.min(members - 1, (long) key + left() + stride);
    while (begin(p, members) > key) {
      p--;
    }
    return residue(coordinate) + p * dilation;
  }

  /** Members of its class that a leader sees before itself. */
  private int left() {
    return causal ? window - 1 : window / 2;
  }

  /** Of a class of so many members, the first that member p sees. */
  private int begin(int p, int members) {
    int group = stride == 1 ? p : p / stride * stride;
    int leader = Math.min(group + (causal ? stride - 1 : stride / 2), members - 1);
    int begin = leader - left();
    return Math.max(causal ? begin : Math.min(begin, members - window), 0);
  }

  /** Of a class of so many members, behind the last that member p sees. */
  private int end(int p, int members) {
    return causal ? p + 1 : Math.min(begin(p, members) + window, members);
  }

  /** The number of a coordinate in its class. */
  private int place(int coordinate) {
    return dilation == 1 ? coordinate : coordinate / dilation;
  }

  private int residue(int coordinate) {
    return dilation == 1 ? 0 : coordinate % dilation;
  }

  /** How many coordinates are in the class of this one. */
  private int members(int coordinate) {
    return place(length - residue(coordinate) + dilation - 1);
  }
}

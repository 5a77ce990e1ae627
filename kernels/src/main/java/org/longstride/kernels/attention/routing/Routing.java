package org.longstride.kernels.attention.routing;

/**
 * How tokens find each other in routing attention by top picks: each cluster takes the {@code
 * window} queries and the {@code window} keys whose directions are nearest to its centroid (Roy et
 * al. 2021, "Efficient Content-Based Sparse Attention with Routing Transformers", section 4.1).
 *
 * @param centroids the clusters' centres
 * @param window how many queries and keys a cluster takes, w; n divided by the number of clusters
 *     in the paper, so that each token is picked once on average
 * @param causal whether a query sees no key behind itself, by original position
 * @param sharedKeys whether queries are keys too (the paper's causal models): keys then are divided
 *     by their length, and a query sees itself only where it sees nothing else, as a score of -5e4
 *     has it in the reference code. The arrays' k then is what the queries are: equal to q
 * @param memory keys and values of the clusters; null: none
 * @param blind what a query gets in a cluster where it sees no key
 * @param epsilon what is added to the number of clusters that picked a query, when its outputs in
 *     them are averaged
 */
public record Routing(
    Centroids centroids,
    int window,
    boolean causal,
    boolean sharedKeys,
    ClusterMemory memory,
    Blind blind,
    float epsilon) {

  /** What a query gets in a cluster where it sees no key. */
  public enum Blind {
    /** Zeros. */
    ZEROS,

    /**
     * The mean of the values of all keys that the cluster picked, hidden ones too: what the
     * reference code's softmax makes of scores that are all masked. Only padding queries meet it
     * there, and queries of a cluster whose keys are all padding.
     */
    MEAN
  }

  /** What the reference code adds to the number of clusters. */
  public static final float EPSILON = 1e-5f;

  /**
   * Checks the window.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Routing {
    if (window < 1) {
      throw new IllegalArgumentException("window is " + window + ", must be at least 1");
    }
  }

  /** The paper's causal form: queries are keys too. */
  public static Routing causal(Centroids centroids, int window) {
    return new Routing(centroids, window, true, true, null, Blind.ZEROS, EPSILON);
  }

  /** The form without direction, with separate queries and keys. */
  public static Routing bidirectional(Centroids centroids, int window) {
    return new Routing(centroids, window, false, false, null, Blind.ZEROS, EPSILON);
  }

  /** Keys that each cluster has beside its tokens'. */
  int memorySize() {
    return memory == null ? 0 : memory.size();
  }
}

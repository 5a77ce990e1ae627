package org.longstride.kernels.attention.linear;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Causal linear attention over a sequence that comes in pieces, in memory that does not grow with
 * it: a matrix of {@code features x dv} per key-value head (Choromanski et al. 2020, section 2.2
 * and appendix B.1: the prefix sums), and up to 64 keys in progress.
 *
 * <p>Pieces may have any size: each output is the same bits however the sequence was cut. The
 * maximum that stabilises the softmax kernel is {@link KeyMaximum#RUNNING}; when it rises, the sums
 * are rescaled by whole powers of two, which is exact, and epsilon is reckoned against the exact
 * maximum, so that each output is that of the reference code for the sequence up to its query.
 *
 * <p>An instance belongs to one sequence and one thread at a time.
 */
public final class LinearAttentionStream {

  private final List<FeatureMap> maps;
  private final int heads;
  private final int kvHeads;
  private final int dv;
  private final List<CausalHead> states = new ArrayList<>();

  /**
   * A stream at the beginning of a sequence.
   *
   * @param kernels the arithmetic
   * @param map the features, of all heads
   * @param heads query heads
   * @param kvHeads key-value heads, a divisor of {@code heads}
   * @param dv elements of values
   */
  public LinearAttentionStream(
      LaneKernels kernels, FeatureMap map, int heads, int kvHeads, int dv) {
    this(kernels, Collections.nCopies(kvHeads, map), heads, dv);
  }

  /**
   * A stream at the beginning of a sequence, whose heads have features of their own.
   *
   * @param kernels the arithmetic
   * @param maps the features of each key-value head and its queries, of one d; as many as key-value
   *     heads
   * @param heads query heads, a multiple of the key-value heads
   * @param dv elements of values
   */
  public LinearAttentionStream(LaneKernels kernels, List<FeatureMap> maps, int heads, int dv) {
    this.maps = List.copyOf(maps);
    this.heads = heads;
    this.kvHeads = maps.size();
    this.dv = dv;
    for (int kvHead = 0; kvHead < kvHeads; kvHead++) {
      FeatureMap map = maps.get(kvHead);
      states.add(new CausalHead(kernels, map, kvHead, dv, new KeyStabiliser(map.kind())));
    }
  }

  /**
   * Attends with the next tokens to all tokens so far. Padding is seen by no query.
   *
   * @param next queries, keys and values of the next tokens
   * @return outputs {@code [heads, n, dv]}; zeros for a query that sees no key
   * @throws IllegalArgumentException if the sizes are not the stream's
   */
  public float[] attend(HeadArrays next) {
    for (FeatureMap map : maps) {
      require("d", next.d(), map.d());
    }
    require("heads", next.heads(), heads);
    require("kvHeads", next.kvHeads(), kvHeads);
    require("dv", next.dv(), dv);
    float[] out = new float[heads * next.n() * dv];
    for (CausalHead state : states) {
      state.attend(next, out);
    }
    return out;
  }

  private static void require(String name, int value, int expected) {
    if (value != expected) {
      throw new IllegalArgumentException(
          name + " is " + value + ", the stream was made for " + expected);
    }
  }
}

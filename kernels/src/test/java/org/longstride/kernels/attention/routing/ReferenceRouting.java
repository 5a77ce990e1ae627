package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;

/**
 * Routing attention as the reference code words it, pair by pair in double precision, with scores
 * of -5e4 for self and of nearly minus infinity for what is masked.
 */
public final class ReferenceRouting {

  private static final double MASKED = -1e300;

  private final HeadArrays a;
  private final Routing routing;
  private final ScoreOptions options;

  /** The reference of a call. */
  public ReferenceRouting(HeadArrays arrays, Routing routing, ScoreOptions options) {
    this.a = arrays;
    this.routing = routing;
    this.options = options;
  }

  /** Outputs {@code [heads * n * dv]}. */
  public double[] attend() {
    double[] out = new double[a.heads() * a.n() * a.dv()];
    for (int head = 0; head < a.heads(); head++) {
      int kvHead = head / a.group();
      int[] picks = new int[a.n()];
      for (int cluster = 0; cluster < routing.centroids().clusters(); cluster++) {
        int[] queries = top(a.q(), head, kvHead, cluster);
        int[] keys = routing.sharedKeys() ? queries : top(a.k(), kvHead, kvHead, cluster);
        for (int query : queries) {
          picks[query]++;
          addOutput(head, cluster, query, keys, out);
        }
      }
      for (int i = 0; i < a.n() * a.dv(); i++) {
        out[head * a.n() * a.dv() + i] /= picks[i / a.dv()] + (double) routing.epsilon();
      }
    }
    return out;
  }

  private void addOutput(int head, int cluster, int query, int[] keys, double[] out) {
    int kvHead = head / a.group();
    int memory = routing.memorySize();
    double[][] keyRows = new double[memory + keys.length][];
    double[][] valueRows = new double[memory + keys.length][];
    double[] scores = new double[memory + keys.length];
    double[] q = row(a.q(), head * a.n() + query, a.d());
    for (int i = 0; i < scores.length; i++) {
      if (i < memory) {
        int at = (kvHead * routing.centroids().clusters() + cluster) * memory + i;
        keyRows[i] = row(routing.memory().keys(), at, a.d());
        valueRows[i] = row(routing.memory().values(), at, a.dv());
        scores[i] = score(q, keyRows[i]);
        continue;
      }
      int key = keys[i - memory];
      keyRows[i] = row(a.k(), kvHead * a.n() + key, a.d());
      valueRows[i] = row(a.v(), kvHead * a.n() + key, a.dv());
      if (routing.sharedKeys()) {
        normalise(keyRows[i]);
      }
      scores[i] = score(q, keyRows[i]);
      if (!a.isReal(query) || !a.isReal(key) || routing.causal() && key > query) {
        scores[i] = MASKED;
      }
      if (routing.sharedKeys() && key == query) {
        scores[i] = -5e4;
      }
    }
    double sink = options.sinks() == null ? MASKED : options.sinks()[head];
    double largest = Math.max(sink, Arrays.stream(scores).max().orElseThrow());
    if (largest == MASKED && routing.blind() == Routing.Blind.ZEROS) {
      return;
    }
    double sum = Arrays.stream(scores).map(s -> Math.exp(s - largest)).sum();
    sum += options.sinks() == null ? 0 : Math.exp(sink - largest);
    for (int i = 0; i < scores.length; i++) {
      for (int c = 0; c < a.dv(); c++) {
        out[(head * a.n() + query) * a.dv() + c] +=
            Math.exp(scores[i] - largest) / sum * valueRows[i][c];
      }
    }
  }

  private double score(double[] q, double[] k) {
    double score = dot(q, k) * options.scale();
    double cap = options.softCap();
    return cap > 0 ? cap * Math.tanh(score / cap) : score;
  }

  private int[] top(float[] x, int head, int kvHead, int cluster) {
    double[] mean =
        row(routing.centroids().means(), kvHead * routing.centroids().clusters() + cluster, a.d());
    double[] similarities = new double[a.n()];
    for (int token = 0; token < a.n(); token++) {
      double[] direction = row(x, head * a.n() + token, a.d());
      normalise(direction);
      similarities[token] = dot(direction, mean);
    }
    return IntStream.range(0, a.n())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer token) -> -similarities[token]))
        .limit(routing.window())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static double[] row(float[] x, int row, int size) {
    double[] copy = new double[size];
    Arrays.setAll(copy, c -> x[row * size + c]);
    return copy;
  }

  static void normalise(double[] x) {
    double length = Math.sqrt(dot(x, x));
    for (int c = 0; c < x.length; c++) {
      x[c] /= length;
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}

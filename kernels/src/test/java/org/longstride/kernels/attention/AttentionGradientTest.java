package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.vector.LaneTiles;

/** Judged by a naive gradient in double precision, which finite differences judge in turn. */
class AttentionGradientTest {

  private static final double SCALE = 0.3;

  @ParameterizedTest
  @CsvSource({
    "full, 1, 16, true",
    "full, 13, 16, true",
    "full, 207, 32, true",
    "full, 130, 48, false",
    "window(5), 64, 16, true",
    "window(128), 300, 32, true",
    "stride(7), 150, 16, true",
    "window(9) + stride(16), 129, 16, true",
    "window(9), 129, 16, false"
  })
  void gradientAgreesWithTheNaiveOne(String pattern, int n, int d, boolean causal) {
    Head head = new Head(n, d, pattern, causal, n * 31L + d);
    head.run();
    double[][] expected = head.naiveGradient();
    assertClose(head.naiveOutput(), head.outputs(), 2e-6);
    assertClose(expected[0], head.queryGradient(), 2e-5);
    assertClose(expected[1], toDouble(head.dk), 2e-5);
    assertClose(expected[2], toDouble(head.dv), 2e-5);
  }

  @Test
  void naiveGradientAgreesWithFiniteDifferences() {
    Head head = new Head(23, 16, "window(6) + stride(5)", true, 4);
    double[][] gradient = head.naiveGradient();
    double[][] variables = {head.q, head.k, head.v};
    for (int of = 0; of < 3; of++) {
      for (int i = 0; i < variables[of].length; i += 7) {
        double before = variables[of][i];
        variables[of][i] = before + 1e-5;
        double above = head.naiveLoss();
        variables[of][i] = before - 1e-5;
        double below = head.naiveLoss();
        variables[of][i] = before;
        assertEquals((above - below) / 2e-5, gradient[of][i], 1e-7);
      }
    }
  }

  @Test
  void gradientHasTheSameBitsEveryTime() {
    Head once = new Head(200, 32, "window(70)", true, 9);
    Head again = new Head(200, 32, "window(70)", true, 9);
    once.run();
    again.run();
    assertArrayEquals(once.dk, again.dk);
    assertArrayEquals(once.dv, again.dv);
    assertArrayEquals(once.queryGradient(), again.queryGradient());
  }

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), "at " + i);
    }
  }

  private static double[] toDouble(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  /** One head of random queries, keys, values and gradient by the outputs. */
  private static final class Head {
    final int n;
    final int d;
    final Sequence sequence;
    final List<Term> terms;
    final double[] q;
    final double[] k;
    final double[] v;
    final double[] slope;
    final List<VisibleTile> tiles;
    final float[][] o;
    final float[][] dq;
    final float[] dk;
    final float[] dv;

    Head(int n, int d, String pattern, boolean causal, long seed) {
      this.n = n;
      this.d = d;
      sequence = new Sequence(n, causal);
      terms = AttentionPattern.parse(pattern).terms(0, 0, 1);
      Random random = new Random(seed);
      q = random(random);
      k = random(random);
      v = random(random);
      slope = random(random);
      tiles = VisibleTile.of(sequence, terms);
      o = new float[tiles.size()][d * 64];
      dq = new float[tiles.size()][d * 64];
      dk = new float[n * d];
      dv = new float[n * d];
    }

    private double[] random(Random random) {
      double[] x = new double[n * d];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
      return x;
    }

    void run() {
      AttentionGradient gradient = new AttentionGradient(d, (float) SCALE);
      float[][] lse = new float[tiles.size()][64];
      float[][] queries = lanes(q);
      for (int t = 0; t < tiles.size(); t++) {
        gradient.forward(tiles.get(t), queries[t], floats(k), floats(v), o[t], lse[t]);
      }
      gradient.backward(tiles, queries, floats(k), floats(v), o, lse, lanes(slope), dq, dk, dv);
    }

    private static float[] floats(double[] x) {
      float[] y = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = (float) x[i];
      }
      return y;
    }

    private float[][] lanes(double[] rows) {
      float[][] lanes = new float[tiles.size()][d * 64];
      for (int t = 0; t < tiles.size(); t++) {
        QueryTile tile = tiles.get(t).queries();
        LaneTiles.toLanes(floats(rows), tile.first() * d, d, tile.count(), d, lanes[t], 0);
      }
      return lanes;
    }

    private double[] rows(float[][] lanes) {
      float[] rows = new float[n * d];
      for (int t = 0; t < tiles.size(); t++) {
        QueryTile tile = tiles.get(t).queries();
        LaneTiles.toRows(lanes[t], 0, d, rows, tile.first() * d, d, tile.count());
      }
      return toDouble(rows);
    }

    double[] outputs() {
      return rows(o);
    }

    double[] queryGradient() {
      return rows(dq);
    }

    private boolean visible(int query, int key) {
      return (!sequence.causal() || key <= query)
          && terms.stream().anyMatch(term -> term.attends(sequence, query, key));
    }

    private double[] weights(int query) {
      double[] weights = new double[n];
      double sum = 0;
      for (int key = 0; key < n; key++) {
        if (visible(query, key)) {
          weights[key] = Math.exp(SCALE * dot(q, query, k, key));
          sum += weights[key];
        }
      }
      for (int key = 0; key < n; key++) {
        weights[key] /= sum;
      }
      return weights;
    }

    private double dot(double[] a, int i, double[] b, int j) {
      double sum = 0;
      for (int c = 0; c < d; c++) {
        sum += a[i * d + c] * b[j * d + c];
      }
      return sum;
    }

    double[] naiveOutput() {
      double[] output = new double[n * d];
      for (int query = 0; query < n; query++) {
        double[] weights = weights(query);
        for (int i = 0; i < n * d; i++) {
          output[query * d + i % d] += weights[i / d] * v[i];
        }
      }
      return output;
    }

    double naiveLoss() {
      double[] output = naiveOutput();
      double loss = 0;
      for (int i = 0; i < output.length; i++) {
        loss += output[i] * slope[i];
      }
      return loss;
    }

    double[][] naiveGradient() {
      double[] output = naiveOutput();
      double[][] gradient = new double[3][n * d];
      for (int query = 0; query < n; query++) {
        double[] weights = weights(query);
        double mean = dot(slope, query, output, query);
        for (int key = 0; key < n; key++) {
          double score = weights[key] * (dot(slope, query, v, key) - mean) * SCALE;
          for (int c = 0; c < d; c++) {
            gradient[0][query * d + c] += score * k[key * d + c];
            gradient[1][key * d + c] += score * q[query * d + c];
            gradient[2][key * d + c] += weights[key] * slope[query * d + c];
          }
        }
      }
      return gradient;
    }
  }
}

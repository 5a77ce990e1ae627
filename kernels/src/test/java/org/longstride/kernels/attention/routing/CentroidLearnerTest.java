package org.longstride.kernels.attention.routing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/** Centroids settle where the data is, and follow it as the moving average says. */
class CentroidLearnerTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  /** Tokens near one of three axes, each with a length of its own. */
  private static HeadArrays nearAxes(Random random, int n, int d, int kvHeads) {
    float[] x = new float[kvHeads * n * d];
    for (int row = 0; row < kvHeads * n; row++) {
      float length = 0.5f + random.nextFloat() * 4;
      int axis = row % 3;
      for (int c = 0; c < d; c++) {
        x[row * d + c] = length * ((c == axis ? 1 : 0) + 0.05f * (float) random.nextGaussian());
      }
    }
    return new HeadArrays(n, d, 1, kvHeads, kvHeads, x, x.clone(), new float[kvHeads * n], null);
  }

  @Test
  void centroidsSettleWhereTheDataIs() {
    Random random = new Random(1);
    int found = 0;
    for (int seed = 0; seed < 10; seed++) {
      CentroidLearner learner = new CentroidLearner(KERNELS, 2, 6, CentroidLearner.DECAY, seed);
      learner.see(nearAxes(random, 300, 5, 2));
      float[] means = learner.centroids().means();
      boolean[] axes = new boolean[6];
      for (int centroid = 0; centroid < 12; centroid++) {
        for (int axis = 0; axis < 3; axis++) {
          axes[centroid / 6 * 3 + axis] |= means[centroid * 5 + axis] > 0.98;
        }
      }
      boolean all = true;
      for (boolean axis : axes) {
        all &= axis;
      }
      found += all ? 1 : 0;
    }
    assertTrue(found >= 5, "all three axes were found in both heads " + found + " times of 10");
  }

  @Test
  void laterBatchesMoveCentroidsByTheMovingAverage() {
    Random random = new Random(2);
    HeadArrays first = nearAxes(random, 90, 4, 1);
    HeadArrays second = nearAxes(random, 60, 4, 1);
    double decay = 0.9;
    CentroidLearner learner = new CentroidLearner(KERNELS, 1, 3, decay, 5);
    learner.see(first);
    float[] before = learner.centroids().means();
    learner.see(second);
    float[] after = learner.centroids().means();
    double[][] sums = new double[3][4];
    for (int token = 0; token < 60; token++) {
      double[] x = ReferenceRouting.row(second.k(), token, 4);
      ReferenceRouting.normalise(x);
      int nearest = 0;
      double largest = Double.NEGATIVE_INFINITY;
      for (int cluster = 0; cluster < 3; cluster++) {
        double similarity = ReferenceRouting.dot(x, ReferenceRouting.row(before, cluster, 4));
        nearest = similarity > largest ? cluster : nearest;
        largest = Math.max(largest, similarity);
      }
      for (int c = 0; c < 4; c++) {
        sums[nearest][c] += x[c];
      }
    }
    for (int cluster = 0; cluster < 3; cluster++) {
      double length = Math.sqrt(ReferenceRouting.dot(sums[cluster], sums[cluster]));
      for (int c = 0; c < 4; c++) {
        double old = before[cluster * 4 + c];
        double mean = length == 0 ? old : sums[cluster][c] / length;
        assertEquals(decay * old + (1 - decay) * mean, after[cluster * 4 + c], 1e-6);
      }
    }
  }

  @Test
  void paddingTeachesNothing() {
    Random random = new Random(3);
    HeadArrays clean = nearAxes(random, 40, 4, 1);
    float[] spoilt = Arrays.copyOf(clean.k(), 50 * 4);
    Arrays.fill(spoilt, 40 * 4, 50 * 4, -7f);
    boolean[] mask = new boolean[50];
    Arrays.fill(mask, 0, 40, true);
    CentroidLearner one = new CentroidLearner(KERNELS, 1, 3, 0.999, 5);
    CentroidLearner other = new CentroidLearner(KERNELS, 1, 3, 0.999, 5);
    one.see(clean);
    other.see(new HeadArrays(50, 4, 1, 1, 1, spoilt, spoilt, new float[50], mask));
    assertArrayEquals(one.centroids().means(), other.centroids().means());
  }

  @Test
  void moreClustersThanTokensIsAllowed() {
    CentroidLearner learner = new CentroidLearner(KERNELS, 1, 9, 0.999, 5);
    learner.see(nearAxes(new Random(4), 2, 4, 1));
    for (float mean : learner.centroids().means()) {
      assertTrue(Float.isFinite(mean));
    }
  }

  @Test
  void misuseIsSaidInOneLine() {
    CentroidLearner learner = new CentroidLearner(KERNELS, 1, 3, 0.999, 5);
    assertEquals(
        "no batch was seen: call see before centroids",
        assertThrows(IllegalStateException.class, learner::centroids).getMessage());
    learner.see(nearAxes(new Random(4), 20, 4, 1));
    assertEquals(
        "the batch has 1 kvHeads of 5 elements, the learner is for 1 of 4",
        assertThrows(
                IllegalArgumentException.class,
                () -> learner.see(nearAxes(new Random(4), 20, 5, 1)))
            .getMessage());
  }
}

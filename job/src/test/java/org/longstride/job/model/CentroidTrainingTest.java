package org.longstride.job.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.model.transformer.TransformerModel;
import org.longstride.job.train.CentroidTraining;
import org.longstride.kernels.attention.routing.Centroids;

class CentroidTrainingTest {

  private static final int LAYERS = 2;
  private static final int KV_HEADS = 2;
  private static final int D = 6;

  @TempDir Path folder;

  private final RandomModel random =
      RandomModel.llama("qwen3", 8, 61, 20, 4, KV_HEADS, D, LAYERS, 30, false)
          .set("mlp_bias", null);

  private TransformerModel load(String attention) throws IOException {
    random.write(folder);
    return (TransformerModel) ModelLoader.load(folder, Optional.of(attention)).model();
  }

  @Test
  void aSingleClusterIsTheMeanDirectionOfQueriesAndKeys() throws IOException {
    int[] ids = random.tokens(200);
    double[][] sums = new double[LAYERS * KV_HEADS][D];
    new ReferenceTransformer(
            random,
            (layer, head, query, q, k, v) -> {
              double[] sum = sums[layer * KV_HEADS + head / 2];
              addDirection(sum, q[query]);
              if (head % 2 == 0) {
                addDirection(sum, k[query]);
              }
              return ReferenceTransformer.softmax(query, q[query], k, v, key -> true);
            })
        .logProbabilities(ids);
    CentroidTraining training = new CentroidTraining(load("full"), 1, 0, 1);
    training.read(ids);
    for (int i = 0; i < sums.length; i++) {
      double[] expected = new double[D];
      addDirection(expected, sums[i]);
      float[] means = training.centroids().get(i / KV_HEADS).means();
      for (int c = 0; c < D; c++) {
        assertEquals(expected[c], means[i % KV_HEADS * D + c], 1e-5);
      }
    }
  }

  private static void addDirection(double[] sum, double[] x) {
    double length = Math.sqrt(ReferenceTransformer.dot(x, x));
    for (int c = 0; c < x.length; c++) {
      sum[c] += x[c] / length;
    }
  }

  @Test
  void theSameDocumentsAndSeedGiveTheSameBits() throws IOException {
    int[] ids = random.tokens(1500);
    float[] once = learn("window(40)", 3, ids);
    assertArrayEquals(once, learn("window(40)", 3, ids));
    assertFalse(Arrays.equals(once, learn("window(40)", 4, ids)));
    // A model that attends by a stream can be watched too.
    assertEquals(once.length, learn("performer(10)", 3, ids).length);
  }

  private float[] learn(String attention, long seed, int[] ids) throws IOException {
    CentroidTraining training = new CentroidTraining(load(attention), 7, 0.9, seed);
    training.read(ids);
    training.read(Arrays.copyOf(ids, 3));
    List<Centroids> centroids = training.centroids();
    assertEquals(LAYERS, centroids.size());
    assertEquals(7, centroids.get(1).clusters());
    return centroids.get(1).means();
  }

  @Test
  void watchingChangesNoBitOfAScore() throws IOException {
    int[] ids = random.tokens(1300);
    for (String attention : List.of("window(40)", "performer(10)")) {
      TransformerModel model = load(attention);
      int[] seen = new int[LAYERS];
      TransformerModel watched = model.watchedBy((layer, next) -> seen[layer] += next.n());
      assertArrayEquals(TransformerTest.score(model, ids), TransformerTest.score(watched, ids));
      assertArrayEquals(new int[] {1300, 1300}, seen);
    }
  }

  @Test
  void numbersHaveBounds() throws IOException {
    TransformerModel model = load("full");
    refused("clusters is 0, must be from 1 to 1024", () -> new CentroidTraining(model, 0, 1, 1));
    refused("clusters is 1025", () -> new CentroidTraining(model, 1025, 1, 1));
    refused("decay is 1.5, must be from 0 to 1", () -> new CentroidTraining(model, 4, 1.5, 1));
    CentroidTraining training = new CentroidTraining(model, 9, 0.9, 1);
    refused("the first document has only 8 tokens", () -> training.read(random.tokens(8)));
    assertThrows(IllegalStateException.class, training::centroids);
  }

  private static void refused(String problem, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }
}

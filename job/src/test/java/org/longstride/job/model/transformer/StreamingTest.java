package org.longstride.job.model.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.job.model.RandomModel;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.model.family.ConfigReader;
import org.longstride.job.model.family.Families;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.TensorReader;
import org.longstride.job.model.safetensors.Checkpoint;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.linear.OrthogonalFeatures;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/** A document streams through in pieces, and nothing of that shows in its scores. */
class StreamingTest {

  private static final int LARGEST = 1 << 14;

  @TempDir Path folder;

  private final RandomModel random = RandomModel.llama("llama", 3, 83, 20, 4, 2, 6, 2, 30, false);

  private TransformerModel model(String pattern, ChunkLength length) throws IOException {
    return model(pattern, length, Precision.FLOAT32);
  }

  private TransformerModel model(String pattern, ChunkLength length, Precision precision)
      throws IOException {
    return model(random, pattern, length, precision);
  }

  private TransformerModel model(
      RandomModel random, String pattern, ChunkLength length, Precision precision)
      throws IOException {
    ConfigReader reader = ConfigReader.open(random.write(folder).resolve("config.json"));
    ModelConfig config = Families.read(Families.of(reader), reader);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new TransformerModel(
          config,
          Families.of(reader).load(config, new TensorReader(checkpoint)),
          attention(pattern, config),
          precision,
          LaneKernels.best(),
          length);
    }
  }

  private static ModelAttention attention(String text, ModelConfig config) {
    AttentionKind kind = AttentionKind.parse(text);
    if (kind instanceof AttentionKind.Pattern pattern) {
      return new PatternAttention(pattern.pattern(), config);
    }
    if (kind instanceof AttentionKind.Performer performer) {
      return new PerformerAttention(performer, config);
    }
    List<Centroids> centroids = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      int d = config.attention().headDim();
      float[] means = OrthogonalFeatures.draw(2 * 5, d, layer);
      centroids.add(new Centroids(2, 5, d, means));
    }
    return new RoutingAttention((AttentionKind.Routing) kind, centroids, config);
  }

  private static double[] score(TransformerModel model, int[] ids) {
    double[] logProbabilities = new double[ids.length - 1];
    model.score(ids, (position, logProbability) -> logProbabilities[position - 1] = logProbability);
    return logProbabilities;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(100)",
        "stride(5)",
        "window(16) | stride(16)",
        "window(16) + stride(16)",
        "block(32) | columns(32, 4)",
        "window(40) + global(0..2)",
        "performer(40)",
        "performer(40, kernel=relu)",
        "routing(some file)"
      })
  void theLengthOfChunksChangesNoBit(String pattern) throws IOException {
    int[] ids = random.tokens(1500);
    double[] expected = score(model(pattern, new ChunkLength(1024, LARGEST)), ids);
    assertArrayEquals(expected, score(model(pattern, new ChunkLength(64, 64)), ids));
    assertArrayEquals(expected, score(model(pattern, new ChunkLength(128, 128)), ids));
    assertArrayEquals(expected, score(model(pattern, new ChunkLength(LARGEST, LARGEST)), ids));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(100)",
        "window(16) | stride(16)",
        "window(16) + stride(16)",
        "block(32) | columns(32, 4)",
        "window(40) + global(0..2)"
      })
  void theLengthOfChunksChangesNoBitInBfloat16Either(String pattern) throws IOException {
    for (Precision precision : List.of(Precision.BF16, Precision.BF16_AMX)) {
      if (!refused(precision)) {
        theLengthOfChunksChangesNoBit(pattern, precision);
      }
    }
  }

  private void theLengthOfChunksChangesNoBit(String pattern, Precision precision)
      throws IOException {
    int[] ids = random.tokens(1500);
    double[] expected = score(model(pattern, new ChunkLength(1024, LARGEST), precision), ids);
    for (int length : new int[] {64, 128, LARGEST}) {
      double[] actual = score(model(pattern, new ChunkLength(length, length), precision), ids);
      assertArrayEquals(expected, actual);
    }
    double[] float32 = score(model(pattern, new ChunkLength(1024, LARGEST)), ids);
    assertEquals(mean(float32), mean(expected), 0.01);
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  /** True where this machine has no such bfloat16 products: then no model is made. */
  private boolean refused(Precision precision) {
    try {
      precision.requireHardware();
      return false;
    } catch (UnsupportedOperationException e) {
      assertThrows(
          UnsupportedOperationException.class,
          () -> model("full", new ChunkLength(64, 64), precision));
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"window(30)", "performer(24)", "routing(some file)"})
  void whatFollowsATokenChangesNoBitOfIt(String attention) throws IOException {
    TransformerModel model = model(attention, new ChunkLength(128, LARGEST));
    int[] ids = random.tokens(500);
    double[] all = score(model, ids);
    for (int length : new int[] {2, 63, 64, 65, 200, 321}) {
      double[] part = score(model, Arrays.copyOf(ids, length));
      assertArrayEquals(Arrays.copyOf(all, length - 1), part);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"window(30) + global(0)", "performer(24)", "routing(some file)"})
  void otherDocumentsAndThreadsChangeNoBit(String attention)
      throws IOException, InterruptedException, ExecutionException {
    TransformerModel model = model(attention, new ChunkLength(128, LARGEST));
    List<int[]> documents = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      documents.add(random.tokens(2 + 37 * i));
      expected.add(score(model(attention, new ChunkLength(128, LARGEST)), documents.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<double[]>> scores = new ArrayList<>();
      for (int[] document : documents) {
        scores.add(threads.submit(() -> score(model, document)));
      }
      for (int i = 0; i < scores.size(); i++) {
        assertArrayEquals(expected.get(i), scores.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aWindowKeepsAFewRowsHoweverLongTheDocument() {
    int tokens = 20_000;
    int chunk = 1024;
    int window = 512;
    RowTable table = table("window(" + window + ")", tokens);
    for (int from = 0; from < tokens; from += chunk) {
      table.advance(from, Math.min(tokens, from + chunk));
      assertTrue(table.rows() <= window + chunk, () -> "rows: " + table.rows());
    }
  }

  @Test
  void whatIsKeptIsLookedAtAFewTimesATokenHoweverLongTheDocument() {
    AtomicLong asked = new AtomicLong();
    Term keepsAll =
        new Term() {
          @Override
          public boolean attends(Sequence sequence, int query, int key) {
            return true;
          }

          @Override
          public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
            keys.add(0, sequence.length());
          }

          @Override
          public boolean retains(Sequence sequence, int key, int from) {
            asked.incrementAndGet();
            return true;
          }
        };
    int tokens = 200_000;
    AttentionPattern pattern = (layer, head, heads) -> List.of(keepsAll);
    RowTable table = new RowTable(AttentionPlan.of(pattern, 0, 1, 1, new Sequence(tokens, true)));
    for (int from = 0; from < tokens; from += 1024) {
      table.advance(from, Math.min(tokens, from + 1024));
    }
    assertTrue(asked.get() <= 12L * tokens, () -> "asked " + asked.get() + " times");
  }

  @Test
  void whatAPatternKeepsIsExpected() {
    assertEquals(3001, table("full", 3001).expectedRows());
    assertEquals(3001, table("bigbird(16)", 3001).expectedRows());
    assertEquals(3001 / 8, table("columns(16, 2)", 3001).expectedRows(), 3001 / 40);
    assertEquals(500, table("window(500)", 20_000).expectedRows(), 160);
    assertEquals(1, table("full", 1).expectedRows());
  }

  @Test
  void aPerformerKeepsNoMoreHoweverLongTheDocument() throws IOException {
    assertTrue(growth("performer(24)") < 2_000_000, () -> "performer keeps more and more");
    // The measure can tell: here the keys and values of 7,000 tokens are added, 4 kB each.
    assertTrue(growth("full") > 20_000_000, () -> "full attention keeps nothing");
  }

  /** Bytes that are in use at the end of a document beyond those at the end of its beginning. */
  private long growth(String attention) throws IOException {
    RandomModel wide = RandomModel.llama("llama", 3, 83, 20, 4, 4, 64, 2, 30, false);
    TransformerModel model =
        model(wide, attention, new ChunkLength(128, LARGEST), Precision.FLOAT32);
    int[] ids = wide.tokens(8_000);
    long atBeginning = usedAtEnd(model, Arrays.copyOf(ids, 1_000));
    return usedAtEnd(model, ids) - atBeginning;
  }

  private static long usedAtEnd(TransformerModel model, int[] ids) {
    long[] used = new long[1];
    model.score(
        ids,
        (position, logProbability) -> {
          if (position == ids.length - 1) {
            used[0] = used();
          }
        });
    return used[0];
  }

  /**
   * Bytes in use once collecting frees no more: what other tests leave behind goes little by
   * little.
   */
  private static long used() {
    long used = Long.MAX_VALUE;
    long before;
    do {
      before = used;
      System.gc();
      used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    } while (used < before);
    return used;
  }

  @Test
  void noTwoTokensInReachShareARow() {
    int tokens = 3000;
    for (String pattern : List.of("window(100)", "window(50) + global(3..5)", "columns(16, 2)")) {
      RowTable table = table(pattern, tokens);
      AttentionPlan plan = plan(pattern, tokens);
      long most = 0;
      for (int from = 0; from < tokens; from += 128) {
        int start = from;
        int to = Math.min(tokens, from + 128);
        table.advance(from, to);
        long kept =
            IntStream.range(0, to)
                .filter(token -> token >= start || plan.retains(token, start))
                .map(table::row)
                .distinct()
                .count();
        long expected =
            IntStream.range(0, to)
                .filter(token -> token >= start || plan.retains(token, start))
                .count();
        assertEquals(expected, kept, pattern);
        most = Math.max(most, kept);
        assertTrue(table.rows() <= most * 9 / 8 + 128, pattern + " has rows: " + table.rows());
      }
    }
  }

  @Test
  void aLongWindowedDocumentScoresLikeItsTail() throws IOException {
    // Two layers of window(8) reach back 14 tokens: the rest of the document cannot matter, once
    // rotary positions, which only differ, agree up to rounding.
    TransformerModel model = model("window(8)", new ChunkLength(1024, LARGEST));
    int[] ids = random.tokens(20_000);
    double[] all = score(model, ids);
    int tail = 100;
    double[] last = score(model, Arrays.copyOfRange(ids, ids.length - tail, ids.length));
    for (int i = 20; i < tail - 1; i++) {
      assertEquals(all[ids.length - tail + i], last[i], 2e-2);
    }
  }

  private static AttentionPlan plan(String pattern, int tokens) {
    return AttentionPlan.of(AttentionPattern.parse(pattern), 0, 1, 1, new Sequence(tokens, true));
  }

  private static RowTable table(String pattern, int tokens) {
    return new RowTable(plan(pattern, tokens));
  }
}

package org.longstride.job.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Packs a corpus into batches of even cost: longest processing time first (Graham, Bounds on
 * Multiprocessing Timing Anomalies, 1969), which is within a third of the best there is.
 */
final class BatchPacking {

  /** Multiply-adds of a batch, in millions, where their number is not given: seconds on a core. */
  private static final long BATCH_COST = 250_000;

  private static final int MAX_BATCHES = 10_000;

  /** A document from this part of a batch on is large; cells are as many times finer. */
  private static final int FINENESS = 16;

  private BatchPacking() {}

  /** As many batches as make each a few seconds' work, at most ten thousand and one a document. */
  static int batchesFor(long documents, long cost) {
    long wanted = Math.min(cost / BATCH_COST + 1, MAX_BATCHES);
    return (int) Math.max(1, Math.min(wanted, documents));
  }

  /** The cost from which a document is placed by itself. */
  static long largeCost(long totalCost, int batches) {
    return Math.max(2, totalCost / batches / FINENESS);
  }

  static int cells(int batches) {
    return batches * FINENESS;
  }

  /**
   * Places large documents and cells.
   *
   * @param largeCost documents from this cost on are in {@code large}
   * @param large cost of each large document by id; where an id comes several times, of all of them
   * @param cells cost of each cell
   * @param batches how many batches there may be; those that stay empty are left out
   */
  static BatchPlan pack(long largeCost, TreeMap<String, Long> large, long[] cells, int batches) {
    Item[] items = items(large, cells);
    long[] load = new long[batches];
    int[] batchOfItem = new int[items.length];
    PriorityQueue<Integer> lightest =
        new PriorityQueue<>(
            Comparator.comparingLong((Integer b) -> load[b]).thenComparingInt(b -> b));
    IntStream.range(0, batches).forEach(lightest::add);
    for (int i = 0; i < items.length; i++) {
      int batch = lightest.remove();
      batchOfItem[i] = batch;
      load[batch] += items[i].cost();
      lightest.add(batch);
    }
    int[] rank = ranks(load);
    Map<String, Integer> batchOfLarge = new HashMap<>();
    int[] batchOfCell = new int[cells.length];
    Arrays.fill(batchOfCell, -1);
    for (int i = 0; i < items.length; i++) {
      if (items[i].id() != null) {
        batchOfLarge.put(items[i].id(), rank[batchOfItem[i]]);
      } else {
        batchOfCell[items[i].cell()] = rank[batchOfItem[i]];
      }
    }
    int filled = (int) Arrays.stream(load).filter(cost -> cost > 0).count();
    return new BatchPlan(filled, largeCost, batchOfLarge, batchOfCell);
  }

  /** A large document, or a cell of others (then the id is null). */
  private record Item(String id, int cell, long cost) {}

  /** The most costly first; the order is total, so that the plan is always the same. */
  private static Item[] items(TreeMap<String, Long> large, long[] cells) {
    List<Item> items = new ArrayList<>();
    large.forEach((id, cost) -> items.add(new Item(id, -1, cost)));
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] > 0) {
        items.add(new Item(null, cell, cells[cell]));
      }
    }
    // The sort is stable: ids in their order, then cells in theirs.
    items.sort(Comparator.comparingLong(Item::cost).reversed());
    return items.toArray(new Item[0]);
  }

  private static int[] ranks(long[] load) {
    int[] rank = new int[load.length];
    int[] next = {0};
    IntStream.range(0, load.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer b) -> -load[b]))
        .forEach(b -> rank[b] = next[0]++);
    return rank;
  }
}

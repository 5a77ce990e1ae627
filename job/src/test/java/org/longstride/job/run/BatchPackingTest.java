package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPackingTest {

  @ParameterizedTest
  @CsvSource({"1,5,1", "2,100,2", "3,1000,8", "4,5000,13", "5,20000,64"})
  void batchesAreEvenAndTheMostCostlyComesFirst(long seed, int documents, int batches) {
    Random random = new Random(seed);
    long[] costs = new long[documents];
    long total = 0;
    for (int i = 0; i < documents; i++) {
      // Lengths of documents are about log-normal.
      costs[i] = 1 + (long) Math.exp(6 + 1.5 * random.nextGaussian());
      total += costs[i];
    }
    BatchPlan plan = plan(costs, total, batches);
    long[] load = new long[plan.batches()];
    long largest = 0;
    for (int i = 0; i < documents; i++) {
      load[plan.batchOf("doc" + i, costs[i])] += costs[i];
      largest = Math.max(largest, costs[i]);
    }
    for (int b = 1; b < load.length; b++) {
      assertTrue(load[b - 1] >= load[b], "batch " + b + " costs more than the one before");
      assertTrue(load[b] > 0, "batch " + b + " is empty");
    }
    double even = (double) total / batches;
    assertTrue(load[0] <= Math.max(largest, 4 * even / 3 + 1), load[0] + " of " + even);
  }

  @Test
  void oneLongDocumentHasABatchOfItsOwn() {
    long[] costs = new long[1000];
    Arrays.fill(costs, 10);
    costs[500] = 1_000_000;
    BatchPlan plan = plan(costs, 1_009_990, 4);
    int its = plan.batchOf("doc500", costs[500]);
    assertEquals(0, its);
    for (int i = 0; i < 1000; i++) {
      assertTrue(i == 500 || plan.batchOf("doc" + i, costs[i]) != its);
    }
  }

  @Test
  void cellsOfIdsThatCountUpAreEven() {
    int[] counts = new int[16];
    for (int i = 0; i < 16_000; i++) {
      counts[BatchPlan.cellOf("document-" + i, 16)]++;
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 1000) < 150, "a cell of " + count);
    }
  }

  @Test
  void theNumberOfBatchesFollowsTheCost() {
    assertEquals(1, BatchPacking.batchesFor(100, 5));
    assertEquals(5, BatchPacking.batchesFor(5, Long.MAX_VALUE));
    assertEquals(41, BatchPacking.batchesFor(1000, 10_000_000));
    assertEquals(10_000, BatchPacking.batchesFor(1L << 40, Long.MAX_VALUE));
  }

  private static BatchPlan plan(long[] costs, long total, int batches) {
    long largeCost = BatchPacking.largeCost(total, batches);
    TreeMap<String, Long> large = new TreeMap<>();
    long[] cells = new long[BatchPacking.cells(batches)];
    for (int i = 0; i < costs.length; i++) {
      if (costs[i] >= largeCost) {
        large.put("doc" + i, costs[i]);
      } else {
        cells[BatchPlan.cellOf("doc" + i, cells.length)] += costs[i];
      }
    }
    return BatchPacking.pack(largeCost, large, cells, batches);
  }
}

package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTileTest {

  @Test
  void lanesAreThoseWhoseQueryLiesThere() {
    Random random = new Random(3);
    for (int sample = 0; sample < 300; sample++) {
      int count = 1 + random.nextInt(QueryTile.SIZE);
      int first = random.nextInt(100);
      int step = sample % 3 == 0 ? 1 : 1 + random.nextInt(9);
      judge(new QueryTile(first, step, count), random);
      int[] queries = random.ints(0, 300).distinct().limit(count).sorted().toArray();
      judge(QueryTile.of(queries), random);
    }
  }

  private static void judge(QueryTile tile, Random random) {
    for (int sample = 0; sample < 50; sample++) {
      int from = random.nextInt(400) - 50;
      int to = from + random.nextInt(300) - 20;
      int every = 1 + random.nextInt(12);
      long inside = 0;
      long spaced = 0;
      long congruent = 0;
      for (int lane = 0; lane < tile.count(); lane++) {
        int query = tile.query(lane);
        boolean in = query >= from && query < to;
        boolean same = Math.abs(query - from) % every == 0;
        inside |= in ? 1L << lane : 0;
        spaced |= in && same ? 1L << lane : 0;
        congruent |= same ? 1L << lane : 0;
      }
      assertEquals(inside, tile.lanes(from, to), tile + " from " + from + " to " + to);
      assertEquals(
          spaced, tile.lanes(from, to, every), tile + " from " + from + " to " + to + " " + every);
      assertEquals(congruent, tile.congruent(from, every), tile + " at " + from + " " + every);
      assertEquals(tile.lanes(), tile.lanes(tile.first(), tile.last() + 1L));
      assertEquals(tile.lanes(), tile.lanes(Long.MIN_VALUE, Long.MAX_VALUE));
    }
  }

  @Test
  void anEmptyTileHasNoLanes() {
    QueryTile tile = QueryTile.of();
    assertEquals(0, tile.count());
    assertEquals(0, tile.lanes());
    assertEquals(0, tile.lanes(0, 100));
  }

  @Test
  void queriesMustAscendAndFitTheLanes() {
    assertThrows(IllegalArgumentException.class, () -> QueryTile.of(1, 3, 3));
    int[] many = IntStream.range(0, QueryTile.SIZE + 1).toArray();
    assertThrows(IllegalArgumentException.class, () -> QueryTile.of(many));
  }

  @Test
  void everyStepDealsEachQueryOnceNeighbouringClassesTogether() {
    for (int step : new int[] {1, 2, 3, 64, 100, 1 << 30}) {
      for (int n : new int[] {0, 1, 2, 63, 64, 65, 127, 128, 129, 200, 1000}) {
        QueryOrder order = QueryOrder.every(step);
        List<Integer> expected = new ArrayList<>();
        for (long tile = 0; tile < n; tile += 64L * step) {
          for (long residue = tile; residue < Math.min(tile + step, n); residue++) {
            for (long query = residue; query < Math.min(residue + 64L * step, n); query += step) {
              expected.add(7 + (int) query);
            }
          }
        }
        List<Integer> dealt = new ArrayList<>();
        for (int t = 0; t < order.tiles(7, 7 + n); t++) {
          QueryTile tile = order.tile(7, 7 + n, t);
          for (int lane = 0; lane < tile.count(); lane++) {
            dealt.add(tile.query(lane));
          }
        }
        assertEquals(expected, dealt, n + " queries in steps of " + step);
      }
    }
  }
}

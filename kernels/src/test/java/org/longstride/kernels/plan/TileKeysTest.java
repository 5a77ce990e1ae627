package org.longstride.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/** What a tile meets, pair by pair. */
class TileKeysTest {

  /** Says no more than whom a query sees, and reaches too far, in ranges that overlap. */
  private record Scattered(int modulus) implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return (7L * query + key * (long) key) % modulus == 0;
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      keys.add(-5, sequence.length(), 2);
      keys.add(1, sequence.length() + 9L, 3);
      keys.add(2, 3, 1 << 30);
      keys.add(0, sequence.length());
    }
  }

  private final TileKeys keys = new TileKeys();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(9)",
        "window(70, 3)",
        "window(5, dilation=3) + stride(6)",
        "window(200) + global(0..3, 40, -1)",
        "block(16) + columns(16, 3)",
        "columns(8, 1) + stride(3) + stride(5)",
        "bigbird(8)",
        "bigbird(8, global=5) + window(30)",
        "neighborhood(5x3 over 12x11)",
        "neighborhood(3x3 over 50x4)",
        "neighborhood(4x3 over 40x5, dilation=2x1, stride=2x1, causal=1x0)",
        "neighborhood(3x3 over 12x11, dilation=2x3) + columns(7, 2)",
      })
  void aTileMeetsTheKeysThatItsTermsSeeAndEarlierOnesDoNot(String text) {
    Random random = new Random(text.hashCode());
    List<Term> terms = AttentionPattern.parse(text).terms(0, 0, 1);
    for (int n : new int[] {1, 2, 13, 64, 65, 132, 207}) {
      boolean[] real = new boolean[n];
      IntStream.range(0, n).forEach(i -> real[i] = random.nextInt(9) > 0);
      for (boolean causal : new boolean[] {true, false}) {
        Sequence sequence = new Sequence(n, causal);
        judge(terms, List.of(), sequence);
        judge(terms, AttentionPattern.parse("block(9) + stride(4)").terms(0, 0, 1), sequence);
        judge(AttentionPattern.parse(text).over(real).terms(0, 0, 1), List.of(), sequence);
        judge(List.of(new Scattered(5)), terms, sequence);
        List<Term> more = new ArrayList<>(terms);
        more.add(new Scattered(7));
        judge(more, List.of(new Scattered(3)), sequence);
      }
    }
  }

  private void judge(List<Term> terms, List<Term> earlier, Sequence sequence) {
    int n = sequence.length();
    for (QueryOrder order :
        List.of(terms.get(0).order(sequence), QueryOrder.SEQUENTIAL, QueryOrder.every(3))) {
      Pass pass = new Pass(order, terms, earlier);
      for (int t = 0; t < order.tiles(0, n); t++) {
        QueryTile tile = order.tile(0, n, t);
        if (tile.count() > 0) {
          keys.list(pass, sequence, tile);
          judge(terms, earlier, sequence, tile);
        }
      }
    }
  }

  private void judge(List<Term> terms, List<Term> earlier, Sequence sequence, QueryTile tile) {
    String where = terms + " without " + earlier + " over " + sequence + " in " + tile;
    int[] listed = keys.keys().toArray();
    long[] visible = keys.lanes().toArray();
    int count = 0;
    for (int key = 0; key < sequence.length(); key++) {
      long lanes = 0;
      for (int lane = 0; lane < tile.count(); lane++) {
        int query = tile.query(lane);
        if ((key <= query || !sequence.causal())
            && sees(terms, sequence, query, key)
            && !sees(earlier, sequence, query, key)) {
          lanes |= 1L << lane;
        }
      }
      if (lanes != 0) {
        assertTrue(count < listed.length, where + ": meets " + key);
        assertEquals(key, listed[count], where);
        assertEquals(lanes == tile.lanes() ? -1L : lanes, visible[count], where);
        count++;
      }
    }
    assertEquals(count, listed.length, where);
    assertEquals(count, visible.length, where);
  }

  private static boolean sees(List<Term> terms, Sequence sequence, int query, int key) {
    return terms.stream().anyMatch(term -> term.attends(sequence, query, key));
  }
}

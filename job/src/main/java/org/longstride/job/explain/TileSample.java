package org.longstride.job.explain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;

/** Which tiles of a pass are looked at, and for how many each stands. */
final class TileSample {

  /** What asking a term for its reach costs, in keys. */
  private static final long ASKING = 4;

  /** Draws of a sample, at the least. */
  private static final int LEAST = 8;

  private final boolean exact;
  private int size;
  private int[] tiles;
  private double[] weights;

  private TileSample(boolean exact, int capacity) {
    this.exact = exact;
    this.tiles = new int[capacity];
    this.weights = new double[capacity];
  }

  /** Chooses tiles of a pass whose keys, once for each term, fit the budget. */
  static TileSample of(Pass pass, Sequence sequence, long budget) {
    int count = pass.order().tiles(0, sequence.length());
    Weigher weigher = new Weigher(pass, sequence);
    int[] probed = probed(count, weigher, budget);
    double[] heft = new double[probed.length];
    double total = 0;
    for (int i = 0; i < probed.length; i++) {
      heft[i] = weigher.weigh(probed[i]);
      total += heft[i];
    }
    int terms = pass.terms().size() + pass.earlier().size();
    if (probed.length == count && total * terms <= budget) {
      return everything(count);
    }
    return proportional(probed, heft, (double) count / probed.length, budget / terms);
  }

  /** All tiles where weighing them is cheap enough; otherwise some, evenly spaced. */
  private static int[] probed(int count, Weigher weigher, long budget) {
    weigher.weigh(count - 1);
    long cost = weigher.cost();
    int some = (int) Math.min(count, Math.max(64, budget / cost));
    int[] probed = new int[some];
    for (int i = 0; i < some; i++) {
      probed[i] = (int) ((2L * i + 1) * count / (2L * some));
    }
    probed[0] = 0;
    probed[some - 1] = count - 1;
    return probed;
  }

  private static TileSample everything(int count) {
    TileSample sample = new TileSample(true, count);
    for (int tile = 0; tile < count; tile++) {
      sample.add(tile, 1);
    }
    return sample;
  }

  private static TileSample proportional(int[] probed, double[] heft, double each, long keys) {
    int heaviest = 0;
    for (int i = 0; i < heft.length; i++) {
      heaviest = heft[i] > heft[heaviest] ? i : heaviest;
    }
    int[] sure = Arrays.stream(new int[] {0, heft.length - 1, heaviest}).distinct().toArray();
    double[] hefts = heft.clone();
    for (int i : sure) {
      hefts[i] = 0;
    }
    double total = Arrays.stream(hefts).sum();
    double typical = Arrays.stream(hefts).map(h -> h * h).sum() / Math.max(1, total);
    int drawn = (int) Math.max(LEAST, Math.min(hefts.length, keys / Math.max(1, typical)));
    TileSample sample = new TileSample(false, drawn + sure.length);
    for (int i : sure) {
      sample.add(probed[i], 1);
    }
    // Only probed tiles other than the sure ones are drawn; they stand for all others.
    double others = (each * hefts.length - sure.length) / Math.max(1, hefts.length - sure.length);
    double sum = 0;
    int next = 0;
    // Drawn in the order of their heft: in their own, which goes round residue class by residue
    // class, even steps would fall in with the classes and meet some kinds of tile too often.
    int[] byHeft =
        IntStream.range(0, hefts.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> hefts[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : byHeft) {
      sum += hefts[i];
      int hits = 0;
      while (next < drawn && (next + 0.5) * total / drawn < sum) {
        hits++;
        next++;
      }
      if (hits > 0) {
        sample.add(probed[i], hits * others * total / (drawn * hefts[i]));
      }
    }
    return sample;
  }

  private void add(int tile, double weight) {
    tiles[size] = tile;
    weights[size++] = weight;
  }

  /** Whether every tile is looked at. */
  boolean exact() {
    return exact;
  }

  /** Tiles to look at. */
  int size() {
    return size;
  }

  /** The tile's index in the pass's order. */
  int tile(int i) {
    return tiles[i];
  }

  /** How many tiles it stands for. */
  double weight(int i) {
    return weights[i];
  }

  /** Adds up the keys that a tile may meet, without listing them. */
  private static final class Weigher implements KeyRanges {

    private final Pass pass;
    private final Sequence sequence;
    private final QueryOrder order;
    private long last;
    private long keys;
    private long ranges;

    Weigher(Pass pass, Sequence sequence) {
      this.pass = pass;
      this.sequence = sequence;
      this.order = pass.order();
    }

    double weigh(int index) {
      keys = 0;
      ranges = 0;
      QueryTile tile = order.tile(0, sequence.length(), index);
      if (tile.count() > 0) {
        last = sequence.causal() ? tile.last() : sequence.length() - 1;
        for (Term term : pass.terms()) {
          term.reach(sequence, tile, this);
        }
      }
      return keys + 1.0;
    }

    /** What the last weighing has cost, in keys. */
    long cost() {
      return ASKING + ranges;
    }

    @Override
    public void add(long from, long to, int step) {
      ranges++;
      long start = from >= 0 ? from : Math.floorMod(from, (long) step);
      long end = Math.min(to, last + 1);
      keys += start < end ? (end - start + step - 1) / step : 0;
    }
  }
}

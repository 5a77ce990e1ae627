package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.StencilKernels;

/**
 * Who of some queries sees what, relative to their first key: those inside an image are all alike,
 * and only the first of them is worked out.
 */
final class StencilShape {

  /** Who sees a point: the first two steps alone, others too, or the last two alone. */
  private static final int FIRST = 0;

  private static final int ALL = 1;
  private static final int LAST = 2;

  private static final int LANES = StencilKernels.LANES;
  private static final int HALF = StencilKernels.WIDTH / 2;

  private final int hash;
  private final int[] lanes;
  private final long[] visible;
  private final int[] rows;
  private final int[] places;

  private boolean inOrder = true;
  private int points;
  private final int[] pointRow;
  private final long[] seers;
  private int runs;
  private final int[] runPlace;
  private final int[] runBegin;
  private final int[] runPhase;
  private final int[] ends;
  private final Half[] halves = new Half[2];

  /**
   * The points that two steps meet, and others between them.
   *
   * @param from the first
   * @param to behind the last
   * @param whole whether all their lanes see all of these
   */
  record Half(int from, int to, boolean whole) {}

  /**
   * The shape of some queries.
   *
   * @param lanes for each query its lane in the stencil
   * @param count how many keys their tile meets, at least one
   * @param visible for each key the queries that see it, bit by bit
   * @param numbers the keys' numbers in the batch
   * @param panels where the batch's keys and values lie
   */
  StencilShape(int[] lanes, int count, long[] visible, int[] numbers, KeyPanels panels) {
    hash = hash(count, visible, numbers, panels);
    this.lanes = lanes;
    this.visible = Arrays.copyOf(visible, count);
    rows = new int[count];
    places = new int[count];
    int[] slotOf = panels.slots();
    int[] slots = new int[count];
    int lowest = Integer.MAX_VALUE;
    int highest = 0;
    for (int i = 0; i < count; i++) {
      rows[i] = panels.rows()[numbers[i]] - panels.rows()[numbers[0]];
      places[i] = panels.places()[numbers[i]] - panels.places()[numbers[0]];
      slots[i] = slotOf[numbers[i]];
      lowest = Math.min(lowest, slots[i]);
      highest = Math.max(highest, slots[i]);
    }
    // A point is where the key of a step's first lane lies, or would.
    long[] seersOf = new long[highest - lowest + LANES];
    int[] keyOf = new int[seersOf.length];
    int[] laneOf = new int[seersOf.length];
    int[] last = new int[StencilKernels.WIDTH];
    for (int i = 0; i < count; i++) {
      for (long rest = visible[i]; rest != 0; rest &= rest - 1) {
        int lane = lanes[Long.numberOfTrailingZeros(rest)];
        int point = slots[i] - lowest + LANES - 1 - lane % LANES;
        inOrder &= point >= last[lane];
        last[lane] = point;
        seersOf[point] |= 1L << lane;
        keyOf[point] = i;
        laneOf[point] = lane % LANES;
      }
    }
    int most = (int) Arrays.stream(seersOf).filter(bits -> bits != 0).count();
    pointRow = new int[most];
    seers = new long[most];
    int[] place = new int[most + 1];
    int[] begin = new int[most + 1];
    int[] phase = new int[most + 1];
    for (int at = 0; at < seersOf.length; at++) {
      if (seersOf[at] != 0) {
        int phaseOfPoint = phase(seersOf[at]);
        if (at == 0 || seersOf[at - 1] == 0 || phase[runs - 1] != phaseOfPoint) {
          place[runs] = places[keyOf[at]] - laneOf[at];
          begin[runs] = points;
          phase[runs++] = phaseOfPoint;
        }
        pointRow[points] = rows[keyOf[at]] - laneOf[at];
        seers[points++] = seersOf[at] | ~used();
      }
    }
    begin[runs] = points;
    runPlace = Arrays.copyOf(place, runs);
    runBegin = Arrays.copyOf(begin, runs + 1);
    runPhase = Arrays.copyOf(phase, runs);
    ends = endsOfPhases();
    halves[0] = half(LAST, -1L >>> HALF);
    halves[1] = half(FIRST, -1L << HALF);
  }

  /** The lanes that have queries; what the others see is of no interest. */
  private long used() {
    long used = 0;
    for (int lane : lanes) {
      used |= 1L << lane;
    }
    return used;
  }

  private static int phase(long seers) {
    if (seers << HALF == 0) {
      return LAST;
    }
    return seers >>> HALF == 0 ? FIRST : ALL;
  }

  /** Where each phase of the points ends, again and again. */
  private int[] endsOfPhases() {
    int[] all = new int[StencilKernels.PHASES * (runs + 1)];
    int count = 0;
    for (int run = 0; run < runs; run++) {
      while (count % StencilKernels.PHASES != runPhase[run]) {
        all[count++] = runBegin[run];
      }
    }
    do {
      all[count++] = points;
    } while (count % StencilKernels.PHASES != 0);
    return Arrays.copyOf(all, count);
  }

  /** Two steps' points: all but those of the phase in which the other two are alone. */
  private Half half(int without, long lanesOfHalf) {
    int from = points;
    int to = 0;
    for (int run = 0; run < runs; run++) {
      if (runPhase[run] != without) {
        from = Math.min(from, runBegin[run]);
        to = runBegin[run + 1];
      }
    }
    boolean whole = true;
    for (int point = from; point < to; point++) {
      whole &= (seers[point] & lanesOfHalf) == lanesOfHalf;
    }
    return new Half(Math.min(from, to), to, whole);
  }

  /** A number that tells most shapes apart: some keys of many. */
  static int hash(int count, long[] visible, int[] numbers, KeyPanels panels) {
    int hash = count;
    int first = numbers[0];
    for (int i = 0; i < count; i += count / 4 + 1) {
      hash = 31 * hash + Long.hashCode(visible[i]);
      hash = 31 * hash + panels.places()[numbers[i]] - panels.places()[first];
    }
    return hash;
  }

  /** Whether queries are of this shape: of what the constructor takes, and this hash. */
  boolean fits(int hash, int[] lanes, int count, long[] visible, int[] numbers, KeyPanels panels) {
    if (hash != this.hash
        || count != rows.length
        || !Arrays.equals(lanes, this.lanes)
        || !Arrays.equals(visible, 0, count, this.visible, 0, count)) {
      return false;
    }
    int[] place = panels.places();
    int[] row = panels.rows();
    int first = numbers[0];
    for (int i = 0; i < count; i++) {
      int number = numbers[i];
      if (row[number] - row[first] != rows[i] || place[number] - place[first] != places[i]) {
        return false;
      }
    }
    return true;
  }

  /** What it takes of memory, about. */
  long bytes() {
    return 512
        + 8L * visible.length
        + 4L * (rows.length + places.length + ends.length)
        + 12L * (points + runs);
  }

  /** Whether each query's keys come in ascending order; otherwise sums would be other ones. */
  boolean isInOrder() {
    return inOrder;
  }

  /** How many points there are. */
  int points() {
    return points;
  }

  /** Scores that are computed. */
  long scores() {
    long scores = 0;
    for (int run = 0; run < runs; run++) {
      scores += (long) steps(run) * LANES * (end(run) - begin(run));
    }
    return scores;
  }

  /** How many runs of points side by side there are that the same steps meet. */
  int runs() {
    return runs;
  }

  /** Where the first point of a run lies, from the place of the first key. */
  int place(int run) {
    return runPlace[run];
  }

  /** The first point of a run. */
  int begin(int run) {
    return runBegin[run];
  }

  /** One past the last point of a run. */
  int end(int run) {
    return runBegin[run + 1];
  }

  /** How many steps meet a run's points. */
  int steps(int run) {
    return runPhase[run] == ALL ? StencilKernels.STEPS : StencilKernels.STEPS / 2;
  }

  /** The first lane of these steps. */
  int firstLane(int run) {
    return runPhase[run] == LAST ? HALF : 0;
  }

  /** What the first two steps meet, and the last two. */
  Half half(int half) {
    return halves[half];
  }

  /** For each point the lanes that see it, bit by bit; lanes without a query see all. */
  long[] seers() {
    return seers;
  }

  /** For each point the row of its first lane's value, from the first key's. */
  int[] rows() {
    return pointRow;
  }

  /** Where each phase of the points ends, as the kernels like it. */
  int[] ends() {
    return ends;
  }
}

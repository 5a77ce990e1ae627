package org.longstride.kernels.pattern;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The draws of google-research/bigbird and of Hugging Face's BigBird in training, where numpy's
 * seed is {@code seed}: of long sequences only the first {@code 2 r + 5} blocks are drawn from, and
 * those of 1,024, 3,072 and 4,096 tokens are drawn by another rule, by which the last blocks of
 * queries may draw what they see anyway. Where that code then counts a key twice, here it counts
 * once.
 */
final class GoogleDraws implements DrawnBlocks.Draws {

  /** Of the second rule. */
  private static final int LAST_TOKEN = 1024;

  private final GoogleBlocks pattern;
  private final int seed;
  private final int head;
  private final int heads;
  private volatile Rows last = new Rows(0, new int[0][]);

  /** What was drawn for a sequence of so many blocks, a row a block of queries. */
  private record Rows(int blocks, int[][] rows) {}

  /**
   * The draws of a head.
   *
   * @param seed numpy's seed, of the layer
   * @param head the head, from 0; heads are drawn in turns
   * @param heads heads of the layer
   */
  GoogleDraws(GoogleBlocks pattern, int seed, int head, int heads) {
    this.pattern = pattern;
    this.seed = seed;
    this.head = head;
    this.heads = heads;
  }

  @Override
  public int[] drawn(Sequence sequence, int block) {
    int blocks = (sequence.length() + pattern.size() - 1) / pattern.size();
    Rows rows = last;
    if (rows.blocks != blocks) {
      int tokens = blocks * pattern.size();
      boolean special = tokens == LAST_TOKEN || tokens == 3072 || tokens == 4096;
      rows =
          new Rows(
              blocks, special ? special(Math.max(tokens, pattern.positions())) : planned(blocks));
      last = rows;
    }
    return block < 1 || block > blocks - 2 ? new int[0] : rows.rows[block];
  }

  /** The rule of all lengths: {@code _bigbird_block_rand_mask_with_head} with its plan. */
  private int[][] planned(int blocks) {
    int r = pattern.count();
    int near = 2 * r + 5 < blocks ? 2 * r + 5 : Math.min(r + 5, blocks);
    int fromNear = 2 * r + 5 < blocks || near == blocks ? r : r / 2;
    int[][] rows = new int[blocks][0];
    MersenneTwister random = new MersenneTwister(seed);
    draw(random, rows, 1, near, 0, near, fromNear);
    draw(random, rows, 1, near, near, blocks, r - fromNear);
    draw(random, rows, near, blocks, 0, near, fromNear);
    draw(random, rows, near, blocks, near, blocks, r - fromNear);
    return rows;
  }

  /**
   * Lets each head's rows {@code from} to {@code to} draw so many of the blocks up to {@code end}.
   */
  private void draw(
      MersenneTwister random, int[][] rows, int from, int to, int start, int end, int count) {
    for (int row = from; row < to && count > 0; row++) {
      for (int h = 0; h < heads; h++) {
        int[] blocks = random.shuffle(IntStream.range(start, end).toArray());
        if (h == head) {
          int own = row;
          IntStream legal = Arrays.stream(blocks).filter(block -> isLegal(own, block, end));
          rows[row] = IntStream.concat(Arrays.stream(rows[row]), legal.limit(count)).toArray();
        }
      }
    }
  }

  /** {@code _get_single_block_row_attention}: neither window nor ends, nor what their rows are. */
  private static boolean isLegal(int row, int block, int end) {
    return Math.abs(row - block) > 1
        && block != 0
        && block != end - 1
        && !(row == 1 && block == end - 2)
        && !(row == end - 2 && block == 1);
  }

  /** The rule of three lengths: {@code _bigbird_block_rand_mask}, head by head. */
  private int[][] special(int positions) {
    int blocks = positions / pattern.size();
    int behind = LAST_TOKEN > 2 * pattern.size() ? LAST_TOKEN / pattern.size() - 1 : blocks - 1;
    int[][] rows = new int[blocks][0];
    MersenneTwister random = new MersenneTwister(seed);
    for (int h = 0; h <= head; h++) {
      for (int row = 1; row < blocks - 1; row++) {
        int[] candidates = candidates(row, blocks, Math.min(behind, blocks - 2));
        rows[row] = Arrays.stream(random.shuffle(candidates)).limit(pattern.count()).toArray();
      }
    }
    return rows;
  }

  /** What a row may draw of the blocks 1 to {@code last}. */
  private static int[] candidates(int row, int blocks, int last) {
    if (row >= blocks - 3) {
      return IntStream.rangeClosed(1, last).toArray();
    }
    IntStream before = IntStream.rangeClosed(1, Math.min(row - 2, last));
    return IntStream.concat(before, IntStream.rangeClosed(row + 2, last)).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GoogleDraws same
        && pattern.equals(same.pattern)
        && seed == same.seed
        && head == same.head
        && heads == same.heads;
  }

  @Override
  public int hashCode() {
    return Objects.hash(pattern, seed, head, heads);
  }

  @Override
  public String toString() {
    return pattern.toString();
  }
}

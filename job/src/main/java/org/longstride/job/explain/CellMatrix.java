package org.longstride.job.explain;

import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * A picture of queries and keys: rows are queries, columns are keys, and a cell stands for a square
 * of pairs. It shows the first of the terms that sees any of its pairs.
 */
final class CellMatrix {

  /** A cell of which no pair is visible. */
  static final int UNSEEN = -1;

  private final int side;
  private final int[][] terms;

  private CellMatrix(int side, int rows) {
    this.side = side;
    this.terms = new int[rows][rows];
  }

  /**
   * Draws the terms.
   *
   * @param terms what is visible
   * @param sequence the sequence, all of which is drawn
   * @param most the most cells of a row
   */
  static CellMatrix of(List<Term> terms, Sequence sequence, int most) {
    int side = (sequence.length() + most - 1) / most;
    CellMatrix matrix = new CellMatrix(side, (sequence.length() + side - 1) / side);
    for (int[] row : matrix.terms) {
      Arrays.fill(row, UNSEEN);
    }
    for (int term = 0; term < terms.size(); term++) {
      matrix.draw(terms.get(term), term, sequence);
    }
    return matrix;
  }

  private void draw(Term term, int number, Sequence sequence) {
    Pass pass = new Pass(QueryOrder.SEQUENTIAL, List.of(term), List.of());
    TileKeys keys = new TileKeys();
    int tiles = pass.order().tiles(0, sequence.length());
    for (int t = 0; t < tiles; t++) {
      QueryTile tile = pass.order().tile(0, sequence.length(), t);
      keys.list(pass, sequence, tile);
      int[] listed = keys.keys().toArray();
      long[] visible = keys.lanes().toArray();
      for (int row = tile.first() / side; row <= tile.last() / side; row++) {
        long lanes = tile.lanes((long) row * side, (row + 1L) * side);
        for (int i = 0; i < listed.length; i++) {
          int column = listed[i] / side;
          if ((visible[i] & lanes) != 0 && terms[row][column] == UNSEEN) {
            terms[row][column] = number;
          }
        }
      }
    }
  }

  /** Rows, and columns. */
  int size() {
    return terms.length;
  }

  /** Tokens of a cell's side. */
  int side() {
    return side;
  }

  /** The number of the term that the cell shows, or {@link #UNSEEN}. */
  int term(int row, int column) {
    return terms[row][column];
  }
}

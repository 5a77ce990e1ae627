package org.longstride.kernels.pattern;

import java.util.Arrays;

/**
 * Who of a tile's queries sees a key of a grid: the lanes that see its coordinate along every axis.
 * Along the last axis lies a row of keys, which share all other coordinates.
 */
final class RowLanes implements KeyLanes {

  private final AxisSeers[] outer;
  private final AxisSeers inner;
  private final int[] tokensWithin;
  private final int tokens;
  private final int length;

  private int row = Integer.MAX_VALUE;
  private long seers;

  /**
   * The lanes of a tile.
   *
   * @param axes who sees which coordinates along each axis, outermost first
   * @param tokensWithin tokens between neighbours along each axis
   * @param tokens of the grid; those behind it are seen by none
   */
  RowLanes(AxisSeers[] axes, int[] tokensWithin, int tokens) {
    outer = Arrays.copyOf(axes, axes.length - 1);
    inner = axes[axes.length - 1];
    this.tokensWithin = tokensWithin;
    this.tokens = tokens;
    length = outer.length == 0 ? tokens : tokensWithin[outer.length - 1];
  }

  @Override
  public long lanes(int key) {
    if (key < row || key - row >= length) {
      enterRow(key);
    }
    return seers & inner.lanes(key - row);
  }

  @Override
  public void lanes(int from, int count, int step, long[] lanes, int at) {
    for (int i = 0; i < count; ) {
      int key = from + i * step;
      lanes[at + i] = lanes(key);
      int end = (int) Math.min(count, i + (row + (long) length - key + step - 1) / step);
      inner.lanes(key - row, end - i, step, seers, lanes, at + i);
      i = end;
    }
  }

  private void enterRow(int key) {
    row = key - key % length;
    seers = key < tokens ? -1L : 0;
    int rest = key;
    for (int a = 0; a < outer.length && seers != 0; a++) {
      int coordinate = rest / tokensWithin[a];
      rest -= coordinate * tokensWithin[a];
      seers &= outer[a].lanes(coordinate);
    }
  }
}

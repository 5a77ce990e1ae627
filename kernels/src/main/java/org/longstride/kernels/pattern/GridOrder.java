package org.longstride.kernels.pattern;

import java.util.Arrays;
import java.util.List;

/**
 * Tiles that follow an image or a volume: boxes of neighbours, in steps of the dilation along each
 * axis. They come in strips of {@value #STRIP} tiles (4, 2 or 1 where no more are left), row below
 * row: so many in turn are a box themselves, and see for the most part what those before them saw.
 * Queries behind the image come in sequence.
 *
 * @param lengths coordinates of each axis, outermost first; tokens lie row by row
 * @param steps distance of neighbours along each axis
 * @param boxes queries of a tile along each axis
 */
record GridOrder(List<Integer> lengths, List<Integer> steps, List<Integer> boxes)
    implements QueryOrder {

  /** Tiles of a strip's row: they are computed together. */
  static final int STRIP = BATCH;

  private static final int LONGEST_CHUNK = 1 << 24;

  /** The order of a neighborhood along these axes, two or more. */
  static GridOrder of(List<NeighborhoodAxis> axes) {
    return new GridOrder(
        axes.stream().map(NeighborhoodAxis::length).toList(),
        axes.stream().map(NeighborhoodAxis::dilation).toList(),
        TileBox.of(axes));
  }

  @Override
  public int tiles(int from, int to) {
    return tilesOfGrid(from, to) + SEQUENTIAL.tiles(behind(from), behind(to));
  }

  @Override
  public QueryTile tile(int from, int to, int index) {
    int inGrid = tilesOfGrid(from, to);
    if (index >= inGrid) {
      return SEQUENTIAL.tile(behind(from), behind(to), index - inGrid);
    }
    int[] queries = {0};
    int within = 1;
    int rest = inRows(inGrid, index);
    if (rest < 0) {
      return QueryTile.of();
    }
    for (int a = lengths.size() - 1; a >= 0; a--) {
      int length = a == 0 ? rows(from, to) : lengths.get(a);
      int tiles = tilesAlong(a, length);
      int[] coordinates = coordinates(a, length, rest % tiles);
      int begin = a == 0 ? from / within : 0;
      queries = product(begin, coordinates, within, queries);
      within *= length;
      rest /= tiles;
    }
    boolean whole = queries[0] >= from && queries[queries.length - 1] < to;
    return QueryTile.of(
        whole ? queries : Arrays.stream(queries).filter(q -> q >= from && q < to).toArray());
  }

  /** The number, row by row, of the tile in a place of the strips; -1 if none is there. */
  private int inRows(int places, int index) {
    int last = lengths.size() - 1;
    int tiles = tilesAlong(last, lengths.get(last));
    int strip = places / places(tiles) * STRIP;
    int column = index / strip * STRIP;
    int width = places(Math.min(STRIP, tiles - column));
    int rest = index % strip;
    column += rest % width;
    return column < tiles ? rest / width * tiles + column : -1;
  }

  /** Places of tiles in a row: those of the last strip are a power of two. */
  private static int places(int tiles) {
    int left = tiles % STRIP;
    return tiles - left + (left < 2 ? left : 2 * Integer.highestOneBit(left - 1));
  }

  @Override
  public boolean overlaps() {
    return true;
  }

  @Override
  public int preferredChunk() {
    long rows = (long) boxes.get(0) * steps.get(0);
    return (int) Math.min(rows * tokensWithin(), LONGEST_CHUNK);
  }

  /** Places for tiles of the rows (slices, in a volume) that the queries lie in, whole or not. */
  private int tilesOfGrid(int from, int to) {
    int rows = rows(from, to);
    if (rows == 0) {
      return 0;
    }
    int tiles = 1;
    for (int a = 0; a < lengths.size(); a++) {
      int along = tilesAlong(a, a == 0 ? rows : lengths.get(a));
      tiles *= a == lengths.size() - 1 ? places(along) : along;
    }
    return tiles;
  }

  private int rows(int from, int to) {
    int end = Math.min(to, tokens());
    return from >= end ? 0 : (end - 1) / tokensWithin() - from / tokensWithin() + 1;
  }

  private int tilesAlong(int a, int length) {
    int tiles = 0;
    for (int residue = 0; residue < Math.min(steps.get(a), length); residue++) {
      tiles += tilesOfClass(a, length, residue);
    }
    return tiles;
  }

  private int tilesOfClass(int a, int length, int residue) {
    return (members(a, length, residue) + boxes.get(a) - 1) / boxes.get(a);
  }

  /** How many coordinates below the length leave the residue. */
  private int members(int a, int length, int residue) {
    return (length - residue + steps.get(a) - 1) / steps.get(a);
  }

  /** The coordinates of a tile along an axis, one residue class after another. */
  private int[] coordinates(int a, int length, int tile) {
    int residue = 0;
    int rest = tile;
    while (rest >= tilesOfClass(a, length, residue)) {
      rest -= tilesOfClass(a, length, residue++);
    }
    int first = rest * boxes.get(a);
    int[] coordinates = new int[Math.min(boxes.get(a), members(a, length, residue) - first)];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = residue + (first + i) * steps.get(a);
    }
    return coordinates;
  }

  private static int[] product(int begin, int[] coordinates, int within, int[] inner) {
    int[] product = new int[coordinates.length * inner.length];
    for (int i = 0; i < coordinates.length; i++) {
      for (int j = 0; j < inner.length; j++) {
        product[i * inner.length + j] = (begin + coordinates[i]) * within + inner[j];
      }
    }
    return product;
  }

  private int behind(int position) {
    return Math.max(position, tokens());
  }

  private int tokens() {
    return lengths.get(0) * tokensWithin();
  }

  private int tokensWithin() {
    int tokens = 1;
    for (int a = 1; a < lengths.size(); a++) {
      tokens *= lengths.get(a);
    }
    return tokens;
  }
}

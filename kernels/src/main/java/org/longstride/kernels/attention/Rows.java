package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;

/** Copies rows out of a buffer and into it, neighbours at once. */
public final class Rows {

  private Rows() {}

  /**
   * Copies rows side by side.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers; -1: zeros
   * @param from the first that is copied
   * @param count how many
   * @param width elements of a row
   * @param to takes them, {@code [count, width]}
   * @param at where the first row goes
   */
  public static void copy(
      FloatBuffer source, int[] rows, int from, int count, int width, float[] to, int at) {
    for (int i = 0; i < count; ) {
      int row = rows[from + i];
      int next = i + 1;
      if (row < 0) {
        Arrays.fill(to, at + i * width, at + next * width, 0f);
      } else {
        while (next < count && rows[from + next] == rows[from + next - 1] + 1) {
          next++;
        }
        source.get(row * width, to, at + i * width, (next - i) * width);
      }
      i = next;
    }
  }

  /**
   * Copies rows into planes of at most {@value LaneKernels#PITCH} elements a row, as {@link
   * LaneKernels#multiply} likes them.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers; -1: zeros
   * @param count how many
   * @param width elements of a row
   * @param to takes them, planes {@code [plane / PITCH, PITCH]}
   * @param plane from a plane to the next
   */
  public static void copyPlanes(
      FloatBuffer source, int[] rows, int count, int width, float[] to, int plane) {
    if (width == LaneKernels.PITCH) {
      copy(source, rows, 0, count, width, to, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      for (int c = 0, at = i * LaneKernels.PITCH; c < width; c += LaneKernels.PITCH, at += plane) {
        int part = Math.min(LaneKernels.PITCH, width - c);
        if (rows[i] < 0) {
          Arrays.fill(to, at, at + part, 0f);
        } else {
          source.get(rows[i] * width + c, to, at, part);
        }
      }
    }
  }

  /**
   * Copies rows to an even distance.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers; -1: zeros
   * @param from the first that is copied
   * @param count how many
   * @param width elements of a row
   * @param to takes them, {@code [count, distance]}
   * @param at where the first row goes
   * @param distance from a row to the next
   */
  public static void copyApart(
      FloatBuffer source,
      int[] rows,
      int from,
      int count,
      int width,
      float[] to,
      int at,
      int distance) {
    if (distance == width) {
      copy(source, rows, from, count, width, to, at);
      return;
    }
    for (int i = 0; i < count; i++) {
      copy(source, rows, from + i, 1, width, to, at + i * distance);
    }
  }

  /**
   * Copies rows that lie side by side to their places.
   *
   * @param rows the rows, {@code [count, width]}
   * @param to takes them
   * @param places the rows' numbers in it
   * @param count how many
   * @param width elements of a row
   */
  public static void put(float[] rows, FloatBuffer to, int[] places, int count, int width) {
    for (int i = 0; i < count; ) {
      int next = i + 1;
      while (next < count && places[next] == places[next - 1] + 1) {
        next++;
      }
      to.put(places[i] * width, rows, i * width, (next - i) * width);
      i = next;
    }
  }
}

package org.longstride.job.model.safetensors;

import java.util.List;

/**
 * What a header says of a tensor.
 *
 * @param name its name
 * @param type its elements
 * @param shape its dimensions, outermost first; empty: a scalar
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
public record TensorInfo(String name, ElementType type, List<Long> shape, long begin, long end) {

  /** Copies the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }
}

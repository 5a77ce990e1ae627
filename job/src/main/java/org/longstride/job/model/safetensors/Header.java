package org.longstride.job.model.safetensors;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.longstride.job.model.CheckpointException;

/**
 * A file's header.
 *
 * @param tensors the tensors by name, in the header's order
 * @param metadata the file's free text, by key
 */
record Header(Map<String, TensorInfo> tensors, Map<String, String> metadata) {

  /**
   * Checks that the tensors cover the data without holes, overlaps or rest, and that each is as
   * long as its shape says.
   *
   * @param file the file's name, for messages
   * @param dataBytes bytes behind the header
   * @throws CheckpointException if not
   */
  void check(String file, long dataBytes) {
    List<TensorInfo> sorted =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(TensorInfo::begin).thenComparing(TensorInfo::end))
            .toList();
    long covered = 0;
    for (TensorInfo tensor : sorted) {
      if (tensor.begin() != covered || tensor.end() < tensor.begin()) {
        throw new CheckpointException(
            String.format(
                "%s: tensor \"%s\" lies at bytes %d to %d, must begin at %d where the one before"
                    + " ends",
                file, tensor.name(), tensor.begin(), tensor.end(), covered));
      }
      long bytes = bytes(file, tensor);
      if (tensor.end() - tensor.begin() != bytes) {
        throw new CheckpointException(
            String.format(
                "%s: tensor \"%s\" has %d bytes, its shape %s of %s needs %d",
                file,
                tensor.name(),
                tensor.end() - tensor.begin(),
                tensor.shape(),
                tensor.type(),
                bytes));
      }
      covered = tensor.end();
    }
    if (covered != dataBytes) {
      throw new CheckpointException(
          String.format(
              "%s: holds %d bytes of data, its header describes %d; copy the file again",
              file, dataBytes, covered));
    }
  }

  private static long bytes(String file, TensorInfo tensor) {
    long bits;
    try {
      long elements = 1;
      for (long dimension : tensor.shape()) {
        elements = Math.multiplyExact(elements, dimension);
      }
      bits = Math.multiplyExact(elements, (long) tensor.type().bits());
    } catch (ArithmeticException e) {
      throw new CheckpointException(
          file
              + ": tensor \""
              + tensor.name()
              + "\" has the shape "
              + tensor.shape()
              + ", which no file can hold",
          e);
    }
    if (bits % 8 != 0) {
      throw new CheckpointException(
          file + ": tensor \"" + tensor.name() + "\" does not fill whole bytes: " + tensor.shape());
    }
    return bits / 8;
  }
}

package org.longstride.job.model.family;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.family.ModelWeights.Linear;
import org.longstride.job.model.family.ModelWeights.Norm;
import org.longstride.job.model.safetensors.Checkpoint;
import org.longstride.kernels.vector.PackedRows;

/** Takes tensors out of a checkpoint and remembers which: none may be left over. */
public final class TensorReader {

  private final Checkpoint checkpoint;
  private final Set<String> read = new HashSet<>();

  /** Reads from the checkpoint. */
  public TensorReader(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** Whether there is such a tensor. */
  boolean has(String name) {
    return checkpoint.names().contains(name);
  }

  /**
   * The prefix that the names carry: the usual one, or none where the model was saved without its
   * head.
   *
   * @param usual the usual prefix
   * @param name a tensor that every model has
   */
  String prefix(String usual, String name) {
    return !has(usual + name) && has(name) ? "" : usual;
  }

  /** A tensor of this shape. */
  float[] tensor(String name, long... shape) {
    read.add(name);
    return checkpoint.floats(name, shape);
  }

  /** A matrix of this shape. */
  PackedRows matrix(String name, int rows, int columns) {
    return PackedRows.pack(tensor(name, rows, columns), rows, columns);
  }

  /** A linear map that is stored as {@code weight [out, in]} and {@code bias [out]}. */
  Linear linear(String name, int in, int out, boolean biased) {
    return new Linear(matrix(name + ".weight", out, in), bias(name, out, biased));
  }

  Optional<float[]> bias(String name, int out, boolean biased) {
    return biased ? Optional.of(tensor(name + ".bias", out)) : Optional.empty();
  }

  /** A norm's {@code weight [features]} and {@code bias [features]}. */
  Norm norm(String name, int features, boolean shifted) {
    return new Norm(tensor(name + ".weight", features), bias(name, features, shifted));
  }

  /**
   * Refuses tensors that nobody has read: the model would not be the one that was trained.
   *
   * @param harmless names that carry nothing learned
   */
  void refuseUnread(Predicate<String> harmless) {
    Set<String> left = new TreeSet<>(checkpoint.names());
    left.removeAll(read);
    left.removeIf(harmless);
    if (!left.isEmpty()) {
      throw new CheckpointException(
          String.format(
              "%s: holds %d tensors that config.json does not account for, \"%s\" among them",
              checkpoint.files().get(0), left.size(), left.iterator().next()));
    }
  }
}

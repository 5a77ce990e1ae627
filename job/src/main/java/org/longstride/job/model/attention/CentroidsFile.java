package org.longstride.job.model.attention;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.safetensors.ElementType;
import org.longstride.job.model.safetensors.SafetensorsFile;
import org.longstride.job.model.safetensors.SafetensorsWriter;
import org.longstride.job.model.safetensors.TensorInfo;
import org.longstride.kernels.attention.routing.Centroids;

/**
 * The centroids that a model routes by, in a safetensors file: for each layer N, from 0, a tensor
 * {@code layers.N.centroids} of shape {@code [kvHeads, clusters, headDim]}, F32, F16 or BF16. They
 * are compared with the directions of queries and keys as attention gets them: normed and turned to
 * their positions where the model does that. Layers may differ in clusters.
 */
public final class CentroidsFile {

  private CentroidsFile() {}

  private static String name(int layer) {
    return "layers." + layer + ".centroids";
  }

  /**
   * Reads the centroids of a model's layers.
   *
   * @return those of each layer
   * @throws CheckpointException if there is no such file, a tensor lacks, is of another shape than
   *     the model needs or holds what is no number, or there are tensors for no layer of it
   */
  public static List<Centroids> read(Path path, ModelConfig config) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      List<Centroids> layers = new ArrayList<>();
      Set<String> left = new TreeSet<>(file.tensors().keySet());
      for (int layer = 0; layer < config.layers(); layer++) {
        left.remove(name(layer));
        layers.add(read(path, file, name(layer), config));
      }
      if (!left.isEmpty()) {
        throw new CheckpointException(
            String.format(
                "%s: holds the tensor \"%s\", the model has %d layers; take the file that was made"
                    + " for it",
                path, left.iterator().next(), config.layers()));
      }
      return layers;
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Centroids read(Path path, SafetensorsFile file, String name, ModelConfig config) {
    int kvHeads = config.attention().kvHeads();
    int headDim = config.attention().headDim();
    if (!file.tensors().containsKey(name)) {
      throw new CheckpointException(
          String.format(
              "%s: has no tensor \"%s\", the model needs one of shape [%d, clusters, %d] for each of"
                  + " its %d layers",
              path, name, kvHeads, headDim, config.layers()));
    }
    List<Long> shape = file.tensors().get(name).shape();
    if (shape.size() != 3
        || shape.get(0) != kvHeads
        || shape.get(1) < 1
        || shape.get(2) != headDim) {
      throw new CheckpointException(
          String.format(
              "%s: tensor \"%s\" has the shape %s, the model needs [%d, clusters, %d]",
              path, name, shape, kvHeads, headDim));
    }
    float[] means = file.floats(name);
    for (float mean : means) {
      if (!Float.isFinite(mean)) {
        throw new CheckpointException(
            path + ": tensor \"" + name + "\" holds " + mean + "; learn the centroids again");
      }
    }
    return new Centroids(kvHeads, shape.get(1).intValue(), headDim, means);
  }

  /**
   * How many clusters a file's layers have, of whatever model it is.
   *
   * @throws CheckpointException if it is no file of centroids
   */
  public static List<Integer> clusters(Path path) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      List<Integer> clusters = new ArrayList<>();
      for (TensorInfo tensor = file.tensors().get(name(0));
          tensor != null;
          tensor = file.tensors().get(name(clusters.size()))) {
        if (tensor.shape().size() != 3) {
          break;
        }
        clusters.add(tensor.shape().get(1).intValue());
      }
      if (clusters.isEmpty()) {
        throw new CheckpointException(
            path + ": has no tensor \"" + name(0) + "\" [heads, clusters, features]");
      }
      return clusters;
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the centroids of a model's layers; a file that exists is replaced.
   *
   * @param layers those of each layer
   */
  public static void write(Path path, List<Centroids> layers) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int layer = 0; layer < layers.size(); layer++) {
      Centroids centroids = layers.get(layer);
      List<Long> shape =
          List.of((long) centroids.kvHeads(), (long) centroids.clusters(), (long) centroids.d());
      writer.add(name(layer), ElementType.F32, shape, centroids.means());
    }
    writer.write(path);
  }
}

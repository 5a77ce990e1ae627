package org.longstride.job.model.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.longstride.job.model.CheckpointException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * The weights in a model's folder: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} names.
 */
public final class Checkpoint implements AutoCloseable {

  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final List<Path> files;
  private final List<SafetensorsFile> open = new ArrayList<>();
  private final Map<String, SafetensorsFile> home = new LinkedHashMap<>();

  private Checkpoint(Path folder, List<Path> files) {
    this.folder = folder;
    this.files = List.copyOf(files);
  }

  /**
   * Opens a folder's weights.
   *
   * @throws CheckpointException if there are none, a shard is missing, or a file is broken
   */
  public static Checkpoint open(Path folder) {
    if (Files.isRegularFile(folder.resolve(SINGLE))) {
      Checkpoint checkpoint = new Checkpoint(folder, List.of(folder.resolve(SINGLE)));
      checkpoint.add(folder.resolve(SINGLE));
      return checkpoint;
    }
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      throw new CheckpointException(
          folder.resolve(SINGLE)
              + ": there is no such file; convert the model's weights to safetensors");
    }
    return sharded(folder, index);
  }

  private static Checkpoint sharded(Path folder, Path index) {
    Map<String, String> shards = weightMap(index);
    List<Path> files = new ArrayList<>();
    files.add(index);
    Set<String> names = new TreeSet<>(shards.values());
    for (String name : names) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw new CheckpointException(
            folder.resolve(name) + ": there is no such file, but " + INDEX + " names it; copy it");
      }
      files.add(folder.resolve(name));
    }
    Checkpoint checkpoint = new Checkpoint(folder, files);
    try {
      for (String name : names) {
        checkpoint.add(folder.resolve(name));
      }
      for (Map.Entry<String, String> tensor : shards.entrySet()) {
        checkpoint.require(tensor.getKey());
      }
    } catch (CheckpointException e) {
      checkpoint.close();
      throw e;
    }
    return checkpoint;
  }

  private static Map<String, String> weightMap(Path index) {
    JsonNode map = JsonText.read(index).get("weight_map");
    if (map == null || !map.isObject()) {
      throw new CheckpointException(index + ": weight_map is not there");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = map.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> tensor = it.next();
      String shard = tensor.getValue().asText();
      // A shard is a file of this folder and no path out of it.
      if (!tensor.getValue().isTextual() || !shard.matches("[^/\\\\]+\\.safetensors")) {
        throw new CheckpointException(
            index + ": weight_map sends \"" + tensor.getKey() + "\" to " + tensor.getValue());
      }
      shards.put(tensor.getKey(), shard);
    }
    return shards;
  }

  private void add(Path path) {
    SafetensorsFile file = SafetensorsFile.open(path);
    open.add(file);
    for (String name : file.tensors().keySet()) {
      if (home.putIfAbsent(name, file) != null) {
        close();
        throw new CheckpointException(path + ": tensor \"" + name + "\" is in two shards");
      }
    }
  }

  /** The files that the weights are read from. */
  public List<Path> files() {
    return files;
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return Collections.unmodifiableSet(home.keySet());
  }

  /**
   * A tensor's elements.
   *
   * @param name its name
   * @param shape the dimensions that it must have
   * @throws CheckpointException if there is no such tensor, it has another shape, or it is not
   *     floating-point
   */
  public float[] floats(String name, long... shape) {
    SafetensorsFile file = require(name);
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    List<Long> actual = file.tensors().get(name).shape();
    if (!actual.equals(expected)) {
      throw new CheckpointException(
          String.format(
              "%s: tensor \"%s\" has the shape %s, config.json asks for %s",
              folder, name, actual, expected));
    }
    return file.floats(name);
  }

  private SafetensorsFile require(String name) {
    SafetensorsFile file = home.get(name);
    if (file == null) {
      throw new CheckpointException(folder + ": the weights lack the tensor \"" + name + "\"");
    }
    return file;
  }

  /** Closes the files. Arrays that were read stay. */
  @Override
  public void close() {
    for (SafetensorsFile file : open) {
      try {
        file.close();
      } catch (IOException e) {
        throw new CheckpointException(folder + ": cannot be closed: " + e.getMessage(), e);
      }
    }
  }
}

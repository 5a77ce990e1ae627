package org.longstride.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What other implementations computed: files in a folder beside the project, or in the one that the
 * system property {@code longstride.shared} names. Where there is none, tests that need it vanish.
 */
public final class Goldens {

  private Goldens() {}

  /** A golden file, if the folder is there. */
  public static Optional<Path> file(String path) {
    Path shared = Path.of(System.getProperty("longstride.shared", "../../shared"));
    Path file = shared.resolve("golden").resolve(path);
    return Files.isDirectory(shared) ? Optional.of(file) : Optional.empty();
  }

  /** A golden JSON file; an empty array if the folder is not there. */
  public static JsonNode json(String path) {
    Optional<Path> file = file(path);
    // Python writes infinities.
    ObjectMapper mapper = new ObjectMapper().enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS);
    if (file.isEmpty()) {
      return mapper.createArrayNode();
    }
    try {
      return mapper.readTree(file.get().toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The float32 tensors of a golden safetensors file; none if the folder is not there. The file is
   * 8 bytes that say how long the header is, the header in JSON, and the tensors.
   */
  public static Map<String, INDArray> tensors(String path) {
    Map<String, INDArray> tensors = new HashMap<>();
    Optional<Path> file = file(path);
    if (file.isPresent()) {
      try {
        ByteBuffer bytes =
            ByteBuffer.wrap(Files.readAllBytes(file.get())).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 8 + (int) bytes.getLong(0);
        JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, begin - 8);
        header
            .fields()
            .forEachRemaining(
                entry -> {
                  if (entry.getValue().path("dtype").asText().equals("F32")) {
                    tensors.put(entry.getKey(), tensor(entry.getValue(), bytes, begin));
                  }
                });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return tensors;
  }

  private static INDArray tensor(JsonNode entry, ByteBuffer bytes, int begin) {
    JsonNode offsets = entry.path("data_offsets");
    int from = begin + offsets.get(0).asInt();
    float[] values = new float[(begin + offsets.get(1).asInt() - from) / 4];
    bytes.slice(from, values.length * 4).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    JsonNode shape = entry.path("shape");
    long[] sizes = new long[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.get(i).asLong();
    }
    return Nd4j.createFromArray(values).reshape(sizes);
  }
}

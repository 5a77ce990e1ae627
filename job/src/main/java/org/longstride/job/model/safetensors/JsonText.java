package org.longstride.job.model.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.longstride.job.model.CheckpointException;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Reads a whole file of JSON. */
public final class JsonText {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonText() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws CheckpointException if there is no such file or it holds anything else
   */
  public static JsonNode read(Path path) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(path));
      if (root == null || !root.isObject()) {
        throw new CheckpointException(path + ": is not a JSON object");
      }
      return root;
    } catch (NoSuchFileException e) {
      throw new CheckpointException(path + ": there is no such file", e);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          path + ": is not valid JSON: " + e.getOriginalMessage().replace('\n', ' '), e);
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}

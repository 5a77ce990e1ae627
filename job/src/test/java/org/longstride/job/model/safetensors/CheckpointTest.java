package org.longstride.job.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.model.CheckpointException;

class CheckpointTest {

  @TempDir Path folder;

  private void shard(String file, String tensor) throws IOException {
    new SafetensorsWriter()
        .add(tensor, ElementType.F32, List.of(2L), new float[] {1, 2})
        .write(folder.resolve(file));
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }

  @Test
  void readsShardsThroughTheirIndex() throws IOException {
    shard("model-1.safetensors", "a");
    shard("model-2.safetensors", "b");
    index(
        "{\"metadata\":{},\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertEquals(Set.of("a", "b"), checkpoint.names());
      assertArrayEquals(new float[] {1, 2}, checkpoint.floats("b", 2));
      assertEquals(3, checkpoint.files().size());
    }
  }

  @Test
  void namesTheShardThatIsMissing() throws IOException {
    shard("model-1.safetensors", "a");
    index("{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
    assertRefused("model-2.safetensors: there is no such file");
  }

  @Test
  void namesTheTensorThatNoShardHolds() throws IOException {
    shard("model-1.safetensors", "a");
    index("{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-1.safetensors\"}}");
    assertRefused("lack the tensor \"b\"");
  }

  @Test
  void refusesATensorThatIsInTwoShards() throws IOException {
    shard("model-1.safetensors", "a");
    shard("model-2.safetensors", "a");
    index("{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
    assertRefused("is in two shards");
  }

  @Test
  void refusesAnIndexThatPointsOutOfTheFolder() throws IOException {
    index("{\"weight_map\":{\"a\":\"../model-1.safetensors\"}}");
    assertRefused("weight_map sends \"a\" to");
  }

  @Test
  void saysWhatToDoWithoutWeights() {
    assertRefused("convert the model's weights to safetensors");
  }

  @Test
  void refusesAnotherShape() throws IOException {
    shard("model.safetensors", "a");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThrows(CheckpointException.class, () -> checkpoint.floats("a", 1, 2));
    }
  }

  private void assertRefused(String part) {
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}

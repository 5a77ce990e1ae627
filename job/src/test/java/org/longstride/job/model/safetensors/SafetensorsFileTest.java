package org.longstride.job.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.GoldenFiles;
import org.nd4j.shade.jackson.databind.JsonNode;

class SafetensorsFileTest {

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> agreesWithTheFormatsOwnLibraryOnBrokenFiles() {
    List<DynamicTest> tests = new ArrayList<>();
    GoldenFiles.find("safetensors/bad")
        .ifPresent(
            bad ->
                JsonText.read(bad.resolve("verdicts.json"))
                    .get("files")
                    .fields()
                    .forEachRemaining(
                        file ->
                            tests.add(
                                DynamicTest.dynamicTest(
                                    file.getKey(),
                                    () ->
                                        judge(
                                            bad.resolve(file.getKey() + ".safetensors"),
                                            file.getValue())))));
    return tests.stream();
  }

  private static void judge(Path path, JsonNode verdict) throws IOException {
    if (verdict.get("ok").asBoolean()) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        List<String> keys = new ArrayList<>();
        verdict.get("keys").forEach(key -> keys.add(key.asText()));
        assertEquals(Set.copyOf(keys), file.tensors().keySet());
      }
    } else {
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path));
      assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }

  @Test
  void readsEveryBitPatternOfTheHalfPrecisions() throws IOException {
    Path path = GoldenFiles.require("safetensors/every_bit_pattern.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(file.floats("F16.f32"), file.floats("F16"));
      assertArrayEquals(file.floats("BF16.f32"), file.floats("BF16"));
    }
  }

  @Test
  void readsEveryFloatingPointTypeAndAnyName() throws IOException {
    Path path = GoldenFiles.require("safetensors/all_dtypes.safetensors");
    JsonNode expected = JsonText.read(path.resolveSibling("all_dtypes.json")).get("tensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(expected.size(), file.tensors().size());
      for (Map.Entry<String, TensorInfo> tensor : file.tensors().entrySet()) {
        JsonNode golden = expected.get(tensor.getKey());
        List<Long> shape = new ArrayList<>();
        golden.get("shape").forEach(dimension -> shape.add(dimension.asLong()));
        assertEquals(shape, tensor.getValue().shape(), tensor.getKey());
        assertEquals(golden.get("dtype").asText(), tensor.getValue().type().name());
        if (Set.of("F64", "F32", "F16", "BF16").contains(tensor.getValue().type().name())) {
          assertArrayEquals(floats(golden.get("values")), file.floats(tensor.getKey()));
        }
      }
      assertEquals("unicode \u00e9 \"quoted\"", file.metadata().get("note"));
    }
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      String text = values.get(i).asText();
      floats[i] =
          switch (text) {
            case "inf" -> Float.POSITIVE_INFINITY;
            case "-inf" -> Float.NEGATIVE_INFINITY;
            case "nan" -> Float.NaN;
            default -> (float) Double.parseDouble(text);
          };
    }
    return floats;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"a\": 1}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"f32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"F4\",\"shape\":[15],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}",
        "{\"__metadata__\": {\"x\": 1}}",
        "{} {}",
        "{",
        ""
      })
  void refusesHeadersThatDoNotDescribeTheData(String header) throws IOException {
    Path path = write(header, new byte[8]);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path));
    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
  }

  @Test
  void readsWhatTheHeaderDescribes() throws IOException {
    byte[] data =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1.5f)
            .putShort((short) 0x3e00)
            .putShort((short) 0xc000)
            .array();
    Path path =
        write(
            " {\"h\":{\"shape\":[1,1],\"dtype\":\"BF16\",\"data_offsets\":[6,8],\"more\":[{}]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[4,6]}}  ",
            data);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(new float[] {1.5f}, file.floats("a"));
      assertArrayEquals(new float[] {1.5f}, file.floats("b"));
      assertArrayEquals(new float[] {-2f}, file.floats("h"));
      assertArrayEquals(new byte[] {0, 0x3e}, file.bytes("b"));
      assertThrows(CheckpointException.class, () -> file.floats("c"));
    }
  }

  @Test
  void saysThatAFileIsNotThere() {
    Path path = folder.resolve("none.safetensors");
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path));
    assertEquals(path + ": there is no such file", e.getMessage());
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("test.safetensors"), bytes.array());
  }
}

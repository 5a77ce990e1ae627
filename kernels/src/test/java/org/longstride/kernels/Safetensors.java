package org.longstride.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Reads golden tensors of the kinds F32, I64 and U8, as numbers in row-major order. */
public final class Safetensors {

  private final ByteBuffer bytes;
  private final JsonNode header;

  /** Reads a whole file. */
  public Safetensors(Path file) {
    try {
      byte[] all = Files.readAllBytes(file);
      ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = (int) buffer.getLong();
      header =
          new ObjectMapper().readTree(new String(all, 8, headerLength, StandardCharsets.UTF_8));
      bytes = buffer.position(8 + headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the file holds a tensor of this name. */
  public boolean has(String name) {
    return header.has(name);
  }

  /** A tensor's shape. */
  public int[] shape(String name) {
    JsonNode shape = tensor(name).get("shape");
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.get(i).asInt();
    }
    return sizes;
  }

  /** A tensor's elements. */
  public float[] floats(String name) {
    JsonNode tensor = tensor(name);
    String kind = tensor.get("dtype").asText();
    int from = tensor.get("data_offsets").get(0).asInt();
    int to = tensor.get("data_offsets").get(1).asInt();
    int size =
        switch (kind) {
          case "F32" -> 4;
          case "I64" -> 8;
          case "U8" -> 1;
          default -> throw new IllegalArgumentException(name + " is of kind " + kind);
        };
    float[] elements = new float[(to - from) / size];
    for (int i = 0; i < elements.length; i++) {
      int at = from + i * size;
      elements[i] =
          switch (size) {
            case 4 -> bytes.getFloat(at);
            case 8 -> bytes.getLong(at);
            default -> bytes.get(at);
          };
    }
    return elements;
  }

  /** One of the parts that a tensor falls into along its first axis. */
  public float[] part(String name, int index) {
    float[] all = floats(name);
    int size = all.length / shape(name)[0];
    return Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }

  private JsonNode tensor(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException("there is no tensor " + name);
    }
    return header.get(name);
  }
}

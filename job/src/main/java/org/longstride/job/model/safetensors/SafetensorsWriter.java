package org.longstride.job.model.safetensors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Writes tensors to a safetensors file: F32, F16 or BF16, rounded to the nearest, in the order in
 * which they were added. The same tensors give the same bytes.
 */
public final class SafetensorsWriter {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;
  private static final int BLOCK = 1 << 16;

  private record Entry(ElementType type, List<Long> shape, float[] values) {}

  private final Map<String, Entry> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** Adds free text to the header. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param name its name, new to this file
   * @param type F32, F16 or BF16
   * @param shape its dimensions, outermost first
   * @param values its elements; kept until the file is written, not copied
   * @throws IllegalArgumentException if the name is taken, the type cannot be written, or there are
   *     not as many values as the shape says
   */
  public SafetensorsWriter add(String name, ElementType type, List<Long> shape, float[] values) {
    if (type != ElementType.F32 && type != ElementType.F16 && type != ElementType.BF16) {
      throw new IllegalArgumentException("type is " + type + ", must be F32, F16 or BF16");
    }
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "values has " + values.length + " elements, the shape " + shape + " needs " + elements);
    }
    if (tensors.putIfAbsent(name, new Entry(type, List.copyOf(shape), values)) != null) {
      throw new IllegalArgumentException("name is " + name + ", which is there already");
    }
    return this;
  }

  /** Writes the file; one that exists is replaced. */
  public void write(Path path) throws IOException {
    byte[] header = header();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), BLOCK)) {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
      for (Entry tensor : tensors.values()) {
        write(tensor, out);
      }
    }
  }

  private byte[] header() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode text = root.putObject("__metadata__");
      metadata.forEach(text::put);
    }
    long begin = 0;
    for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
      Entry entry = tensor.getValue();
      long end = begin + (long) entry.values.length * entry.type.bits() / 8;
      ObjectNode node = root.putObject(tensor.getKey());
      node.put("dtype", entry.type.name());
      entry.shape.forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    StringBuilder json = new StringBuilder(JSON.writeValueAsString(root));
    // The data begin at a whole number of words, as the format's own library writes them.
    while (json.toString().getBytes(StandardCharsets.UTF_8).length % ALIGNMENT != 0) {
      json.append(' ');
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Entry tensor, OutputStream out) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : tensor.values) {
      switch (tensor.type) {
        case F32 -> block.putFloat(value);
        case F16 -> block.putShort(HalfPrecision.floatToFloat16(value));
        default -> block.putShort(HalfPrecision.floatToBfloat16(value));
      }
      if (!block.hasRemaining()) {
        out.write(block.array());
        block.clear();
      }
    }
    out.write(block.array(), 0, block.position());
  }
}

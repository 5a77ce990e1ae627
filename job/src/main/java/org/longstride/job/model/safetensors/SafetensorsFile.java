package org.longstride.job.model.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.longstride.job.model.CheckpointException;

/**
 * An open safetensors file. The header is read and checked when the file is opened, as the format's
 * own library (safetensors 0.8) checks it; a tensor is mapped into memory when it is asked for.
 */
public final class SafetensorsFile implements AutoCloseable {

  private static final int LENGTH_BYTES = 8;
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private final Path path;
  private final FileChannel channel;
  private final Header header;
  private final long dataStart;

  private SafetensorsFile(Path path, FileChannel channel, Header header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws CheckpointException if there is no such file, it cannot be read, or it is not a
   *     safetensors file
   */
  public static SafetensorsFile open(Path path) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      long size = channel.size();
      long headerBytes = headerBytes(path, channel, size);
      Header header = HeaderReader.read(path.toString(), headerText(path, channel, headerBytes));
      long dataStart = LENGTH_BYTES + headerBytes;
      header.check(path.toString(), size - dataStart);
      return new SafetensorsFile(path, channel, header, dataStart);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(path + ": there is no such file", e);
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    } catch (CheckpointException e) {
      closeQuietly(channel, e);
      throw e;
    }
  }

  private static void closeQuietly(FileChannel channel, Exception reason) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private static long headerBytes(Path path, FileChannel channel, long size) throws IOException {
    if (size < LENGTH_BYTES) {
      throw new CheckpointException(
          path + ": has " + size + " bytes, a safetensors file has at least " + LENGTH_BYTES);
    }
    long bytes = read(channel, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (bytes < 0 || bytes > MAX_HEADER_BYTES) {
      throw new CheckpointException(
          String.format(
              "%s: the header claims %s bytes, at most %d are allowed; is it a safetensors file?",
              path, Long.toUnsignedString(bytes), MAX_HEADER_BYTES));
    }
    if (bytes > size - LENGTH_BYTES) {
      throw new CheckpointException(
          String.format(
              "%s: the header claims %d bytes, the file has only %d; copy the file again",
              path, bytes, size));
    }
    return bytes;
  }

  private static String headerText(Path path, FileChannel channel, long bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(read(channel, LENGTH_BYTES, (int) bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(path + ": the header is not UTF-8", e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file became shorter");
      }
    }
    return buffer.flip();
  }

  /** The tensors by name, in the header's order. */
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /** The file's free text, by key. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * A tensor's elements as floats, outermost dimension first. F32, F16 and BF16 keep their value;
   * F64 is rounded.
   *
   * @throws CheckpointException if there is no such tensor, it has another type, or it has more
   *     elements than an array can
   */
  public float[] floats(String name) {
    TensorInfo tensor = tensor(name);
    float[] out = new float[arrayLength(tensor)];
    switch (tensor.type()) {
      case F32 -> map(tensor, (b, at, n) -> b.asFloatBuffer().get(out, at, n));
      case F16 -> map(tensor, (b, at, n) -> float16(b, out, at, n));
      case BF16 -> map(tensor, (b, at, n) -> bfloat16(b, out, at, n));
      case F64 -> map(tensor, (b, at, n) -> float64(b, out, at, n));
      default ->
          throw new CheckpointException(
              String.format(
                  "%s: tensor \"%s\" is %s, can be read as F32, F16, BF16 or F64 only; convert it",
                  path, name, tensor.type()));
    }
    return out;
  }

  /**
   * A tensor's bytes as they are in the file (little-endian).
   *
   * @throws CheckpointException if there is no such tensor or it is too long for an array
   */
  public byte[] bytes(String name) {
    TensorInfo tensor = tensor(name);
    long bytes = tensor.end() - tensor.begin();
    if (bytes > MAX_ARRAY) {
      throw tooLong(tensor);
    }
    byte[] out = new byte[(int) bytes];
    try {
      new MappedRange(channel, dataStart + tensor.begin(), bytes)
          .forEach(1, (b, at, n) -> b.get(out, at, n));
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
    return out;
  }

  private static void float16(ByteBuffer bytes, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = HalfPrecision.float16ToFloat(bytes.getShort(2 * i));
    }
  }

  private static void bfloat16(ByteBuffer bytes, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = HalfPrecision.bfloat16ToFloat(bytes.getShort(2 * i));
    }
  }

  private static void float64(ByteBuffer bytes, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = (float) bytes.getDouble(8 * i);
    }
  }

  private void map(TensorInfo tensor, MappedRange.Part part) {
    try {
      new MappedRange(channel, dataStart + tensor.begin(), tensor.end() - tensor.begin())
          .forEach(tensor.type().bits() / 8, part);
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private TensorInfo tensor(String name) {
    TensorInfo tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new CheckpointException(path + ": has no tensor \"" + name + "\"");
    }
    return tensor;
  }

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private int arrayLength(TensorInfo tensor) {
    if (tensor.elements() > MAX_ARRAY) {
      throw tooLong(tensor);
    }
    return (int) tensor.elements();
  }

  private CheckpointException tooLong(TensorInfo tensor) {
    return new CheckpointException(
        path + ": tensor \"" + tensor.name() + "\" is too long: " + tensor.shape());
  }

  /** Closes the file. Arrays that were read stay. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package org.longstride.job.corpus;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.DecompressorStream;
import org.apache.hadoop.io.compress.zlib.BuiltInGzipDecompressor;

/**
 * Decompresses by a file's name ({@code .gz}, {@code .bz2}, {@code .zst}), in plain Java where the
 * choice matters: what comes out of a broken file before it breaks is the same on every machine.
 * (The JDK's own gzip stream will not do: it takes an unreadable second member for the end.)
 */
final class Decompression {

  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  /** Whether files of this name are compressed, and so cannot be read from the middle. */
  static boolean isCompressed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".gz") || lower.endsWith(".bz2") || lower.endsWith(".zst");
  }

  /**
   * The bytes of the file. Reads throw {@link CorruptStreamException} where the stored bytes are
   * not what they should be, and other exceptions where they could not be read.
   */
  static InputStream open(InputStream stored, String name) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!isCompressed(name)) {
      return stored;
    }
    InputStream guarded = new StoredBytes(stored);
    try {
      if (lower.endsWith(".gz")) {
        return new DecompressedBytes(
            new DecompressorStream(guarded, new BuiltInGzipDecompressor(), BUFFER));
      }
      if (lower.endsWith(".bz2")) {
        BZip2Codec codec = new BZip2Codec();
        codec.setConf(new Configuration(false));
        return new DecompressedBytes(codec.createInputStream(guarded));
      }
      return new DecompressedBytes(new ZstdInputStream(guarded));
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  private static CorruptStreamException corrupt(IOException e) {
    String what =
        e instanceof EOFException
            ? "the compressed file is cut off"
            : "the compressed file is damaged";
    return new CorruptStreamException(what + " (" + e.getMessage() + ")", e);
  }

  /** Marks failures of the file system, so that they are not taken for damage. */
  private static final class StoredBytes extends FilterInputStream {

    StoredBytes(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new StorageException(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw new StorageException(e);
      }
    }
  }

  /** Marks what the decompressor finds wrong. */
  private static final class DecompressedBytes extends FilterInputStream {

    DecompressedBytes(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (StorageException e) {
        throw e;
      } catch (IOException e) {
        throw corrupt(e);
      }
    }
  }

  private static final class StorageException extends IOException {

    private static final long serialVersionUID = 1L;

    StorageException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}

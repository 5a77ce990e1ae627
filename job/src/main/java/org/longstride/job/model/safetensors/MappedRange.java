package org.longstride.job.model.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Bytes of a file, mapped into memory piece by piece: one mapping holds less than 2 GiB.
 *
 * @param channel the file
 * @param position the first byte
 * @param bytes how many
 */
record MappedRange(FileChannel channel, long position, long bytes) {

  private static final long PIECE = 1L << 30;

  /** Takes a piece: its bytes (little-endian), the index of its first element, and how many. */
  interface Part {
    void accept(ByteBuffer bytes, int at, int count);
  }

  /** Hands all pieces over, in order, cut between elements of the given size. */
  void forEach(int elementBytes, Part part) throws IOException {
    for (long from = 0; from < bytes; from += PIECE) {
      long piece = Math.min(PIECE, bytes - from);
      ByteBuffer mapped =
          channel
              .map(FileChannel.MapMode.READ_ONLY, position + from, piece)
              .order(ByteOrder.LITTLE_ENDIAN);
      part.accept(mapped, (int) (from / elementBytes), (int) (piece / elementBytes));
    }
  }
}

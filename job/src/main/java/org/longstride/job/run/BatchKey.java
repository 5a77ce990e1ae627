package org.longstride.job.run;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.Partitioner;
import org.longstride.job.corpus.Document;

/**
 * Where a document goes and in which order it is written there: by batch, then by id, then, where
 * ids repeat, by where it comes from.
 */
record BatchKey(int batch, String id, String source, long position)
    implements Comparable<BatchKey>, Serializable {

  private static final Comparator<BatchKey> ORDER =
      Comparator.comparingInt(BatchKey::batch)
          .thenComparing(BatchKey::id)
          .thenComparing(BatchKey::source)
          .thenComparingLong(BatchKey::position);

  static BatchKey of(Document document, int batch) {
    return new BatchKey(batch, document.id(), document.source(), document.position());
  }

  @Override
  public int compareTo(BatchKey other) {
    return ORDER.compare(this, other);
  }

  /** A partition for each batch, in their order: Spark starts the most costly first. */
  static final class ByBatch extends Partitioner {

    private static final long serialVersionUID = 1L;

    private final int batches;

    ByBatch(int batches) {
      this.batches = batches;
    }

    @Override
    public int numPartitions() {
      return batches;
    }

    @Override
    public int getPartition(Object key) {
      return ((BatchKey) key).batch();
    }
  }
}

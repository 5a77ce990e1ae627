package org.longstride.job.run;

import java.io.Serializable;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.longstride.job.corpus.Document;
import scala.Tuple2;

/**
 * What there is to do, found by reading the corpus once without scoring it.
 *
 * @param documents how many there are
 * @param cost what they will cost together, in millions of multiply-adds
 * @param plan their batches
 */
record Inventory(long documents, long cost, BatchPlan plan) {

  /** The id of a document and what it will cost: all that planning needs. */
  private record Entry(String id, long cost) implements Serializable {}

  private record Totals(long documents, long cost) implements Serializable {

    Totals plus(Totals other) {
      return new Totals(documents + other.documents, cost + other.cost);
    }
  }

  /**
   * @param documents the corpus
   * @param pricing what each costs
   * @param batches how many batches to make, or 0 to choose by cost
   */
  static Inventory of(JavaRDD<Document> documents, DocumentPricing pricing, int batches) {
    JavaRDD<Entry> entries =
        documents
            .map(document -> new Entry(document.id(), pricing.cost(document)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Totals totals =
          entries.map(entry -> new Totals(1, entry.cost())).fold(new Totals(0, 0), Totals::plus);
      int wanted =
          batches > 0 ? batches : BatchPacking.batchesFor(totals.documents(), totals.cost());
      return new Inventory(totals.documents(), totals.cost(), plan(entries, totals.cost(), wanted));
    } finally {
      entries.unpersist();
    }
  }

  private static BatchPlan plan(JavaRDD<Entry> entries, long cost, int batches) {
    long largeCost = BatchPacking.largeCost(cost, batches);
    TreeMap<String, Long> large = new TreeMap<>();
    entries
        .filter(entry -> entry.cost() >= largeCost)
        .collect()
        .forEach(entry -> large.merge(entry.id(), entry.cost(), Long::sum));
    int count = BatchPacking.cells(batches);
    long[] cells = new long[count];
    entries
        .filter(entry -> entry.cost() < largeCost)
        .mapToPair(entry -> new Tuple2<>(BatchPlan.cellOf(entry.id(), count), entry.cost()))
        .reduceByKey(Long::sum)
        .collect()
        .forEach(cell -> cells[cell._1()] = cell._2());
    return BatchPacking.pack(largeCost, large, cells, batches);
  }
}

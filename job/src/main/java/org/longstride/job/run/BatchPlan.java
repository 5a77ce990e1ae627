package org.longstride.job.run;

import java.io.Serializable;
import java.util.Map;

/**
 * Which batch a document belongs to. It depends on the ids and the costs of the corpus and on
 * nothing else. Batches are numbered from the most costly to the least.
 *
 * <p>Documents that are large beside a batch are placed one by one; all others fall into cells by a
 * hash of their ids, and cells are placed as a whole, so that the plan stays small however large
 * the corpus is.
 *
 * @param batches how many there are
 * @param largeCost documents from this cost on are placed one by one
 * @param batchOfLarge the batch of each of these, by id
 * @param batchOfCell the batch of each cell; -1 where a cell is empty
 */
record BatchPlan(int batches, long largeCost, Map<String, Integer> batchOfLarge, int[] batchOfCell)
    implements Serializable {

  /** The batch of a document. */
  int batchOf(String id, long cost) {
    return cost >= largeCost ? batchOfLarge.get(id) : batchOfCell[cellOf(id, batchOfCell.length)];
  }

  /** The cell of an id among so many: 64-bit FNV-1a over its chars, its bits mixed once more. */
  static int cellOf(String id, int cells) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return (int) Long.remainderUnsigned(hash, cells);
  }
}

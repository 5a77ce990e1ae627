package org.longstride.kernels.attention;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.longstride.kernels.attention.BatchPlanner.BatchRun;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;

/**
 * What has been laid out, for the next layer or the next call that asks the same. It takes no more
 * memory than it is given, however long sequences are: what a call lays out pushes out what earlier
 * calls did, the longest unused first, but nothing of its own, so that of a call that does not fit
 * as much is kept as there is room for. May be shared by threads.
 */
final class KeptBatches {

  /** Queries of a plan: what is asked for by a call. */
  private record Call(AttentionPlan plan, int from, int to, int d) {}

  /** Some tiles of a pass: of the queries {@code from} to {@code to}, from a first one on. */
  private record Tiles(Pass pass, int from, int to, int firstTile, int lastTile) {}

  /** What a call takes beside its batches, about, in bytes. */
  private static final long OVERHEAD = 512;

  private final long capacity;
  private final Map<Call, OfCall> calls = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Room for so many bytes. */
  KeptBatches(long capacity) {
    this.capacity = capacity;
  }

  /** What is kept of queries {@code from} to {@code to} (exclusive) with d features. */
  synchronized OfCall of(AttentionPlan plan, int from, int to, int d) {
    Call call = new Call(plan, from, to, d);
    OfCall kept = calls.get(call);
    if (kept == null) {
      kept = new OfCall(call);
      if (makeRoom(OVERHEAD, kept)) {
        calls.put(call, kept);
        kept.add(OVERHEAD);
      }
    }
    return kept;
  }

  /** What all that is kept takes of memory, about. */
  synchronized long bytes() {
    return bytes;
  }

  /** Lets go of other calls; returns whether there is room for so much more then. */
  private boolean makeRoom(long size, OfCall call) {
    Iterator<OfCall> eldest = calls.values().iterator();
    while (bytes + size > capacity && eldest.hasNext()) {
      OfCall other = eldest.next();
      if (other != call) {
        bytes -= other.bytesOfCall;
        eldest.remove();
      }
    }
    return bytes + size <= capacity;
  }

  /** What is kept of one call. */
  final class OfCall {
    private final Call call;
    private final Map<Tiles, BatchRun> runs = new HashMap<>();
    private long bytesOfCall;

    private OfCall(Call call) {
      this.call = call;
    }

    /** The batches of a pass that begin with a tile, by the planner if they are not kept. */
    BatchRun get(BatchPlanner planner, Pass pass, int from, int to, int firstTile, int lastTile) {
      Tiles tiles = new Tiles(pass, from, to, firstTile, lastTile);
      BatchRun kept = get(tiles);
      if (kept == null) {
        kept = planner.plan(pass, call.plan().sequence(), from, to, firstTile, lastTile, call.d());
        keep(tiles, kept);
      }
      return kept;
    }

    private BatchRun get(Tiles tiles) {
      synchronized (KeptBatches.this) {
        return runs.get(tiles);
      }
    }

    private void keep(Tiles tiles, BatchRun run) {
      long size = run.bytes();
      synchronized (KeptBatches.this) {
        boolean current = calls.get(call) == this;
        if (current && makeRoom(size, this) && runs.put(tiles, run) == null) {
          add(size);
        }
      }
    }

    private void add(long size) {
      bytesOfCall += size;
      bytes += size;
    }
  }
}

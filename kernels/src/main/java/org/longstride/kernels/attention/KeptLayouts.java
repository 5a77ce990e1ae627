package org.longstride.kernels.attention;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What has been laid out, for the next layer or the next call that asks the same. It takes no more
 * memory than it is given, however long sequences are: what a call lays out pushes out what earlier
 * calls did, the longest unused first, but nothing of its own, so that of a call that does not fit
 * as much is kept as there is room for. May be shared by threads.
 *
 * @param <L> how tiles are laid out
 */
public final class KeptLayouts<L extends KeptLayouts.Layout> {

  /** How some tiles are laid out. */
  public interface Layout {

    /** What it takes of memory, about, in bytes. */
    long bytes();
  }

  /** What a call takes beside its layouts, about, in bytes. */
  private static final long OVERHEAD = 512;

  private final long capacity;
  private final Map<Object, OfCall> calls = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Room for so many bytes. */
  public KeptLayouts(long capacity) {
    this.capacity = capacity;
  }

  /**
   * What is kept of a call.
   *
   * @param call says what it asks, equal to what asks the same
   */
  public synchronized OfCall of(Object call) {
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
  public synchronized long bytes() {
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
  public final class OfCall {
    private final Object call;
    private final Map<Object, L> layouts = new HashMap<>();
    private long bytesOfCall;

    private OfCall(Object call) {
      this.call = call;
    }

    /**
     * Some tiles' layout.
     *
     * @param tiles say which of the call's tiles
     * @param maker lays them out if their layout is not kept
     */
    public L get(Object tiles, Supplier<? extends L> maker) {
      L kept = get(tiles);
      if (kept == null) {
        kept = maker.get();
        keep(tiles, kept);
      }
      return kept;
    }

    private L get(Object tiles) {
      synchronized (KeptLayouts.this) {
        return layouts.get(tiles);
      }
    }

    private void keep(Object tiles, L layout) {
      long size = layout.bytes();
      synchronized (KeptLayouts.this) {
        boolean current = calls.get(call) == this;
        if (current && makeRoom(size, this) && layouts.put(tiles, layout) == null) {
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

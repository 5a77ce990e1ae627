package org.longstride.kernels.vector;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Scratch of one kind, lent to whoever computes just now: what was given back last goes out first,
 * for it may still be in a cache. There is never more of it than were at work at once.
 *
 * <p>It does not belong to threads, because the JVM's common pool lets its threads forget what is
 * theirs after every task that was handed to it: scratch was made anew in every call.
 *
 * @param <T> the scratch
 */
final class ScratchPool<T> {

  private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
  private final Supplier<T> maker;

  /** A pool that makes more where all are lent. */
  ScratchPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** The caller's alone, whatever it holds, until it is given back. */
  T take() {
    T scratch = idle.pollFirst();
    return scratch == null ? maker.get() : scratch;
  }

  /** Takes back what was lent. */
  void giveBack(T scratch) {
    idle.addFirst(scratch);
  }
}

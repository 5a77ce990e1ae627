package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScratchPoolTest {

  private final AtomicInteger made = new AtomicInteger();
  private final ScratchPool<Integer> pool = new ScratchPool<>(made::incrementAndGet);

  @Test
  void whatIsLentIsTheCallersAloneAndComesBackFirst() {
    Integer first = pool.take();
    Integer second = pool.take();
    assertNotSame(first, second);
    pool.giveBack(first);
    pool.giveBack(second);
    assertSame(second, pool.take());
    assertSame(first, pool.take());
    assertEquals(2, made.get());
  }

  @Test
  void threadsThatForgetWhatIsTheirsMakeNoMore() {
    for (int task = 0; task < 50; task++) {
      ForkJoinPool.commonPool().submit(() -> pool.giveBack(pool.take())).join();
    }
    assertEquals(1, made.get());
  }

  @Test
  void noMoreAreMadeThanAreAtWorkAtOnce() {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(
            i -> {
              most.accumulateAndGet(working.incrementAndGet(), Math::max);
              Integer scratch = pool.take();
              pool.giveBack(scratch);
              working.decrementAndGet();
            });
    assertTrue(made.get() <= most.get(), made + " made for " + most);
  }
}

package org.longstride.kernels.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Arrays of which it is known where lines of the cache begin. A vector of 512 bits that does not
 * begin with a line is loaded from two, and an array begins anywhere in one. But what is larger
 * than half of a region the G1 collector puts at the beginning of regions and never moves; other
 * collectors do not, and then vectors are loaded as from any array.
 */
public final class CacheLines {

  /** Elements of a line, 64 bytes. */
  public static final int LINE = 16;

  /** The first element that begins a line: the array's header is 16 bytes long. */
  public static final int FIRST = 12;

  /** Elements that fill half of a region; 0 where there are none. */
  private static final int HALF_REGION = halfRegion();

  private CacheLines() {}

  /**
   * An array for memory that is used for long: it may be larger than asked for, by as much as a
   * region of the heap, a 2048th.
   *
   * @param elements how many elements there are from {@link #FIRST} on, at least
   */
  public static float[] allocate(int elements) {
    return new float[Math.max(Math.addExact(FIRST, elements), HALF_REGION)];
  }

  private static int halfRegion() {
    try {
      String bytes =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("G1HeapRegionSize")
              .getValue();
      return (int) (Long.parseLong(bytes) / 2 / Float.BYTES);
    } catch (IllegalArgumentException | NullPointerException e) {
      // Another JVM than HotSpot, or one without this collector.
      return 0;
    }
  }
}

package org.longstride.kernels.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Arrays of which it is known where lines of the cache begin. A vector of 512 bits that does not
 * begin with a line is loaded from two, and an array begins anywhere in one. But arrays larger than
 * half a region of the heap ("humongous" ones) the G1 collector, the JVM's default, puts at the
 * beginning of regions and never moves. Other collectors do not; there, vectors are loaded as from
 * any array.
 */
public final class CacheLines {

  /** The first element that begins a line of 64 bytes: the array's header takes 16. */
  public static final int FIRST = 12;

  /** Elements that fill half a region; 0 where there are none. */
  private static final int HALF_REGION = halfRegion();

  private CacheLines() {}

  /**
   * An array for scratch that a thread keeps. It takes a region, a 2048th of the heap or so, for
   * itself.
   *
   * @param elements how many are needed from {@link #FIRST} on
   */
  public static float[] allocate(int elements) {
    return new float[Math.max(Math.addExact(FIRST, elements), HALF_REGION)];
  }

  private static int halfRegion() {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      String bytes = jvm == null ? "0" : jvm.getVMOption("G1HeapRegionSize").getValue();
      return (int) (Long.parseLong(bytes) / 2 / Float.BYTES);
    } catch (IllegalArgumentException | LinkageError e) {
      // Another JVM than HotSpot, or one without this collector.
      return 0;
    }
  }
}

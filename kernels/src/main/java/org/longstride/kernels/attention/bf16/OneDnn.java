package org.longstride.kernels.attention.bf16;

import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** oneDNN's library, its engine, and its habits. */
final class OneDnn {

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  private static final boolean LOADED = load();

  private OneDnn() {}

  /** The processor, and the order of execution: both have no state of their own. */
  private static final class Cpu {
    static final dnnl_engine ENGINE = new dnnl_engine();
    static final dnnl_stream STREAM = new dnnl_stream();

    static {
      check(dnnl.dnnl_engine_create(ENGINE, dnnl.dnnl_cpu, 0));
      check(dnnl.dnnl_stream_create(STREAM, ENGINE, dnnl.dnnl_stream_default_flags));
    }
  }

  /**
   * Loads the library. Instruction sets that it may know beyond those that are asked for by name
   * stay unused: a document's bits shall not depend on which executor scored it.
   */
  private static boolean load() {
    // ND4J first: both libraries then share its OpenMP, through which threads are set below.
    LOG.debug("beside ND4J's {}", Nd4j.getBackend());
    try {
      dnnl.dnnl_set_max_cpu_isa(dnnl.dnnl_cpu_isa_avx512_core_amx);
      return true;
    } catch (LinkageError e) {
      LOG.debug("oneDNN cannot be loaded", e);
      return false;
    }
  }

  static boolean isLoaded() {
    return LOADED;
  }

  static dnnl_engine engine() {
    return Cpu.ENGINE;
  }

  static dnnl_stream stream() {
    return Cpu.STREAM;
  }

  /** Throws where oneDNN reports an error. */
  static void check(int status) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN reports status " + status);
    }
  }

  /**
   * Goes on to the implementation of that name: the first is for the newest instructions that a
   * processor has, and those add in another order.
   */
  static void choose(dnnl_primitive_desc description, String name) {
    while (!implementation(description).equals(name)) {
      check(dnnl.dnnl_primitive_desc_next_impl(description));
    }
  }

  private static String implementation(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      check(dnnl.dnnl_primitive_desc_query(description, dnnl.dnnl_query_impl_info_str, 0, name));
      return name.get(BytePointer.class).getString();
    }
  }

  /**
   * Makes something that will run on the thread that calls it and on no other: oneDNN asks OpenMP
   * for the number of threads when a primitive is made. Ours are parallel already, and the order of
   * sums must not depend on the number of threads.
   */
  static <T> T onOneThread(Supplier<T> maker) {
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = openMp.ompGetMaxThreads();
    openMp.setOmpNumThreads(1);
    try {
      return maker.get();
    } finally {
      openMp.setOmpNumThreads(before);
    }
  }
}

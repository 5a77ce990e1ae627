package org.longstride.kernels.attention.bf16;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * A product of bfloat16 matrices of fixed sizes: {@code left [m, k]}, row by row, times {@code
 * right [k, n]}, packed as oneDNN likes it: columns in blocks of 64, in them pairs of rows, in them
 * columns, in them the pair's two elements. Where columns do not fill blocks, or rows pairs of 16,
 * the rest is zeros.
 */
final class Product {

  /**
   * The sizes.
   *
   * @param rows rows m of the left side and of the result
   * @param depth the sums' length k
   * @param columns columns n of the right side and of the result
   */
  record Sizes(int rows, int depth, int columns) {}

  /** oneDNN's objects are freed when nobody has the product any more. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final dnnl_primitive primitive = new dnnl_primitive();
  private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(3);
  private final dnnl_memory right = new dnnl_memory();

  /**
   * Makes one.
   *
   * @param instructions multiply
   * @param sizes the sizes
   * @param left the left side; neighbouring rows are {@code leftStride} elements apart
   * @param leftStride their distance
   * @param result takes the result, of {@code resultType}
   * @param resultType oneDNN's data type
   * @param resultStride distance of the result's rows
   * @param after what is done to each element of the result; it is freed here
   */
  Product(
      BfloatProducts instructions,
      Sizes sizes,
      Pointer left,
      int leftStride,
      Pointer result,
      int resultType,
      int resultStride,
      dnnl_primitive_attr after) {
    dnnl_memory_desc leftForm = rows(dnnl.dnnl_bf16, sizes.rows(), sizes.depth(), leftStride);
    dnnl_memory_desc rightForm = packed(sizes);
    dnnl_memory_desc resultForm = rows(resultType, sizes.rows(), sizes.columns(), resultStride);
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_matmul_primitive_desc_create(
            description, OneDnn.engine(), leftForm, rightForm, null, resultForm, after));
    OneDnn.choose(description, instructions.implementation());
    OneDnn.check(dnnl_primitive_create(primitive, description));
    dnnl_memory leftMemory = new dnnl_memory();
    dnnl_memory resultMemory = new dnnl_memory();
    OneDnn.check(dnnl_memory_create(leftMemory, leftForm, OneDnn.engine(), left));
    OneDnn.check(dnnl_memory_create(right, rightForm, OneDnn.engine(), left));
    OneDnn.check(dnnl_memory_create(resultMemory, resultForm, OneDnn.engine(), result));
    arguments.position(0).arg(DNNL_ARG_SRC).memory(leftMemory);
    arguments.position(1).arg(DNNL_ARG_WEIGHTS).memory(right);
    arguments.position(2).arg(DNNL_ARG_DST).memory(resultMemory);
    arguments.position(0);
    OneDnn.check(dnnl.dnnl_primitive_desc_destroy(description));
    OneDnn.check(dnnl.dnnl_primitive_attr_destroy(after));
    for (dnnl_memory_desc form : List.of(leftForm, rightForm, resultForm)) {
      OneDnn.check(dnnl.dnnl_memory_desc_destroy(form));
    }
    List<Runnable> freed =
        List.of(
            freeing(dnnl::dnnl_primitive_destroy, primitive),
            freeing(dnnl::dnnl_memory_destroy, leftMemory),
            freeing(dnnl::dnnl_memory_destroy, right),
            freeing(dnnl::dnnl_memory_destroy, resultMemory));
    CLEANER.register(this, () -> freed.forEach(Runnable::run));
  }

  private static <T> Runnable freeing(ToIntFunction<T> destroy, T object) {
    return () -> OneDnn.check(destroy.applyAsInt(object));
  }

  private static dnnl_memory_desc rows(int type, int rows, int columns, int stride) {
    dnnl_memory_desc form = new dnnl_memory_desc();
    OneDnn.check(
        dnnl_memory_desc_create_with_strides(
            form, 2, new long[] {rows, columns}, type, new long[] {stride, 1}));
    return form;
  }

  private static dnnl_memory_desc packed(Sizes sizes) {
    dnnl_memory_desc form = new dnnl_memory_desc();
    OneDnn.check(
        dnnl_memory_desc_create_with_tag(
            form,
            2,
            new long[] {sizes.depth(), sizes.columns()},
            dnnl.dnnl_bf16,
            dnnl.dnnl_BA16a64b2a));
    return form;
  }

  /** Multiplies with this right side. */
  void times(Pointer rightSide) {
    OneDnn.check(dnnl_memory_set_data_handle(right, rightSide));
    OneDnn.check(dnnl_primitive_execute(primitive, OneDnn.stream(), 3, arguments));
    Reference.reachabilityFence(this);
  }
}

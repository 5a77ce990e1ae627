/**
 * Attention whose products are of bfloat16 numbers, on oneDNN, where the processor has instructions
 * for them. Sums, the softmax and what goes in and out are float32. Nothing outside this package
 * knows oneDNN.
 */
package org.longstride.kernels.attention.bf16;

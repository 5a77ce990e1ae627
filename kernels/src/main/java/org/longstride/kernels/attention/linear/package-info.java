/**
 * Attention whose weights are products of features, so that all keys seen so far fit into a sum of
 * fixed size: FAVOR+ (Performer) and its kin. Time grows linearly with the sequence, memory not at
 * all. Nothing here knows patterns or plans.
 */
package org.longstride.kernels.attention.linear;

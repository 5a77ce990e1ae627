/**
 * Attention through PyTorch's C++, each pattern by the best way that its user has: the opponents of
 * the benchmark. They are found through {@link
 * org.longstride.kernels.bench.ContestantSource}.
 */
package org.longstride.kernels.bench.pytorch;

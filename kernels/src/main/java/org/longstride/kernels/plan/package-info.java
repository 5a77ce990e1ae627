/**
 * How a pattern is computed: which queries make a tile, which keys the tile meets, and who of them
 * sees whom. A plan depends on the pattern and the shape, never on the data.
 */
package org.longstride.kernels.plan;

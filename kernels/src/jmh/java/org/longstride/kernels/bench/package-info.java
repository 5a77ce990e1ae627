/**
 * Measures attention side by side: our kernels, the machine's own matrix product and other
 * implementations, turn by turn in one process. Nothing here is part of the library; what is timed
 * is called as a user would call it.
 */
package org.longstride.kernels.bench;

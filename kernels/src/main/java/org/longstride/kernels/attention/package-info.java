/**
 * Running a plan: the double-precision reference that judges every test, and the tiled kernels. No
 * pattern is known by name here.
 */
package org.longstride.kernels.attention;

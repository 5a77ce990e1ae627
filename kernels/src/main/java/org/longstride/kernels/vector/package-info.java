/**
 * Arithmetic on tiles of 64 tokens side by side, behind one interface: on the Vector API, and a
 * scalar twin with the same bits. Nothing here knows what attention is.
 */
package org.longstride.kernels.vector;

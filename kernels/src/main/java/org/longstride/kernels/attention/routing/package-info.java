/**
 * Attention inside clusters of queries and keys that lie near each other (Routing Transformer): who
 * sees whom depends on the data, so it is no pattern; inside a cluster the tiled kernel does the
 * work. Nothing here trains a model; centroids are given, or learned from a sample.
 */
package org.longstride.kernels.attention.routing;

/**
 * Which attention a model computes, as people type it: a pattern, or one of the two kinds that are
 * no patterns; and the file of centroids that routing needs. What computes them is the
 * transformer's affair.
 */
package org.longstride.job.model.attention;

/**
 * Training a small byte-level sparse transformer with Deeplearning4j, and its export to a
 * checkpoint.
 */
package org.longstride.job.train;

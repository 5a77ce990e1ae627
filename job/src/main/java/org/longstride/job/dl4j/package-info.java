/**
 * Layers for Deeplearning4j: sparse self-attention and what a transformer needs beside it. Spark is
 * not visible from here.
 */
package org.longstride.job.dl4j;

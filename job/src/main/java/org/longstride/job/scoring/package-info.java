/** Likelihoods of documents and their statistics. Spark is not visible from here. */
package org.longstride.job.scoring;

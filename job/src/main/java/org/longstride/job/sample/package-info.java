/**
 * Europarl, the public text that this project learns from and shows itself with: reading it, the
 * cut into learned and held-out lines, and the documents of the demo. Nothing here needs Spark.
 */
package org.longstride.job.sample;

/** The run: batches of even cost, the executors' side, and what is written where. */
package org.longstride.job.run;

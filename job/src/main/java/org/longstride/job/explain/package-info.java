/**
 * What a pattern is and what it costs, before anybody pays for it: its picture, how many keys a
 * query sees, how far information travels, what a stream keeps, and the work of its plan. No data
 * is attended to here, and no pattern is known by name. Spark is not visible from here.
 */
package org.longstride.job.explain;

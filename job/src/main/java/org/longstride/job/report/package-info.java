/** What people look at: progress and the summary table. */
package org.longstride.job.report;

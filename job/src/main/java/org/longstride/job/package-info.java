/** The job: what the command line, the corpus and the run have in common. */
package org.longstride.job;

/**
 * Documents in: file formats, identity of documents, and what is wrong with bad input. Nothing here
 * knows models.
 */
package org.longstride.job.corpus;

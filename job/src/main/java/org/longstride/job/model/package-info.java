/**
 * Language models: configuration, checkpoints, and the transformer that streams a document in
 * chunks. Spark is not visible from here.
 */
package org.longstride.job.model;

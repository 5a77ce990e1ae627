/**
 * Language models: what a model is to the rest of the job, and the loading of a model from its
 * folder. Formats, families and the transformer have packages of their own below. Spark is not
 * visible from here.
 */
package org.longstride.job.model;

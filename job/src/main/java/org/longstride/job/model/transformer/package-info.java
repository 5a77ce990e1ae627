/**
 * The causal transformer, streaming: a document passes through all layers in chunks of lane tiles,
 * and only the keys and values that the pattern can still reach are kept. Nothing here knows files
 * or families.
 */
package org.longstride.job.model.transformer;

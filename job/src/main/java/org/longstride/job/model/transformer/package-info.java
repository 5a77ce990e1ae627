/**
 * The causal transformer, streaming: a document passes through all layers in chunks of lane tiles,
 * and of the past only that is kept which attention can still reach. A new kind of attention is a
 * {@link org.longstride.job.model.transformer.ModelAttention}. Nothing here knows files or
 * families.
 */
package org.longstride.job.model.transformer;

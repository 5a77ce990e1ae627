package org.longstride.job.scoring;

import java.io.Serializable;

/**
 * The mean negative log-likelihood of the tokens at positions {@code from} to {@code to}, both
 * included, counted from 0. The buckets of a document are 0–1, 2–3, 4–7, 8–15, ...: where the mean
 * falls from one to the next, longer context helps.
 *
 * @param from first position of the bucket
 * @param to last position of the bucket, whether the document reaches it or not
 * @param tokens how many scored tokens of the document lie in it
 * @param meanNll their mean negative log-likelihood, nats
 */
public record PositionBucket(long from, long to, long tokens, double meanNll)
    implements Serializable {}

package org.longstride.job.run;

import java.io.Serializable;
import org.longstride.job.scoring.DocumentScore;

/**
 * A document's outcome on its way to the output.
 *
 * @param id the document's
 * @param kept the values of the kept columns
 * @param score the outcome
 * @param tokens its token ids; null unless it was scored and token scores are wanted
 * @param logProbabilities {@code [tokens]}, of which the first means nothing; null with the tokens
 */
record ScoredDocument(
    String id, Object[] kept, DocumentScore score, int[] tokens, double[] logProbabilities)
    implements Serializable {}

package org.longstride.job.run;

import org.longstride.job.model.LanguageModel;
import org.longstride.job.text.Tokenizer;

/**
 * A model that is ready to score.
 *
 * @param model reads tokens
 * @param tokenizer makes them of text; null where the model brings none, and only tokens can be
 *     read
 * @param fingerprint a hash over the model's files
 * @param description what it is, in a few words: architecture, parameters, attention
 */
public record OpenModel(
    LanguageModel model, Tokenizer tokenizer, String fingerprint, String description) {}

/**
 * Model families: how the {@code config.json} of a family is understood, and what its tensors are
 * called. Nothing is computed here. A new family is one class and one line in {@link
 * org.longstride.job.model.family.Families}.
 */
package org.longstride.job.model.family;

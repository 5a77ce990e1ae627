/**
 * What attends to what: pure predicates, their algebra, and their text form. A pattern knows
 * positions and heads, and nothing of tensors. No arithmetic on data lives here.
 */
package org.longstride.kernels.pattern;

/** Tokenizers. Spark is not visible from here. */
package org.longstride.job.text;

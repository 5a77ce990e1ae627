package org.longstride.job.corpus;

import java.io.Serializable;

/**
 * One file of the input.
 *
 * @param path where it is, fully qualified
 * @param source its path relative to the input's root: what ids are made of
 * @param length its bytes, as stored
 */
record InputFile(String path, String source, long length) implements Serializable {}

/**
 * The safetensors format: named tensors in a file, a JSON header before their bytes. Files are
 * checked as strictly as the format's own library does before a single number is read. Nothing here
 * knows what the tensors mean.
 */
package org.longstride.job.model.safetensors;

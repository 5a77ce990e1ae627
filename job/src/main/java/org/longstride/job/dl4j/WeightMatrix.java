package org.longstride.job.dl4j;

/**
 * A weight matrix of a layer.
 *
 * @param name the parameter's name
 * @param nIn features in
 * @param nOut features out
 * @param scale factor on the initial values that the layer's weight initialisation gives
 */
record WeightMatrix(String name, int nIn, int nOut, double scale) {

  int length() {
    return nIn * nOut;
  }
}

package org.longstride.job.model.attention;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The names of attention that is no pattern. It stands alone: no operator composes it. */
public enum StreamForm {
  PERFORMER(
      List.of("features", "kernel", "seed"),
      "features; kernel=softmax|relu, seed=0",
      "linear attention with random features (FAVOR+, Choromanski et al. 2020): a query weighs all"
          + " keys up to its own, which are kept as one sum for each feature. With a model that was"
          + " trained with softmax attention it only estimates that: well where scores are small,"
          + " poorly, with any number of features, where they are large"),
  ROUTING(
      List.of("FILE"),
      "FILE",
      "attention inside clusters (Roy et al. 2021): a query sees the earlier keys that have the same"
          + " nearest centroid as itself, and its own. A token is assigned by itself alone, never by"
          + " what follows it, so likelihoods are true ones. FILE holds, in safetensors, a tensor"
          + " layers.N.centroids [key-value heads, clusters, features of a head] for each layer N");

  private final List<String> arguments;
  private final String signature;
  private final String meaning;

  StreamForm(List<String> arguments, String signature, String meaning) {
    this.arguments = arguments;
    this.signature = signature;
    this.meaning = meaning;
  }

  /** The form of that name, or null. */
  static StreamForm find(String name) {
    return Arrays.stream(values()).filter(f -> f.word().equals(name)).findFirst().orElse(null);
  }

  /** The name that is typed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names of its arguments. */
  List<String> arguments() {
    return arguments;
  }

  /** The name and its arguments, for people: those behind the semicolon are named, as a=1. */
  public String signature() {
    return word() + "(" + signature + ")";
  }

  /** Which keys a query sees, in words. */
  public String meaning() {
    return meaning;
  }
}

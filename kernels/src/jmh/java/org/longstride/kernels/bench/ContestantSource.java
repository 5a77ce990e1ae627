package org.longstride.kernels.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.longstride.kernels.attention.bf16.Precision;

/** Says who can do a work. Sources beside our own are found through {@link ServiceLoader}. */
public interface ContestantSource {

  /** Who can do the work; each is made when it is asked for. */
  List<Supplier<Contestant>> of(Work work);

  /** What the contestants run on: versions, libraries, threads. */
  String describe();

  /** Ours first, then those of every source on the class path. */
  static List<Supplier<Contestant>> all(Work work) {
    List<Supplier<Contestant>> contestants = new ArrayList<>();
    contestants.add(() -> new TiledOnFloats(work));
    contestants.add(() -> new TiledOnArrays(work));
    if (work.precision() != Precision.FLOAT32) {
      contestants.add(() -> new TiledOnFloats(work, work.precision()));
    }
    for (ContestantSource source : ServiceLoader.load(ContestantSource.class)) {
      contestants.addAll(source.of(work));
    }
    return contestants;
  }
}

package org.longstride.kernels.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * One measurement in a process of its own, so that what was measured before leaves no trace in
 * compiled code or memory. Prints lines of fields that are separated by tabs; {@link MeasuringProcess}
 * starts it and reads them.
 */
final class Measurement {

  private Measurement() {}

  /** Runs the measurement that the arguments name: its kind, rounds, seconds, and its works. */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    Rounds rounds =
        new Rounds(Integer.parseInt(words.get(1)), Double.parseDouble(words.get(2)));
    List<Work> works = new ArrayList<>();
    for (int at = 4; at < words.size(); at += Work.WORDS) {
      works.add(Work.fromWords(words.subList(at, at + Work.WORDS)));
    }
    switch (words.get(0)) {
      case "sides" -> sideBySide(works.get(0), rounds);
      case "memory" -> memory(works.get(0), Integer.parseInt(words.get(3)));
      case "lengths" -> lengths(works, rounds);
      case "planning" -> planning(works.get(0), rounds);
      default -> throw new IllegalArgumentException("no measurement is called " + words.get(0));
    }
  }

  /** Every contestant beside both matrix products and copies. */
  private static void sideBySide(Work work, Rounds rounds) {
    ServiceLoader.load(ContestantSource.class)
        .forEach(source -> print("about", source.describe()));
    Work small = work.small();
    Agreement agreement = new Agreement(small);
    for (Supplier<Contestant> maker : small.kind().contestants(small)) {
      try (Contestant contestant = maker.get()) {
        print("differs", contestant.name(), agreement.check(contestant));
      }
    }
    List<Contestant> contestants =
        work.kind().contestants(work).stream().map(Supplier::get).toList();
    List<Timed> all = new ArrayList<>();
    all.add(new BlasSgemm());
    all.add(new LaneSgemm(work.threads()));
    all.add(new MemoryCopy(work.threads()));
    all.addAll(contestants);
    print("flops", work.kind().flops(work));
    List<Rounds.Times> times = rounds.measure(all);
    print("product", times.get(0));
    print("product", times.get(1));
    print("copies", times.get(2));
    times.subList(3, times.size()).forEach(Measurement::print);
    contestants.forEach(Contestant::close);
  }

  /** One contestant alone. */
  private static void memory(Work work, int index) {
    PeakMemory peak = PeakMemory.of(work, work.kind().contestants(work).get(index));
    print("memory", peak.beyondBytes(), peak.processBytes());
  }

  /** Our kernel at several lengths, and how many times as long as at the first each takes. */
  private static void lengths(List<Work> works, Rounds rounds) {
    List<Rounds.Times> all = rounds.measure(works.stream().map(Measurement::ours).toList());
    all.forEach(times -> print("length", times.median(), times.ratio(all.get(0))));
  }

  private static Contestant ours(Work work) {
    return work.kind().contestants(work).get(0).get();
  }

  /** Planning beside the run that it is part of. */
  private static void planning(Work work, Rounds rounds) {
    Planning planning = new Planning(work);
    rounds.measure(List.of(planning, new TiledOnFloats(work))).forEach(Measurement::print);
    print("kept", planning.bytes());
  }

  private static void print(Rounds.Times times) {
    print("times", times);
  }

  private static void print(String kind, Rounds.Times times) {
    print(kind, times.name(), times.median(), times.least(), times.most(), times.stolen());
  }

  private static void print(Object... fields) {
    StringBuilder line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.length() == 0 ? "" : "\t")
          .append(field instanceof Double x ? String.format(Locale.ROOT, "%.6g", x) : field);
    }
    System.out.println(MeasuringProcess.MARK + line);
  }
}

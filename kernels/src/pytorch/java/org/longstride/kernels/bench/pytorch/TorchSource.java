package org.longstride.kernels.bench.pytorch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Contestant;
import org.longstride.kernels.bench.ContestantSource;
import org.longstride.kernels.bench.Work;

/** The ways that a user of PyTorch has of computing each pattern. */
public final class TorchSource implements ContestantSource {

  private static final Pattern WINDOW = Pattern.compile("window\\((\\d+)\\)");
  private static final Pattern STRIDE = Pattern.compile("stride\\((\\d+)\\)");
  private static final Pattern RELEVANT =
      Pattern.compile("TORCH_VERSION=[^,]*|BLAS_INFO=[^,]*|CPU capability usage: \\S+");

  /** A mask of so many tokens takes 1 GB. */
  private static final int LONGEST_MASK = 1 << 14;

  private static final int[] CHUNKS = {128, 256, 512};

  @Override
  public List<Supplier<Contestant>> of(Work work) {
    List<Supplier<Contestant>> ways = new ArrayList<>();
    String pattern = work.parsed().toString();
    if (pattern.equals("full")) {
      ways.add(way("dense", work, Dense::full));
      return ways;
    }
    Matcher window = WINDOW.matcher(pattern);
    Matcher stride = STRIDE.matcher(pattern);
    if (window.matches()) {
      int size = Integer.parseInt(window.group(1));
      for (int chunk : CHUNKS) {
        if (ChunkedWindow.fits(work, size, chunk)) {
          ways.add(way("chunks of " + chunk, work, w -> ChunkedWindow.of(w, size, chunk)));
        }
      }
    } else if (stride.matches() && work.n() % Integer.parseInt(stride.group(1)) == 0) {
      int size = Integer.parseInt(stride.group(1));
      ways.add(way("residue classes", work, w -> ResidueClasses.of(w, size)));
    } else if (GatheredTiles.fits(work)) {
      ways.add(way("gathered tiles", work, GatheredTiles::of));
    }
    if (work.n() <= LONGEST_MASK && work.plan().groups().size() == 1) {
      ways.add(way("masked dense", work, Dense::masked));
    }
    return ways;
  }

  private static Supplier<Contestant> way(
      String name, Work work, Function<Work, TorchContestant.Way> way) {
    return () -> new TorchContestant(name, work, way);
  }

  @Override
  public String describe() {
    StringBuilder relevant = new StringBuilder("PyTorch:");
    Matcher matcher = RELEVANT.matcher(torch.show_config().getString());
    while (matcher.find()) {
      relevant.append(' ').append(matcher.group());
    }
    return relevant.toString();
  }
}

package org.longstride.job.train;

import java.nio.file.*;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

class Profile {
  public static void main(String[] a) throws Exception {
    byte[] text = Files.readAllBytes(Path.of(a[0]));
    int layers = Integer.parseInt(a[1]),
        size = Integer.parseInt(a[2]),
        hidden = Integer.parseInt(a[3]),
        heads = Integer.parseInt(a[4]);
    int seqs = Integer.parseInt(a[5]), steps = Integer.parseInt(a[6]);
    double lr = Double.parseDouble(a[7]);
    TransformerShape shape = new TransformerShape(layers, size, hidden, heads, heads, 1024, a[8]);
    ComputationGraph g =
        TransformerGraph.create(
            shape, new WarmupCosine(lr, lr / 10, Math.min(100, steps / 5), steps), 0.1, 1);
    System.out.println("params " + g.numParams());
    ByteWindows w = new ByteWindows(text, 1024, seqs, 1);
    long start = System.nanoTime(), last = start;
    double avg = 0;
    int n = 0;
    for (int s = 0; s < steps; s++) {
      ByteWindows.Batch b = w.batch(s);
      g.fit(new INDArray[] {b.tokens()}, new INDArray[] {b.next()});
      avg += g.score();
      n++;
      if (s % 10 == 9) {
        long now = System.nanoTime();
        System.out.printf(
            "%d score %.4f bits %.4f  %.0f bytes/s  %.1fs%n",
            s + 1,
            g.score(),
            avg / n / Math.log(2),
            n * seqs * 1024 / ((now - last) / 1e9),
            (now - start) / 1e9);
        last = now;
        avg = 0;
        n = 0;
      }
    }
  }
}

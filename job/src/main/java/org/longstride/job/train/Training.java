package org.longstride.job.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.job.model.LoadedModel;
import org.longstride.job.model.ModelLoader;
import org.longstride.job.model.safetensors.ElementType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains a byte-level transformer, says how it goes, and leaves a checkpoint and a model. */
public final class Training {

  /** Steps between two rows of the loss curve. */
  private static final int ROW_STEPS = 50;

  private final TrainingOptions options;
  private final PrintWriter progress;
  private final WarmupCosine schedule;

  /** A training that reports its progress to a stream. */
  public Training(TrainingOptions options, PrintWriter progress) {
    this.options = options;
    this.progress = progress;
    schedule =
        new WarmupCosine(
            options.learningRate(), options.learningRate() / 20, options.warmup(), options.steps());
  }

  /**
   * Trains until all steps are done, writes the model and judges it by the whole held-out text.
   *
   * @throws IllegalArgumentException if there is no checkpoint to resume, or a text is too short
   */
  public void run() throws IOException {
    Path model = options.output().resolve("model");
    CheckpointExport.write(train(options.steps()), ElementType.F16, model);
    try (LoadedModel loaded = ModelLoader.load(model, Optional.empty())) {
      int[] tokens = ByteWindows.tokens(Files.readAllBytes(options.heldOut()));
      BitsPerByte bits = BitsPerByte.of(loaded.model(), tokens, tokens.length - 1L);
      progress.printf(
          Locale.ROOT,
          "held-out text, all %,d bytes: %.4f bits per byte%nmodel: %s%n",
          bits.bytes(),
          bits.value(),
          model);
      progress.flush();
    }
  }

  /** Trains until so many steps are done, and leaves a checkpoint. */
  ComputationGraph train(int until) throws IOException {
    TransformerShape shape = options.shape();
    Path output = options.output();
    TrainingCheckpoint checkpoint = new TrainingCheckpoint(output);
    ByteWindows windows =
        new ByteWindows(
            Files.readAllBytes(options.text()),
            shape.context(),
            options.sequences(),
            options.seed());
    HeldOut heldOut =
        new HeldOut(Files.readAllBytes(options.heldOut()), shape.context(), options.sequences());
    ComputationGraph graph;
    if (options.resume()) {
      graph = checkpoint.read();
      requireShape(TransformerShape.of(graph));
      graph.setLearningRate(schedule);
    } else {
      graph = TransformerGraph.create(shape, schedule, options.seed());
    }
    Files.createDirectories(output);
    int begun = graph.getIterationCount();
    LossCurve curve = options.resume() ? LossCurve.resume(output, begun) : LossCurve.begin(output);
    progress.printf(Locale.ROOT, "%,d parameters, step %,d%n", graph.numParams(), begun);
    progress.flush();

    double earlier = curve.seconds();
    long start = System.nanoTime();
    long lastCheckpoint = start;
    double nats = 0;
    int summed = 0;
    for (int step = begun; step < until; step++) {
      ByteWindows.Batch batch = windows.batch(step);
      graph.fit(new INDArray[] {batch.tokens()}, new INDArray[] {batch.next()});
      nats += graph.score();
      summed++;
      int done = step + 1;
      if (done % ROW_STEPS == 0 || done == until) {
        double seconds = earlier + (System.nanoTime() - start) / 1e9;
        double train = nats / summed / Math.log(2);
        LossCurve.Row row = row(done, seconds, train, heldOut.bitsPerByte(graph));
        curve.add(row);
        report(row, begun, start);
        nats = 0;
        summed = 0;
      }
      if (System.nanoTime() - lastCheckpoint > options.checkpointEvery().toNanos()) {
        checkpoint.write(graph);
        lastCheckpoint = System.nanoTime();
      }
    }
    checkpoint.write(graph);
    return graph;
  }

  private void requireShape(TransformerShape checkpoint) {
    if (!checkpoint.equals(options.shape())) {
      throw new IllegalArgumentException(
          "the checkpoint holds a "
              + checkpoint
              + ", the options ask for a "
              + options.shape()
              + "; resume with the options that it began with");
    }
  }

  private LossCurve.Row row(int done, double seconds, double train, double heldOut) {
    long bytes = (long) done * options.sequences() * options.shape().context();
    return new LossCurve.Row(done, bytes, seconds, schedule.valueAt(done - 1, 0), train, heldOut);
  }

  private void report(LossCurve.Row row, int begun, long start) {
    double perStep = (System.nanoTime() - start) / 1e9 / (row.step() - begun);
    double speed = options.sequences() * options.shape().context() / perStep;
    Duration left = Duration.ofSeconds((long) (perStep * (options.steps() - row.step())));
    progress.printf(
        Locale.ROOT,
        "step %,d of %,d  %,.1f MB  %,.0f bytes/s  bits per byte: train %.3f, held out %.3f "
            + " %d:%02d:%02d left%n",
        row.step(),
        options.steps(),
        row.bytes() / 1e6,
        speed,
        row.train(),
        row.heldOut(),
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
    progress.flush();
  }
}

package org.longstride.job.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The transformer by its definition, in double precision, one token and one pair after another: the
 * judge of the graph's loss and gradient.
 */
final class NaiveTransformer {

  /**
   * Where a parameter's elements lie among all: {@code from + i * rowStride + j * columnStride}.
   */
  private record Matrix(int from, int rows, int columns, int rowStride, int columnStride) {}

  private final TransformerShape shape;
  private final AttentionPattern pattern;
  private final Map<String, Matrix> matrices = new HashMap<>();

  NaiveTransformer(TransformerShape shape, ComputationGraph graph) {
    this.shape = shape;
    this.pattern = AttentionPattern.parse(shape.pattern());
    for (Map.Entry<String, INDArray> entry : graph.paramTable().entrySet()) {
      INDArray view = entry.getValue();
      int from = (int) (view.offset() - graph.params().offset());
      matrices.put(
          entry.getKey(),
          new Matrix(
              from,
              (int) view.size(0),
              (int) view.size(1),
              (int) view.stride(0),
              (int) view.stride(1)));
    }
  }

  /** Where each parameter begins and ends among all. */
  Map<String, int[]> ranges() {
    Map<String, int[]> ranges = new HashMap<>();
    matrices.forEach(
        (name, m) -> ranges.put(name, new int[] {m.from, m.from + m.rows * m.columns}));
    return ranges;
  }

  /** The sum of the negative log-probabilities of all next tokens of a sequence. */
  double loss(double[] params, int[] tokens, int[] next) {
    int n = tokens.length;
    double[][] stream = new double[n][];
    for (int t = 0; t < n; t++) {
      stream[t] = row(params, "embedding_W", tokens[t]);
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = "layer" + layer;
      add(stream, attention(params, layer, norm(params, name + "-attention-norm_g", stream)));
      add(stream, mlp(params, name + "-mlp_", norm(params, name + "-mlp-norm_g", stream)));
    }
    double loss = 0;
    double[][] logits = multiply(params, "output_W", norm(params, "norm_g", stream));
    for (int t = 0; t < n; t++) {
      double sum = 0;
      for (double logit : logits[t]) {
        sum += Math.exp(logit);
      }
      loss += Math.log(sum) - logits[t][next[t]];
    }
    return loss;
  }

  private double[][] attention(double[] params, int layer, double[][] x) {
    String name = "layer" + layer + "-attention_W";
    int d = shape.headSize();
    int n = x.length;
    double[][] q = turned(multiply(params, name + "q", x));
    double[][] k = turned(multiply(params, name + "k", x));
    double[][] v = multiply(params, name + "v", x);
    double[][] o = new double[n][shape.size()];
    Sequence sequence = new Sequence(n, true);
    for (int head = 0; head < shape.heads(); head++) {
      List<Term> terms = pattern.terms(layer, head, shape.heads());
      int kv = head / (shape.heads() / shape.kvHeads()) * d;
      for (int i = 0; i < n; i++) {
        double[] weights = new double[n];
        double sum = 0;
        for (int j = 0; j <= i; j++) {
          if (sees(terms, sequence, i, j)) {
            double score = 0;
            for (int c = 0; c < d; c++) {
              score += q[i][head * d + c] * k[j][kv + c];
            }
            weights[j] = Math.exp(score / Math.sqrt(d));
            sum += weights[j];
          }
        }
        for (int j = 0; j <= i; j++) {
          for (int c = 0; c < d; c++) {
            o[i][head * d + c] += weights[j] / sum * v[j][kv + c];
          }
        }
      }
    }
    return multiply(params, name + "o", o);
  }

  private static boolean sees(List<Term> terms, Sequence sequence, int query, int key) {
    return terms.stream().anyMatch(term -> term.attends(sequence, query, key));
  }

  /** Each head's first half against its second half. */
  private double[][] turned(double[][] x) {
    int d = shape.headSize();
    for (int t = 0; t < x.length; t++) {
      for (int at = 0; at < x[t].length; at += d) {
        for (int c = 0; c < d / 2; c++) {
          double angle = t * Math.pow(TransformerShape.ROPE_THETA, -2.0 * c / d);
          double a = x[t][at + c];
          double b = x[t][at + c + d / 2];
          x[t][at + c] = a * Math.cos(angle) - b * Math.sin(angle);
          x[t][at + c + d / 2] = b * Math.cos(angle) + a * Math.sin(angle);
        }
      }
    }
    return x;
  }

  private double[][] mlp(double[] params, String name, double[][] x) {
    double[][] gate = multiply(params, name + "Wgate", x);
    double[][] up = multiply(params, name + "Wup", x);
    for (int t = 0; t < x.length; t++) {
      for (int c = 0; c < up[t].length; c++) {
        up[t][c] *= gate[t][c] / (1 + Math.exp(-gate[t][c]));
      }
    }
    return multiply(params, name + "Wdown", up);
  }

  private double[][] norm(double[] params, String name, double[][] x) {
    Matrix gain = matrices.get(name);
    double[][] normed = new double[x.length][shape.size()];
    for (int t = 0; t < x.length; t++) {
      double sum = 0;
      for (double value : x[t]) {
        sum += value * value;
      }
      double size = Math.sqrt(sum / shape.size() + TransformerShape.NORM_EPSILON);
      for (int c = 0; c < shape.size(); c++) {
        normed[t][c] = x[t][c] / size * params[gain.from + c];
      }
    }
    return normed;
  }

  private double[] row(double[] params, String name, int row) {
    Matrix m = matrices.get(name);
    double[] values = new double[m.columns];
    for (int c = 0; c < m.columns; c++) {
      values[c] = params[m.from + row * m.rowStride + c * m.columnStride];
    }
    return values;
  }

  private double[][] multiply(double[] params, String name, double[][] x) {
    Matrix m = matrices.get(name);
    double[][] y = new double[x.length][m.columns];
    for (int t = 0; t < x.length; t++) {
      for (int c = 0; c < m.columns; c++) {
        for (int r = 0; r < m.rows; r++) {
          y[t][c] += x[t][r] * params[m.from + r * m.rowStride + c * m.columnStride];
        }
      }
    }
    return y;
  }

  private static void add(double[][] to, double[][] x) {
    for (int t = 0; t < to.length; t++) {
      for (int c = 0; c < to[t].length; c++) {
        to[t][c] += x[t][c];
      }
    }
  }

  /** The losses of several sequences, added. */
  double loss(double[] params, List<int[]> tokens, List<int[]> next) {
    double loss = 0;
    for (int s = 0; s < tokens.size(); s++) {
      loss += loss(params, tokens.get(s), next.get(s));
    }
    return loss;
  }
}

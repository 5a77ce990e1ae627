package org.longstride.job.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The transformer as the papers write it, in double precision, token by token and pair by pair: the
 * judge of the fast one.
 */
final class ReferenceTransformer {

  private static final double EPSILON = 1e-5;

  /** What a query gets in one head, by the definition of some attention. */
  @FunctionalInterface
  interface Head {

    /**
     * Attends.
     *
     * @param query the query's position; nothing behind it may be looked at
     * @param q all queries of the head, {@code [n][d]}
     * @param k all keys of its key-value head
     * @param v all values of it
     * @return {@code [d]}
     */
    double[] attend(int layer, int head, int query, double[][] q, double[][] k, double[][] v);
  }

  private final RandomModel model;
  private final Head attention;
  private final boolean gpt2;
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final int headDim;

  ReferenceTransformer(RandomModel model, AttentionPattern pattern) {
    this(
        model,
        (layer, head, query, q, k, v) -> {
          int heads =
              model.number(
                  model.text("model_type").equals("gpt2") ? "n_head" : "num_attention_heads");
          List<Term> terms = pattern.terms(layer, head, heads);
          Sequence sequence = new Sequence(k.length, true);
          IntPredicate visible =
              key -> terms.stream().anyMatch(term -> term.attends(sequence, query, key));
          return softmax(query, q[query], k, v, visible);
        });
  }

  ReferenceTransformer(RandomModel model, Head attention) {
    this.model = model;
    this.attention = attention;
    this.gpt2 = model.text("model_type").equals("gpt2");
    this.layers = model.number(gpt2 ? "n_layer" : "num_hidden_layers");
    this.heads = model.number(gpt2 ? "n_head" : "num_attention_heads");
    this.kvHeads = gpt2 ? heads : model.number("num_key_value_heads");
    this.headDim = gpt2 ? model.number("n_embd") / heads : model.number("head_dim");
  }

  /** The natural logarithms of the probabilities of all tokens but the first. */
  double[] logProbabilities(int[] tokens) {
    double[][] x = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      x[i] = row(gpt2 ? "transformer.wte.weight" : "model.embed_tokens.weight", tokens[i]);
      if (gpt2) {
        add(x[i], row("transformer.wpe.weight", i));
      }
    }
    for (int layer = 0; layer < layers; layer++) {
      attend(layer, x);
      for (double[] token : x) {
        add(token, gpt2 ? gpt2Mlp(layer, token) : llamaMlp(layer, token));
      }
    }
    double[] scores = new double[tokens.length - 1];
    for (int i = 0; i + 1 < tokens.length; i++) {
      scores[i] = logSoftmax(head(x[i]))[tokens[i + 1]];
    }
    return scores;
  }

  private double[] head(double[] x) {
    double[] normed = norm(gpt2 ? "transformer.ln_f" : "model.norm", x);
    boolean tied = !model.has("lm_head.weight");
    String embedding = gpt2 ? "transformer.wte.weight" : "model.embed_tokens.weight";
    double[] logits = new double[model.number("vocab_size")];
    for (int v = 0; v < logits.length; v++) {
      logits[v] = dot(row(tied ? embedding : "lm_head.weight", v), normed);
    }
    return logits;
  }

  private void attend(int layer, double[][] x) {
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    String name =
        gpt2 ? "transformer.h." + layer + ".attn." : "model.layers." + layer + ".self_attn.";
    for (int i = 0; i < x.length; i++) {
      if (gpt2) {
        double[] all = linear(name + "c_attn", norm("transformer.h." + layer + ".ln_1", x[i]));
        q[i] = slice(all, 0);
        k[i] = slice(all, 1);
        v[i] = slice(all, 2);
      } else {
        double[] normed = norm("model.layers." + layer + ".input_layernorm", x[i]);
        q[i] = place(linear(name + "q_proj", normed), name + "q_norm", i);
        k[i] = place(linear(name + "k_proj", normed), name + "k_norm", i);
        v[i] = linear(name + "v_proj", normed);
      }
    }
    double[][] out = new double[x.length][heads * headDim];
    for (int head = 0; head < heads; head++) {
      double[][] headQueries = head(q, head);
      double[][] headKeys = head(k, head / (heads / kvHeads));
      double[][] headValues = head(v, head / (heads / kvHeads));
      for (int i = 0; i < x.length; i++) {
        double[] o = attention.attend(layer, head, i, headQueries, headKeys, headValues);
        System.arraycopy(o, 0, out[i], head * headDim, headDim);
      }
    }
    for (int i = 0; i < x.length; i++) {
      add(x[i], linear(name + (gpt2 ? "c_proj" : "o_proj"), out[i]));
    }
  }

  private double[][] head(double[][] x, int head) {
    return Arrays.stream(x)
        .map(row -> Arrays.copyOfRange(row, head * headDim, (head + 1) * headDim))
        .toArray(double[][]::new);
  }

  private static double[] slice(double[] all, int part) {
    int size = all.length / 3;
    double[] slice = new double[size];
    System.arraycopy(all, part * size, slice, 0, size);
    return slice;
  }

  /** Softmax attention over the visible keys up to the query. */
  static double[] softmax(int query, double[] q, double[][] k, double[][] v, IntPredicate visible) {
    double[] weights = new double[query + 1];
    double sum = 0;
    for (int key = 0; key <= query; key++) {
      if (visible.test(key)) {
        weights[key] = Math.exp(dot(q, k[key]) / Math.sqrt(q.length));
        sum += weights[key];
      }
    }
    double[] out = new double[q.length];
    for (int key = 0; key <= query; key++) {
      for (int c = 0; c < out.length; c++) {
        // A query that sees no key (summary columns lie ahead of it) gets nothing.
        out[c] += sum == 0 ? 0 : weights[key] / sum * v[key][c];
      }
    }
    return out;
  }

  /** Norms each head where the model does, and turns it to its position. */
  private double[] place(double[] x, String norm, int position) {
    double[] out = x.clone();
    for (int at = 0; at < x.length; at += headDim) {
      double[] head = new double[headDim];
      System.arraycopy(x, at, head, 0, headDim);
      head = model.has(norm + ".weight") ? norm(norm, head) : head;
      for (int i = 0; i < headDim / 2; i++) {
        double angle = position * Math.pow(10000, -2.0 * i / headDim);
        double a = head[i];
        double b = head[i + headDim / 2];
        out[at + i] = a * Math.cos(angle) - b * Math.sin(angle);
        out[at + i + headDim / 2] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return out;
  }

  private double[] gpt2Mlp(int layer, double[] x) {
    String name = "transformer.h." + layer + ".";
    double[] inner = linear(name + "mlp.c_fc", norm(name + "ln_2", x));
    double root = Math.sqrt(2 / Math.PI);
    apply(inner, u -> u / 2 * (1 + Math.tanh(root * (u + 0.044715 * u * u * u))));
    return linear(name + "mlp.c_proj", inner);
  }

  private double[] llamaMlp(int layer, double[] x) {
    String name = "model.layers." + layer + ".";
    double[] normed = norm(name + "post_attention_layernorm", x);
    double[] inner = linear(name + "mlp.gate_proj", normed);
    apply(inner, u -> u / (1 + Math.exp(-u)));
    double[] up = linear(name + "mlp.up_proj", normed);
    for (int i = 0; i < up.length; i++) {
      inner[i] *= up[i];
    }
    return linear(name + "mlp.down_proj", inner);
  }

  private static void apply(double[] x, DoubleUnaryOperator f) {
    for (int i = 0; i < x.length; i++) {
      x[i] = f.applyAsDouble(x[i]);
    }
  }

  private double[] norm(String name, double[] x) {
    float[] scale = model.tensor(name + ".weight");
    double mean = 0;
    for (double value : x) {
      mean += gpt2 ? value / x.length : 0;
    }
    double square = 0;
    for (double value : x) {
      square += (value - mean) * (value - mean) / x.length;
    }
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = (x[i] - mean) / Math.sqrt(square + EPSILON) * scale[i];
      out[i] += gpt2 ? model.tensor(name + ".bias")[i] : 0;
    }
    return out;
  }

  /** GPT-2 stores {@code [in, out]}, the others {@code [out, in]}. */
  private double[] linear(String name, double[] x) {
    float[] weight = model.tensor(name + ".weight");
    double[] out = new double[weight.length / x.length];
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < x.length; i++) {
        out[o] += x[i] * (gpt2 ? weight[i * out.length + o] : weight[o * x.length + i]);
      }
      out[o] += model.has(name + ".bias") ? model.tensor(name + ".bias")[o] : 0;
    }
    return out;
  }

  private double[] row(String name, int index) {
    float[] table = model.tensor(name);
    int width = model.number(gpt2 ? "n_embd" : "hidden_size");
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = table[index * width + i];
    }
    return row;
  }

  private static void add(double[] sum, double[] x) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += x[i];
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] logSoftmax(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    double[] out = new double[logits.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = logits[i] - max - Math.log(sum);
    }
    return out;
  }
}

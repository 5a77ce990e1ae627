package org.longstride.job.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.job.model.safetensors.ElementType;
import org.longstride.job.model.safetensors.SafetensorsWriter;
import org.longstride.job.text.ByteTokenizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Writes a trained graph as the checkpoint of a Llama ({@code config.json}, {@code
 * model.safetensors}), with names, shapes and order of features as Hugging Face's {@code
 * LlamaForCausalLM} has them, and the two keys of this project: the attention pattern, and that
 * tokens are bytes.
 */
public final class CheckpointExport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ComputationGraph graph;
  private final ElementType type;
  private final SafetensorsWriter tensors = new SafetensorsWriter();

  private CheckpointExport(ComputationGraph graph, ElementType type) {
    this.graph = graph;
    this.type = type;
  }

  /**
   * Writes the two files; those that are there are replaced.
   *
   * @param graph a graph of {@link TransformerGraph}
   * @param type how weights are stored: F32, F16 or BF16
   * @param folder where to; it is made if it is not there
   * @throws IllegalArgumentException if the graph is another one
   */
  public static void write(ComputationGraph graph, ElementType type, Path folder)
      throws IOException {
    TransformerShape shape = TransformerShape.of(graph);
    CheckpointExport export = new CheckpointExport(graph, type);
    Files.createDirectories(folder);
    export.addAll(shape);
    export.tensors.write(folder.resolve("model.safetensors"));
    String config = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(export.config(shape));
    Files.writeString(folder.resolve("config.json"), config + "\n");
  }

  /**
   * Writes the graph of a training's checkpoint, in float16: of the 16-bit formats the one that
   * rounds these small weights less.
   *
   * @param checkpoint a zip of Deeplearning4j's
   * @throws IllegalArgumentException if it holds no graph, or not one of {@link TransformerGraph}
   */
  public static void write(Path checkpoint, Path folder) throws IOException {
    write(TrainingCheckpoint.graph(checkpoint, false), ElementType.F16, folder);
  }

  private void addAll(TransformerShape shape) {
    tensors.metadata("format", "pt");
    add("model.embed_tokens.weight", "embedding", "W");
    for (int layer = 0; layer < shape.layers(); layer++) {
      String from = "layer" + layer;
      String to = "model.layers." + layer;
      add(to + ".input_layernorm.weight", from + "-attention-norm", "g");
      add(to + ".self_attn.q_proj.weight", from + "-attention", "Wq");
      add(to + ".self_attn.k_proj.weight", from + "-attention", "Wk");
      add(to + ".self_attn.v_proj.weight", from + "-attention", "Wv");
      add(to + ".self_attn.o_proj.weight", from + "-attention", "Wo");
      add(to + ".post_attention_layernorm.weight", from + "-mlp-norm", "g");
      add(to + ".mlp.gate_proj.weight", from + "-mlp", "Wgate");
      add(to + ".mlp.up_proj.weight", from + "-mlp", "Wup");
      add(to + ".mlp.down_proj.weight", from + "-mlp", "Wdown");
    }
    add("model.norm.weight", "norm", "g");
    add("lm_head.weight", "output", "W");
  }

  /**
   * Deeplearning4j's matrices are {@code [in, out]}, those of a checkpoint {@code [out, in]}; only
   * an embedding is looked up by its rows in both.
   */
  private void add(String name, String layer, String parameter) {
    INDArray values = graph.getLayer(layer).getParam(parameter);
    if (parameter.equals("g")) {
      values = values.reshape(values.length());
    } else if (!layer.equals("embedding")) {
      values = values.transpose();
    }
    List<Long> shape = Arrays.stream(values.shape()).boxed().toList();
    tensors.add(name, type, shape, values.dup('c').data().asFloat());
  }

  private ObjectNode config(TransformerShape shape) {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("vocab_size", TransformerShape.VOCABULARY);
    config.put("hidden_size", shape.size());
    config.put("intermediate_size", shape.hidden());
    config.put("num_hidden_layers", shape.layers());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.kvHeads());
    config.put("head_dim", shape.headSize());
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", TransformerShape.NORM_EPSILON);
    config.put("rope_theta", TransformerShape.ROPE_THETA);
    config.put("max_position_embeddings", shape.context());
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("tie_word_embeddings", false);
    config.put("bos_token_id", ByteTokenizer.BOS);
    config.put("torch_dtype", torchName(type));
    config.put("longstride_attention", shape.pattern());
    config.put("longstride_tokenizer", "bytes");
    return config;
  }

  private static String torchName(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT).replace("bf", "bfloat").replaceFirst("^f", "float");
  }
}

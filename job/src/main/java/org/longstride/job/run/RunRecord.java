package org.longstride.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.longstride.job.corpus.Corpus;
import scala.Tuple2;

/** The content of {@code run.json}: all that is needed to say what was run, and to run it again. */
final class RunRecord {

  private final Map<String, Object> content = new LinkedHashMap<>();

  RunRecord(String runId, Instant start) {
    content.put("run", runId);
    content.put("command", "score");
    content.put("start", start.toString());
  }

  RunRecord configuration(Map<String, String> options) {
    content.put("configuration", new TreeMap<>(options));
    return this;
  }

  RunRecord model(ModelSource source, ModelFacts facts, String sparkVersion) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("source", source.toString());
    model.put("fingerprint", facts.fingerprint());
    model.put("description", facts.description());
    model.put("vocabulary_size", facts.vocabularySize());
    model.put("max_tokens", facts.maxTokens() == Integer.MAX_VALUE ? null : facts.maxTokens());
    content.put("model", model);
    Map<String, Object> versions = new LinkedHashMap<>(Versions.ofBuild());
    versions.put("java", Versions.ofJava());
    versions.put("os", Versions.ofSystem());
    versions.put("spark", sparkVersion);
    versions.put("executor_java", facts.executorJava());
    versions.put("executor_os", facts.executorSystem());
    versions.put("kernels", facts.kernels());
    content.put("versions", versions);
    return this;
  }

  RunRecord input(Corpus corpus, Inventory inventory) {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("format", corpus.format().name().toLowerCase(Locale.ROOT));
    input.put("files", corpus.files());
    input.put("documents", inventory.documents());
    input.put("estimated_megamacs", inventory.cost());
    input.put("batches", inventory.plan().batches());
    content.put("input", input);
    return this;
  }

  RunRecord cluster(SparkContext spark) {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("master", spark.master());
    cluster.put("application", spark.applicationId());
    List<String> executors = new ArrayList<>();
    for (SparkExecutorInfo executor : spark.statusTracker().getExecutorInfos()) {
      executors.add(executor.host() + ":" + executor.port());
    }
    cluster.put("executors", executors);
    cluster.put("cores", spark.defaultParallelism());
    Map<String, String> settings = new TreeMap<>();
    for (Tuple2<String, String> setting : spark.getConf().getAll()) {
      String key = setting._1();
      boolean secret = key.matches("(?i).*(secret|password|token|credential|access[.]?key).*");
      settings.put(key, secret ? "(not shown)" : setting._2());
    }
    cluster.put("configuration", settings);
    content.put("cluster", cluster);
    return this;
  }

  RunRecord output(Map<String, Object> counts) {
    content.put("output", counts);
    return this;
  }

  RunRecord end(Instant end, int exitStatus) {
    content.put("end", end.toString());
    content.put("exit_status", exitStatus);
    return this;
  }

  byte[] json() throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
  }
}

package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.audio.FilterBank;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.Bert;
import io.github.sovits4j.model.encoders.Hubert;
import io.github.sovits4j.model.encoders.PhoneFeatures;
import io.github.sovits4j.model.encoders.SpeakerNetwork;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The encoders: HuBERT, BERT, the speaker network and its filter bank. */
final class EncoderGolden {

  private EncoderGolden() {}

  // ---- HuBERT ----

  static void hubert(GoldenCase golden, Backend backend, Findings findings) {
    JsonNode c = golden.manifest().get("config");
    HubertConfig config =
        new HubertConfig(
            c.get("conv_dim").get(0).asInt(),
            GoldenCase.integers(c.get("conv_kernel")),
            GoldenCase.integers(c.get("conv_stride")),
            c.get("hidden_size").asInt(),
            c.get("num_hidden_layers").asInt(),
            c.get("num_attention_heads").asInt(),
            c.get("intermediate_size").asInt(),
            c.get("num_conv_pos_embeddings").asInt(),
            c.get("num_conv_pos_embedding_groups").asInt());
    TensorSource weights = golden.weights(config.tensorShapes());
    try (Hubert hubert =
        new Hubert(backend, weights, config, graph -> observe(graph, config, findings))) {
      float[] features = hubert.features(findings.floats("wav"));
      compareTurned("last_hidden_state", features, config.hidden(), findings);
    } finally {
      GoldenCase.close(weights);
    }
  }

  private static void observe(Graph graph, HubertConfig config, Findings findings) {
    findings.compareProbe("conv_features", graph, "conv_features");
    for (int i = 0; i <= config.layers(); i++) {
      String name = String.format(Locale.ROOT, "hidden_state_%02d", i);
      Tensor probe = graph.program().probes().get(name);
      if (probe != null) {
        compareTurned(name, graph.floats(probe), config.hidden(), findings);
      }
    }
  }

  /** What is {@code [channels, time]} here was recorded as {@code [time, channels]}. */
  private static void compareTurned(String name, float[] columns, int channels, Findings findings) {
    int time = columns.length / channels;
    float[] rows = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      rows[i % time * channels + i / time] = columns[i];
    }
    findings.compareRows(name, rows, time, channels);
  }

  // ---- BERT ----

  static void bert(GoldenCase golden, Backend backend, StoragePolicy precision, Findings findings) {
    findings.relax(Text2SemanticGolden.gate(precision));
    JsonNode c = golden.manifest().get("config");
    int all = c.get("num_hidden_layers").asInt();
    BertConfig config =
        new BertConfig(
            c.get("vocab_size").asInt(),
            c.get("hidden_size").asInt(),
            all - BertConfig.UNUSED_LAYERS,
            c.get("num_attention_heads").asInt(),
            c.get("intermediate_size").asInt(),
            c.get("max_position_embeddings").asInt());
    TensorSource weights = golden.weights(config.tensorShapes());
    try (Bert bert =
        new Bert(backend, weights, config, precision, graph -> observe(graph, config, findings))) {
      float[] rows = bert.features(List.of(findings.ints("input_ids"))).getFirst();
      findings.compare("hidden_m3", rows);
      int[] phones = findings.ints("word2ph");
      float[] features = PhoneFeatures.of(rows, config.hidden(), phones);
      findings.compareColumns("phone_level_feature", features, features.length / config.hidden());
      for (int i = config.layers() + 1; i <= all; i++) {
        findings.ignore(hidden(i)); // of layers that nobody needs
      }
    } finally {
      GoldenCase.close(weights);
    }
  }

  private static String hidden(int i) {
    return String.format(Locale.ROOT, "hidden_%02d", i);
  }

  private static void observe(Graph graph, BertConfig config, Findings findings) {
    for (int i = 0; i <= config.layers(); i++) {
      Tensor probe = graph.program().probes().get(hidden(i));
      if (probe != null) {
        float[] rows = graph.floats(probe);
        findings.compareRows(hidden(i), rows, rows.length / config.hidden(), config.hidden());
      }
    }
  }

  // ---- speaker network ----

  static void speaker(GoldenCase golden, Backend backend, Findings findings) {
    JsonNode c = golden.manifest().get("config");
    SpeakerNetworkConfig full = SpeakerNetworkConfig.full();
    SpeakerNetworkConfig config =
        new SpeakerNetworkConfig(
            GoldenCase.size(c, "m_channels", full.channels()),
            c.has("num_blocks") ? GoldenCase.integers(c.get("num_blocks")) : full.blocks(),
            GoldenCase.size(c, "feat_dim", full.bands()));
    float[] bank = FilterBank.of(findings.floats("wav"));
    findings.compare("fbank", bank);
    for (String name : List.of("bn1", "bn1_head")) {
      findings.ignore(name); // recorded before the ReLU, which is one launch with it here
    }
    TensorSource weights = golden.weights(config.tensorShapes());
    try (SpeakerNetwork network =
        new SpeakerNetwork(
            backend, weights, config, graph -> observePictures(graph, config, findings))) {
      findings.compare("sv_emb", network.embedding(bank));
    } finally {
      GoldenCase.close(weights);
    }
  }

  private static void observePictures(Graph graph, SpeakerNetworkConfig config, Findings findings) {
    Map<String, Integer> halvings = // of the frequencies
        Map.of("layer1", 0, "layer2", 1, "layer3", 2, "layer4", 3, "layer3_ds", 3, "fuse34", 3);
    halvings.forEach(
        (name, halved) -> {
          Tensor probe = graph.program().probes().get(name);
          if (probe != null) {
            float[] picture = graph.floats(probe);
            int width = config.bands() >> halved;
            int channels = probe.size(0);
            int time = picture.length / channels / width;
            findings.compare(name, part(picture, channels, time, width, channels, width, time));
            if (findings.has(name + "_head")) {
              findings.compare(
                  name + "_head", part(picture, channels, time, width, 4, 4, Math.min(8, time)));
            }
          }
        });
  }

  /** The first channels, frequencies and frames of a picture, as {@code [channel][f][t]}. */
  private static float[] part(
      float[] picture, int channels, int time, int width, int firstC, int firstF, int firstT) {
    float[] part = new float[firstC * firstF * firstT];
    int at = 0;
    for (int c = 0; c < Math.min(channels, firstC); c++) {
      for (int f = 0; f < firstF; f++) {
        for (int t = 0; t < firstT; t++) {
          part[at++] = picture[(c * time + t) * width + f];
        }
      }
    }
    return part;
  }

  static void filterBank(GoldenCase golden, Backend backend, Findings findings) {
    findings.compare("fbank", FilterBank.of(findings.floats("wav")));
  }
}

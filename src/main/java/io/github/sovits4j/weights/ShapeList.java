package io.github.sovits4j.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and shapes of a second stage's tensors being listed, layer by layer. */
final class ShapeList {

  private static final int RELATIVE = 2 * SovitsConfig.ATTENTION_WINDOW + 1;

  private final Map<String, int[]> shapes = new LinkedHashMap<>();

  /** What was listed. */
  Map<String, int[]> shapes() {
    return shapes;
  }

  void put(String name, int... shape) {
    shapes.put(name, shape);
  }

  void linear(String name, int rows, int columns) {
    put(name + ".weight", rows, columns);
    put(name + ".bias", rows);
  }

  void conv(String name, int outputs, int inputs, int kernel) {
    put(name + ".weight", outputs, inputs, kernel);
    put(name + ".bias", outputs);
  }

  void normed(String name, int outputs, int inputs, int kernel) {
    put(name + ".weight_g", outputs, 1, 1);
    put(name + ".weight_v", outputs, inputs, kernel);
    put(name + ".bias", outputs);
  }

  /** Codes and phones to a hidden sequence. */
  void encoders(SecondStageConfig c) {
    conv("enc_p.ssl_proj", c.hidden(), c.sslDim(), 1);
    encoder("enc_p.encoder_ssl.", c, c.halfLayers());
    put("enc_p.text_embedding.weight", c.phoneSymbols(), c.hidden());
    encoder("enc_p.encoder_text.", c, c.layers());
    String mrte = "enc_p.mrte.";
    conv(mrte + "c_pre", c.mrteDim(), c.hidden(), 1);
    conv(mrte + "text_pre", c.mrteDim(), c.hidden(), 1);
    for (String part : List.of("q", "k", "v", "o")) {
      conv(mrte + "cross_attention.conv_" + part, c.mrteDim(), c.mrteDim(), 1);
    }
    conv(mrte + "c_post", c.hidden(), c.mrteDim(), 1);
    encoder("enc_p.encoder2.", c, c.halfLayers());
  }

  private void encoder(String prefix, SecondStageConfig c, int layers) {
    int h = c.hidden();
    for (int i = 0; i < layers; i++) {
      String attention = prefix + "attn_layers." + i + ".";
      for (String part : List.of("q", "k", "v", "o")) {
        conv(attention + "conv_" + part, h, h, 1);
      }
      put(attention + "emb_rel_k", 1, RELATIVE, c.headDim());
      put(attention + "emb_rel_v", 1, RELATIVE, c.headDim());
      for (int n = 1; n <= 2; n++) {
        String norm = prefix + "norm_layers_" + n + "." + i;
        put(norm + ".gamma", h);
        put(norm + ".beta", h);
      }
      String ffn = prefix + "ffn_layers." + i + ".";
      conv(ffn + "conv_1", c.filter(), h, SovitsConfig.FFN_KERNEL);
      conv(ffn + "conv_2", h, c.filter(), SovitsConfig.FFN_KERNEL);
    }
  }

  /** A spectrogram to a speaker vector. */
  void reference(SecondStageConfig c) {
    int s = c.styleDim();
    linear("ref_enc.spectral.0.fc", s, c.referenceBins());
    linear("ref_enc.spectral.3.fc", s, s);
    conv("ref_enc.temporal.0.conv1.conv", 2 * s, s, 5);
    conv("ref_enc.temporal.1.conv1.conv", 2 * s, s, 5);
    for (String part : List.of("w_qs", "w_ks", "w_vs", "fc")) {
      linear("ref_enc.slf_attn." + part, s, s);
    }
    linear("ref_enc.fc.fc", c.gin(), s);
  }
}

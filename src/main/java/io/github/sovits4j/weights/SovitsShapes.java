package io.github.sovits4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of the second stage: their list from the sizes, and the sizes from the list. */
final class SovitsShapes {

  private static final int RELATIVE = 2 * SovitsConfig.ATTENTION_WINDOW + 1;

  private final SovitsConfig c;
  private final Map<String, int[]> out = new LinkedHashMap<>();

  SovitsShapes(SovitsConfig config) {
    this.c = config;
  }

  Map<String, int[]> all() {
    quantizer();
    encoders();
    flow();
    generator();
    reference();
    if (c.version().isPro()) {
      linear("sv_emb", c.gin(), c.speakerDim());
      out.put("prelu.weight", new int[] {c.gin()});
      linear("ge_to512", c.mrteDim(), c.gin());
    }
    return out;
  }

  private void quantizer() {
    conv("ssl_proj", c.sslDim(), c.sslDim(), 2);
    String book = "quantizer.vq.layers.0._codebook.";
    out.put(book + "inited", new int[] {1});
    out.put(book + "cluster_size", new int[] {c.codebookSize()});
    out.put(book + "embed", new int[] {c.codebookSize(), c.sslDim()});
    out.put(book + "embed_avg", new int[] {c.codebookSize(), c.sslDim()});
  }

  private void encoders() {
    conv("enc_p.ssl_proj", c.hidden(), c.sslDim(), 1);
    encoder("enc_p.encoder_ssl.", c.halfLayers());
    out.put("enc_p.text_embedding.weight", new int[] {c.phoneSymbols(), c.hidden()});
    encoder("enc_p.encoder_text.", c.layers());
    String mrte = "enc_p.mrte.";
    conv(mrte + "c_pre", c.mrteDim(), c.hidden(), 1);
    conv(mrte + "text_pre", c.mrteDim(), c.hidden(), 1);
    for (String part : List.of("q", "k", "v", "o")) {
      conv(mrte + "cross_attention.conv_" + part, c.mrteDim(), c.mrteDim(), 1);
    }
    conv(mrte + "c_post", c.hidden(), c.mrteDim(), 1);
    encoder("enc_p.encoder2.", c.halfLayers());
    conv("enc_p.proj", 2 * c.inter(), c.hidden(), 1);
  }

  private void encoder(String prefix, int layers) {
    int h = c.hidden();
    for (int i = 0; i < layers; i++) {
      String attention = prefix + "attn_layers." + i + ".";
      for (String part : List.of("q", "k", "v", "o")) {
        conv(attention + "conv_" + part, h, h, 1);
      }
      out.put(attention + "emb_rel_k", new int[] {1, RELATIVE, c.headDim()});
      out.put(attention + "emb_rel_v", new int[] {1, RELATIVE, c.headDim()});
      for (int n = 1; n <= 2; n++) {
        String norm = prefix + "norm_layers_" + n + "." + i;
        out.put(norm + ".gamma", new int[] {h});
        out.put(norm + ".beta", new int[] {h});
      }
      String ffn = prefix + "ffn_layers." + i + ".";
      conv(ffn + "conv_1", c.filter(), h, SovitsConfig.FFN_KERNEL);
      conv(ffn + "conv_2", h, c.filter(), SovitsConfig.FFN_KERNEL);
    }
  }

  private void flow() {
    int h = c.hidden();
    int last = SovitsConfig.WAVENET_LAYERS - 1;
    for (int coupling = 0; coupling < SovitsConfig.COUPLINGS; coupling++) {
      String prefix = "flow.flows." + 2 * coupling + ".";
      conv(prefix + "pre", h, c.inter() / 2, 1);
      normed(prefix + "enc.cond_layer", 2 * h * SovitsConfig.WAVENET_LAYERS, c.gin(), 1);
      for (int i = 0; i <= last; i++) {
        normed(prefix + "enc.in_layers." + i, 2 * h, h, SovitsConfig.WAVENET_KERNEL);
        normed(prefix + "enc.res_skip_layers." + i, i < last ? 2 * h : h, h, 1);
      }
      conv(prefix + "post", c.inter() / 2, h, 1);
    }
  }

  private void generator() {
    int channels = c.upsampleInitialChannel();
    conv("dec.conv_pre", channels, c.inter(), 7);
    conv("dec.cond", channels, c.gin(), 1);
    int blocks = c.resblockKernels().size();
    for (int i = 0; i < c.upsampleRates().size(); i++) {
      int half = channels / 2;
      String up = "dec.ups." + i;
      out.put(up + ".weight_g", new int[] {channels, 1, 1});
      out.put(up + ".weight_v", new int[] {channels, half, c.upsampleKernels().get(i)});
      out.put(up + ".bias", new int[] {half});
      for (int j = 0; j < blocks; j++) {
        for (int l = 0; l < SovitsConfig.DILATIONS.size(); l++) {
          for (String group : List.of(".convs1.", ".convs2.")) {
            String name = "dec.resblocks." + (blocks * i + j) + group + l;
            normed(name, half, half, c.resblockKernels().get(j));
          }
        }
      }
      channels = half;
    }
    out.put("dec.conv_post.weight", new int[] {1, channels, 7});
  }

  private void reference() {
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

  private void linear(String name, int rows, int columns) {
    out.put(name + ".weight", new int[] {rows, columns});
    out.put(name + ".bias", new int[] {rows});
  }

  private void conv(String name, int outputs, int inputs, int kernel) {
    out.put(name + ".weight", new int[] {outputs, inputs, kernel});
    out.put(name + ".bias", new int[] {outputs});
  }

  private void normed(String name, int outputs, int inputs, int kernel) {
    out.put(name + ".weight_g", new int[] {outputs, 1, 1});
    out.put(name + ".weight_v", new int[] {outputs, inputs, kernel});
    out.put(name + ".bias", new int[] {outputs});
  }

  static SovitsConfig recognise(
      ModelVersion version, UpstreamConfig config, Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(SovitsConfig.NETWORK, shapes);
    List<Integer> rates = config.positives("upsample_rates");
    List<Integer> kernels = new ArrayList<>();
    for (int i = 0; i < rates.size(); i++) {
      kernels.add(tensors.extent("dec.ups." + i + ".weight_v", 3, 2));
    }
    int blocks = tensors.count("dec.resblocks.", ".") / rates.size();
    List<Integer> blockKernels = new ArrayList<>();
    for (int j = 0; j < blocks; j++) {
      blockKernels.add(tensors.extent("dec.resblocks." + j + ".convs1.0.weight_v", 3, 2));
    }
    int hidden = tensors.extent("enc_p.ssl_proj.weight", 3, 0);
    int headDim = tensors.extent("enc_p.encoder_text.attn_layers.0.emb_rel_k", 3, 2);
    return new SovitsConfig(
        version,
        tensors.extent("enc_p.text_embedding.weight", 2, 0),
        tensors.extent("enc_p.ssl_proj.weight", 3, 1),
        tensors.extent("quantizer.vq.layers.0._codebook.embed", 2, 0),
        hidden,
        tensors.extent("enc_p.proj.weight", 3, 0) / 2,
        tensors.extent("enc_p.encoder_text.ffn_layers.0.conv_1.weight", 3, 0),
        hidden / Math.max(1, headDim),
        tensors.count("enc_p.encoder_text.attn_layers.", "."),
        tensors.extent("enc_p.mrte.c_pre.weight", 3, 0),
        tensors.extent("ref_enc.spectral.0.fc.weight", 2, 0),
        tensors.extent("ref_enc.spectral.0.fc.weight", 2, 1),
        tensors.extent("dec.cond.weight", 3, 1),
        tensors.has("sv_emb.weight") ? tensors.extent("sv_emb.weight", 2, 1) : 0,
        tensors.extent("dec.conv_pre.weight", 3, 0),
        rates,
        kernels,
        blockKernels);
  }
}

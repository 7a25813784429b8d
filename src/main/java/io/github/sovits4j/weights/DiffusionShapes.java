package io.github.sovits4j.weights;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The tensors of the second stage of v3 and v4: their list from the sizes, and the reverse. */
final class DiffusionShapes {

  /** Of training alone, or derived. */
  static final Pattern UNUSED =
      Pattern.compile(
          "linear_mel\\.(weight|bias)|enc_p\\.proj\\.(weight|bias)"
              + "|quantizer\\.vq\\.layers\\.0\\._codebook\\.(inited|cluster_size|embed_avg)"
              + "|cfm\\.estimator\\.rotary_embed\\.inv_freq");

  private static final String DIT = "cfm.estimator.";

  /** Channels of a head of the transformer where no file says. */
  private static final int USUAL_HEAD = 64;

  private final DiffusionConfig c;
  private final ShapeList out = new ShapeList();

  DiffusionShapes(DiffusionConfig config) {
    this.c = config;
  }

  Map<String, int[]> all() {
    out.conv("ssl_proj", c.sslDim(), c.sslDim(), 2);
    out.put("quantizer.vq.layers.0._codebook.embed", c.codebookSize(), c.sslDim());
    out.encoders(c);
    out.reference(c);
    out.conv("bridge.0", c.featureDim(), c.hidden(), 1);
    features();
    transformer();
    return out.shapes();
  }

  private void features() {
    int f = c.featureDim();
    int last = DiffusionConfig.WAVENET_LAYERS - 1;
    out.conv("wns1.pre", f, f, 1);
    out.normed("wns1.enc.cond_layer", 2 * f * DiffusionConfig.WAVENET_LAYERS, c.gin(), 1);
    for (int i = 0; i <= last; i++) {
      out.normed("wns1.enc.in_layers." + i, 2 * f, f, DiffusionConfig.WAVENET_KERNEL);
      out.normed("wns1.enc.res_skip_layers." + i, i < last ? 2 * f : f, f, 1);
    }
    out.conv("wns1.proj", f, f, 1);
  }

  private void transformer() {
    int d = c.ditDim();
    for (String scalar : List.of("time_embed", "d_embed")) {
      out.linear(DIT + scalar + ".time_mlp.0", d, DiffusionConfig.SCALAR_DIM);
      out.linear(DIT + scalar + ".time_mlp.2", d, d);
    }
    for (int i = 0; i < c.textLayers(); i++) {
      String block = DIT + "text_embed.text_blocks." + i + ".";
      out.conv(block + "dwconv", c.featureDim(), 1, DiffusionConfig.TEXT_KERNEL);
      out.put(block + "norm.weight", c.featureDim());
      out.put(block + "norm.bias", c.featureDim());
      out.linear(block + "pwconv1", c.textFilter(), c.featureDim());
      out.put(block + "grn.gamma", 1, 1, c.textFilter());
      out.put(block + "grn.beta", 1, 1, c.textFilter());
      out.linear(block + "pwconv2", c.featureDim(), c.textFilter());
    }
    out.linear(DIT + "input_embed.proj", d, 2 * c.melBands() + c.featureDim());
    int ofGroup = d / DiffusionConfig.POSITION_GROUPS;
    for (int i : new int[] {0, 2}) {
      String conv = DIT + "input_embed.conv_pos_embed.conv1d." + i;
      out.conv(conv, d, ofGroup, DiffusionConfig.POSITION_KERNEL);
    }
    for (int i = 0; i < c.ditLayers(); i++) {
      String block = DIT + "transformer_blocks." + i + ".";
      out.linear(block + "attn_norm.linear", 6 * d, d);
      for (String part : List.of("to_q", "to_k", "to_v", "to_out.0")) {
        out.linear(block + "attn." + part, d, d);
      }
      out.linear(block + "ff.ff.0.0", c.ditFilter(), d);
      out.linear(block + "ff.ff.2", d, c.ditFilter());
    }
    out.linear(DIT + "norm_out.linear", 2 * d, d);
    out.linear(DIT + "proj_out", c.melBands(), d);
  }

  static DiffusionConfig recognise(ModelVersion version, Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(DiffusionConfig.NETWORK, shapes);
    int hidden = tensors.extent("enc_p.ssl_proj.weight", 3, 0);
    int headDim = tensors.extent("enc_p.encoder_text.attn_layers.0.emb_rel_k", 3, 2);
    int dim = tensors.extent(DIT + "proj_out.weight", 2, 1);
    String frequencies = DIT + "rotary_embed.inv_freq";
    int ofHead = tensors.has(frequencies) ? 2 * tensors.extent(frequencies, 1, 0) : USUAL_HEAD;
    String block = DIT + "transformer_blocks.";
    String text = DIT + "text_embed.text_blocks.";
    return new DiffusionConfig(
        version,
        tensors.extent("enc_p.text_embedding.weight", 2, 0),
        tensors.extent("enc_p.ssl_proj.weight", 3, 1),
        tensors.extent("quantizer.vq.layers.0._codebook.embed", 2, 0),
        hidden,
        tensors.extent("enc_p.encoder_text.ffn_layers.0.conv_1.weight", 3, 0),
        hidden / Math.max(1, headDim),
        tensors.count("enc_p.encoder_text.attn_layers.", "."),
        tensors.extent("enc_p.mrte.c_pre.weight", 3, 0),
        tensors.extent("ref_enc.spectral.0.fc.weight", 2, 0),
        tensors.extent("ref_enc.spectral.0.fc.weight", 2, 1),
        tensors.extent("ref_enc.fc.fc.weight", 2, 0),
        tensors.extent("bridge.0.weight", 3, 0),
        tensors.extent(DIT + "proj_out.weight", 2, 0),
        dim,
        dim / Math.max(1, ofHead),
        tensors.count(block, "."),
        tensors.extent(block + "0.ff.ff.0.0.weight", 2, 0),
        tensors.count(text, "."),
        tensors.extent(text + "0.pwconv1.weight", 2, 0));
  }
}

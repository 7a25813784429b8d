package io.github.sovits4j.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tensors of the second stage: their list from the sizes, and the sizes from the list. */
final class SovitsShapes {

  private final SovitsConfig c;
  private final ShapeList out = new ShapeList();

  SovitsShapes(SovitsConfig config) {
    this.c = config;
  }

  Map<String, int[]> all() {
    quantizer();
    out.encoders(c);
    out.conv("enc_p.proj", 2 * c.inter(), c.hidden(), 1);
    flow();
    generator();
    out.reference(c);
    if (c.version().isPro()) {
      out.linear("sv_emb", c.gin(), c.speakerDim());
      out.put("prelu.weight", c.gin());
      out.linear("ge_to512", c.mrteDim(), c.gin());
    }
    return out.shapes();
  }

  private void quantizer() {
    out.conv("ssl_proj", c.sslDim(), c.sslDim(), 2);
    String book = "quantizer.vq.layers.0._codebook.";
    out.put(book + "inited", 1);
    out.put(book + "cluster_size", c.codebookSize());
    out.put(book + "embed", c.codebookSize(), c.sslDim());
    out.put(book + "embed_avg", c.codebookSize(), c.sslDim());
  }

  private void flow() {
    int h = c.hidden();
    int last = SovitsConfig.WAVENET_LAYERS - 1;
    for (int coupling = 0; coupling < SovitsConfig.COUPLINGS; coupling++) {
      String prefix = "flow.flows." + 2 * coupling + ".";
      out.conv(prefix + "pre", h, c.inter() / 2, 1);
      out.normed(prefix + "enc.cond_layer", 2 * h * SovitsConfig.WAVENET_LAYERS, c.gin(), 1);
      for (int i = 0; i <= last; i++) {
        out.normed(prefix + "enc.in_layers." + i, 2 * h, h, SovitsConfig.WAVENET_KERNEL);
        out.normed(prefix + "enc.res_skip_layers." + i, i < last ? 2 * h : h, h, 1);
      }
      out.conv(prefix + "post", c.inter() / 2, h, 1);
    }
  }

  private void generator() {
    int channels = c.upsampleInitialChannel();
    out.conv("dec.conv_pre", channels, c.inter(), 7);
    out.conv("dec.cond", channels, c.gin(), 1);
    int blocks = c.resblockKernels().size();
    for (int i = 0; i < c.upsampleRates().size(); i++) {
      int half = channels / 2;
      String up = "dec.ups." + i;
      out.put(up + ".weight_g", channels, 1, 1);
      out.put(up + ".weight_v", channels, half, c.upsampleKernels().get(i));
      out.put(up + ".bias", half);
      for (int j = 0; j < blocks; j++) {
        for (int l = 0; l < SovitsConfig.DILATIONS.size(); l++) {
          for (String group : List.of(".convs1.", ".convs2.")) {
            String name = "dec.resblocks." + (blocks * i + j) + group + l;
            out.normed(name, half, half, c.resblockKernels().get(j));
          }
        }
      }
      channels = half;
    }
    out.put("dec.conv_post.weight", 1, channels, 7);
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

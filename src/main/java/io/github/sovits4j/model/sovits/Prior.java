package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;

/** The text encoder: codes, phones and speaker to mean and deviation of every latent frame. */
final class Prior {

  /** Latent frames per semantic code: codes come at 25 Hz, frames at 50. */
  static final int FRAMES_PER_CODE = 2;

  private final Tensor codebook;
  private final Tensor sslWeight;
  private final Tensor sslBias;
  private final RelativeEncoder speechEncoder;
  private final Tensor textTable;
  private final RelativeEncoder textEncoder;
  private final Mrte mrte;
  private final RelativeEncoder jointEncoder;
  private final Tensor statsWeight;
  private final Tensor statsBias;

  Prior(Parameters parameters, SovitsConfig config, Tensor codebook) {
    this.codebook = codebook;
    sslWeight = parameters.pointwise("enc_p.ssl_proj.weight");
    sslBias = parameters.get("enc_p.ssl_proj.bias");
    speechEncoder =
        new RelativeEncoder(parameters, config, "enc_p.encoder_ssl", config.halfLayers());
    textTable = parameters.get("enc_p.text_embedding.weight");
    textEncoder = new RelativeEncoder(parameters, config, "enc_p.encoder_text", config.layers());
    mrte = new Mrte(parameters, "enc_p.mrte");
    jointEncoder = new RelativeEncoder(parameters, config, "enc_p.encoder2", config.halfLayers());
    statsWeight = parameters.pointwise("enc_p.proj.weight");
    statsBias = parameters.get("enc_p.proj.bias");
  }

  /**
   * The encoders.
   *
   * @param codes I32 {@code [codes]}
   * @param phones I32 {@code [phones]}
   * @param speaker {@code [mrte, 1]}
   * @param kept how many leading frames go through the last encoder; null: all
   * @return {@code [hidden, 2·codes]}, or {@code [hidden, kept]}
   */
  Tensor encode(Ops ops, Tensor codes, Tensor phones, Tensor speaker, Dim kept) {
    Tensor y = ops.lookup(codes, codebook, FRAMES_PER_CODE); // [ssl, 2·codes]
    ops.probe("quantized", y);
    y = ops.pointwise(y, sslWeight, sslBias); // [hidden, 2·codes]
    y = ops.probe("enc_ssl", speechEncoder.apply(ops, y));
    Tensor t = ops.lookup(phones, textTable, 1); // [hidden, phones]
    t = ops.probe("enc_text", textEncoder.apply(ops, t));
    y = ops.probe("mrte", mrte.apply(ops, y, t, speaker));
    return jointEncoder.apply(ops, kept == null ? y : ops.firstFrames(y, kept));
  }

  /** Mean and logarithm of the deviation: {@code [hidden, time]} to {@code [2·inter, time]}. */
  Tensor stats(Ops ops, Tensor y) {
    return ops.pointwise(y, statsWeight, statsBias);
  }
}

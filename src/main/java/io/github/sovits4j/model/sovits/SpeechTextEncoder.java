package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Embedding;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SecondStageConfig;

/** Codes, phones and speaker to the hidden sequence that all generations go on from. */
final class SpeechTextEncoder {

  /** Frames per semantic code: codes come at 25 Hz, frames at 50. */
  static final int FRAMES_PER_CODE = 2;

  private final Embedding codebook;
  private final Conv sslIn;
  private final RelativeEncoder speechEncoder;
  private final Embedding text;
  private final RelativeEncoder textEncoder;
  private final Mrte mrte;
  private final RelativeEncoder jointEncoder;

  /**
   * @param p what is below {@code enc_p}
   */
  SpeechTextEncoder(Parameters p, SecondStageConfig config, Tensor codebook) {
    this.codebook = new Embedding(codebook);
    sslIn = new Conv(p.at("ssl_proj"));
    speechEncoder = RelativeEncoder.load(p.at("encoder_ssl"), config, config.halfLayers());
    text = new Embedding(p.at("text_embedding"));
    textEncoder = RelativeEncoder.load(p.at("encoder_text"), config, config.layers());
    mrte = Mrte.load(p.at("mrte"));
    jointEncoder = RelativeEncoder.load(p.at("encoder2"), config, config.halfLayers());
  }

  /**
   * The forward pass.
   *
   * @param codes I32 {@code [codes]}
   * @param phones I32 {@code [phones]}
   * @param speaker {@code [mrte, 1]}
   * @param kept how many leading frames go through the last encoder; null: all
   * @return {@code [hidden, 2·codes]}, or {@code [hidden, kept]}
   */
  Tensor encode(Ops ops, Tensor codes, Tensor phones, Tensor speaker, Dim kept) {
    Tensor y = codebook.repeated(ops, codes, FRAMES_PER_CODE); // [ssl, 2·codes]
    ops.probe("quantized", y);
    y = sslIn.apply(ops, y); // [hidden, 2·codes]
    y = ops.probe("enc_ssl", speechEncoder.apply(ops, y));
    Tensor t = text.apply(ops, phones); // [hidden, phones]
    t = ops.probe("enc_text", textEncoder.apply(ops, t));
    y = ops.probe("mrte", mrte.apply(ops, y, t, speaker));
    return jointEncoder.apply(ops, kept == null ? y : ops.firstFrames(y, kept));
  }
}

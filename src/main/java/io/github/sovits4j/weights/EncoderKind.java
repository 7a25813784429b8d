package io.github.sovits4j.weights;

import java.util.Arrays;
import java.util.List;

/** The encoders that all voices share. */
public enum EncoderKind {
  /** Sound to features of what is said; for prompts. */
  HUBERT(
      "hubert",
      "speech encoder (CN-HuBERT)",
      "a reference's transcript",
      "chinese-hubert-base/pytorch_model.bin"),
  /** Chinese text to features; for Chinese and prompts in Chinese. */
  BERT(
      "bert",
      "text encoder (Chinese RoBERTa)",
      "Chinese text",
      "chinese-roberta-wwm-ext-large/pytorch_model.bin and tokenizer.json"),
  /** Sound to a speaker's embedding; for the Pro versions. */
  SPEAKER(
      "speaker",
      "speaker network (ERes2NetV2)",
      "voices of v2Pro and v2ProPlus models",
      "sv/pretrained_eres2netv2w24s4ep4.ckpt"),
  /** Chinese characters in a text to their readings. */
  POLYPHONES(
      "g2pw",
      "polyphone network (g2pW)",
      "the readings of Chinese characters that have several",
      "G2PWModel/g2pW.onnx, the lists and dictionaries beside it, in G2PWModel_1.1.zip");

  private static final String PUBLISHED = "https://huggingface.co/lj1995/GPT-SoVITS";
  private static final String PUBLISHED_POLYPHONES =
      "https://www.modelscope.cn/models/kamiorinn/g2pw";

  private final String id;
  private final String label;
  private final String needed;
  private final String published;

  EncoderKind(String id, String label, String needed, String published) {
    this.id = id;
    this.label = label;
    this.needed = needed;
    this.published = published;
  }

  /** What descriptions and files call it. */
  public String id() {
    return id;
  }

  /** What people call it. */
  public String label() {
    return label;
  }

  /** What it is needed for, as the end of "it is needed for …". */
  public String needed() {
    return needed;
  }

  /**
   * Which files upstream publishes it as, and where, as the end of "upstream publishes it as …".
   */
  public String published() {
    return published + " at " + (this == POLYPHONES ? PUBLISHED_POLYPHONES : PUBLISHED);
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(EncoderKind::id).toList();
  }
}

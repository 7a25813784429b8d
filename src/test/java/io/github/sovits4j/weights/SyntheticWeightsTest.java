package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticWeightsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s1|model.h.layers.0.self_attn.in_proj_weight|1536x512|20240601|-0.06440641, 0.12899554, 0.09899278, -0.059258543|af2194ac88f7a3932f1a86ae407becef2d751c0b2b42b09f6ae462b33f013e62
          s1|model.ar_text_position.alpha|1|20240601|0.9986067|d9d6d676130a357ea26d8ee54dc2b3b3d45cc50a7333c416361f71d9da1c763e
          s1|model.h.layers.23.norm2.weight|512|20240601|0.9819225, 1.058289, 0.975599, 0.90420014|1fe942973507237c457fca1aa408cf875dd82a4a38a77e388d0f5c570c0efdda
          s1|model.ar_audio_embedding.word_embeddings.weight|1025x512|20240601|-0.62967944, 0.22904634, 0.07254195, -0.24707925|5f864fa7ff4a479d3132c1496c4ba3f1e2681c5a76f1235b31f7a8482feb5305
          s2|enc_p.text_embedding.weight|732x192|421|-0.94214404, -0.05628574, 0.7733903, 0.5518286|bd3140f623d08cd64e098584026e82ce02b1fb22370c7cf72f5a07790c20f021
          s2|dec.ups.0.weight_g|512x1x1|421|1.862941, 1.9784293, 1.8590577, 2.0817237|20863aae1a7532d855ffc465c27450ac45bd3639d926c1ac0163d192443b848b
          s2|dec.ups.0.weight_v|512x256x16|421|-0.011453702, -0.017601648, -0.0041267728, 0.0011810039|06be75dba1d2d28396eaea9a9e862158db7bd99020c6a6dcaedc835d5290f448
          s2|quantizer.vq.layers.0._codebook.embed|1024x768|421|0.86633015, 0.20788047, 1.4679761, 0.020611703|f9fc98afaabf22ec62531065bd75f643bc81fb5decb6159bfd308aa0f83d791a
          s2|quantizer.vq.layers.0._codebook.inited|1|421|1.0|e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c
          s2|flow.flows.6.enc.in_layers.3.bias|384|421|0.018219888, 0.0010170174, 0.01662916, 0.0092329|46e9254ed429dbba1689970e2547b570cc27a7c6f3b99271825460b1fa1772df
          hubert|encoder.pos_conv_embed.conv.weight_g|1x1x128|5202|1.8454603, 1.8482335, 2.097085, 2.1250145|e5aa5620a41fd3b5da4052d96d6b268f8ea5d95291ca0559ad70597ad7b6b38d
          bert|bert.encoder.layer.5.attention.self.query.weight|1024x1024|6202|-0.004320483, 0.051603653, -0.06638049, 0.03541927|f10e9b45c69898eace40b8531b2962546d86202b7538e1e211fd2d69ead93c3a
          bigvgan|resblocks.0.activations.1.act.alpha|768|8612|0.14435148, -0.22524254, 0.22089583, 0.14280517|4df905089e592d8566e69fd17740dfb5408f02a564f9cc7ca4b30ff207810f0c
          """)
  void matchesThePublishedVectors(
      String family, String name, String shape, long seed, String first, String sha256)
      throws Exception {
    int[] extents = Stream.of(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    float[] values = SyntheticWeights.tensor(family, name, extents, seed);
    String[] expected = first.split(", ", -1);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Float.parseFloat(expected[i]), values[i], name + "[" + i + "]");
    }
    assertEquals(sha256, sha256(values), name);
  }

  @Test
  void generatesTheStatedNumbers() {
    assertEquals(0x88839ff98e0b4d31L, SyntheticTensor.fnv1a64("model.ar_text_position.alpha"));
    SyntheticTensor abc = new SyntheticTensor("abc", 42, new SyntheticRules.Spread(0, 1));
    double[] got = {abc.uniform(0), abc.uniform(1), abc.uniform(2)};
    assertArrayEquals(
        new double[] {0.11329376697540283, 0.40906256437301636, 0.2591401934623718}, got);
  }

  @Test
  void computesAnyPartAlone() {
    int[] shape = {7, 33};
    float[] all = SyntheticWeights.tensor("s1", "a.weight", shape, 5);
    SyntheticTensor tensor =
        new SyntheticTensor("a.weight", 5, SyntheticRules.load().spread("s1", "a.weight", shape));
    float[] part = new float[20];
    tensor.fill(100, part, 20);
    assertArrayEquals(Arrays.copyOfRange(all, 100, 120), part);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(
        IllegalArgumentException.class, () -> new SyntheticWeights("s9", Map.of(), 1).names());
    SyntheticWeights none = new SyntheticWeights("s2", Map.of(), 1);
    UserException e = assertThrows(UserException.class, () -> none.floats("dec.cond.bias"));
    assertEquals(true, e.getMessage().contains("dec.cond.bias"));
  }

  private static String sha256(float[] values) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}

package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sizes of v3 and v4 and of their vocoders: against what upstream's modules have. */
class DiffusionConfigTest {

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void describesTheReleasedModels(ModelVersion version) {
    DiffusionConfig config = DiffusionConfig.full(version);
    Map<String, int[]> shapes = config.tensorShapes();
    // Upstream's state dict, with what inference does not read.
    Map<String, int[]> all = new LinkedHashMap<>(shapes);
    all.put("linear_mel.weight", new int[] {100, 512, 1});
    all.put("linear_mel.bias", new int[] {100});
    all.put("enc_p.proj.weight", new int[] {384, 192, 1});
    all.put("enc_p.proj.bias", new int[] {384});
    all.put("quantizer.vq.layers.0._codebook.inited", new int[] {1});
    all.put("quantizer.vq.layers.0._codebook.cluster_size", new int[] {1024});
    all.put("quantizer.vq.layers.0._codebook.embed_avg", new int[] {1024, 768});
    all.put("cfm.estimator.rotary_embed.inv_freq", new int[] {32});
    assertEquals(384_394_985, elements(all));
    assertEquals(367, count(all, "cfm."));
    assertEquals(235, count(all, "enc_p."));
    assertEquals(55, count(all, "wns1."));
    assertEquals(8, all.keySet().stream().filter(DiffusionConfig::unused).count());
    assertEquals(config, DiffusionConfig.fromUpstream(version, all));
    assertEquals(config, DiffusionConfig.fromUpstream(version, shapes));
    assertEquals(
        version == ModelVersion.V3 ? 24_000 : 48_000,
        config.sampleRate(VocoderConfig.full(version)));
  }

  @Test
  void readsHeadsOffTheFrequencies() {
    DiffusionConfig tiny = DiffusionConfig.tiny(ModelVersion.V4);
    Map<String, int[]> shapes = tiny.tensorShapes();
    shapes.put("cfm.estimator.rotary_embed.inv_freq", new int[] {8});
    assertEquals(tiny, DiffusionConfig.fromUpstream(ModelVersion.V4, shapes));
    shapes.remove("wns1.proj.weight");
    shapes.remove("cfm.estimator.proj_out.weight");
    says(
        "'cfm.estimator.proj_out.weight'",
        () -> DiffusionConfig.fromUpstream(ModelVersion.V4, shapes));
  }

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void describesTheVocoders(ModelVersion version) {
    VocoderConfig config = VocoderConfig.full(version);
    Map<String, int[]> shapes = config.tensorShapes();
    // BigVGAN has two filters beside each of its 109 activations.
    assertEquals(version == ModelVersion.V3 ? 783 - 2 * 109 : 194, shapes.size());
    assertEquals(version == ModelVersion.V3 ? 256 : 480, config.hop());
    assertTrue(VocoderConfig.recognises(shapes.keySet()));
    assertEquals(config, VocoderConfig.fromUpstream(Map.of(), shapes));
    VocoderConfig tiny = VocoderConfig.tiny(version);
    assertEquals(tiny, VocoderConfig.fromUpstream(Map.of(), tiny.tensorShapes()));
    assertFalse(VocoderConfig.recognises(DiffusionConfig.full(version).tensorShapes().keySet()));
    assertFalse(
        VocoderConfig.recognises(SovitsConfig.full(ModelVersion.V2).tensorShapes().keySet()));
  }

  @Test
  void readsPlainAndNormedConvolutions() {
    for (ModelVersion version : List.of(ModelVersion.V3, ModelVersion.V4)) {
      VocoderConfig c = VocoderConfig.tiny(version);
      VocoderConfig other =
          new VocoderConfig(
              c.kind(),
              c.melBands(),
              c.initialChannel(),
              c.upsampleRates(),
              c.upsampleKernels(),
              c.resblockKernels(),
              !c.weightNorm());
      assertEquals(other, VocoderConfig.fromUpstream(Map.of(), other.tensorShapes()));
    }
  }

  @Test
  void takesRatesFromTheConfigurationAndRefusesAnotherNetwork() {
    Map<String, int[]> shapes = VocoderConfig.tiny(ModelVersion.V3).tensorShapes();
    VocoderConfig other =
        VocoderConfig.fromUpstream(Map.of("upsample_rates", List.of(2, 8, 2, 2)), shapes);
    assertEquals(List.of(2, 8, 2, 2), other.upsampleRates());
    says(
        "'snake' at activation",
        () -> VocoderConfig.fromUpstream(Map.of("activation", "snake"), shapes));
    says(
        "'false' at snake_logscale",
        () -> VocoderConfig.fromUpstream(Map.of("snake_logscale", false), shapes));
    says(
        "'true' at use_bias_at_final",
        () -> VocoderConfig.fromUpstream(Map.of("use_bias_at_final", true), shapes));
  }

  @Test
  void vocoderAndSecondStageBelongTogether() {
    DiffusionConfig v3 = DiffusionConfig.tiny(ModelVersion.V3);
    assertTrue(ModelDescription.fit(v3, VocoderConfig.tiny(ModelVersion.V3)));
    assertFalse(ModelDescription.fit(v3, VocoderConfig.tiny(ModelVersion.V4)));
    assertFalse(
        ModelDescription.fit(
            SovitsConfig.tiny(ModelVersion.V2), VocoderConfig.tiny(ModelVersion.V4)));
  }

  @Test
  void refusesImpossibleSizes() {
    VocoderConfig c = VocoderConfig.tiny(ModelVersion.V4);
    says(
        "cannot be halved",
        () ->
            new VocoderConfig(
                c.kind(), 100, 20, c.upsampleRates(), c.upsampleKernels(), List.of(3), false));
    says(
        "odd number",
        () ->
            new VocoderConfig(
                c.kind(), 100, 64, c.upsampleRates(), c.upsampleKernels(), List.of(4), false));
  }

  private static void says(String part, Runnable mistake) {
    String message = assertThrows(UserException.class, mistake::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static long elements(Map<String, int[]> shapes) {
    return shapes.values().stream()
        .mapToLong(
            shape -> {
              long n = 1;
              for (int extent : shape) {
                n *= extent;
              }
              return n;
            })
        .sum();
  }

  private static long count(Map<String, int[]> shapes, String prefix) {
    return shapes.keySet().stream().filter(name -> name.startsWith(prefix)).count();
  }
}

package io.github.sovits4j.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads and writes {@code model.json}. */
final class ModelJson {

  static final String FILE = "model.json";

  private static final int FORMAT = 2;

  private ModelJson() {}

  static ModelDescription read(Path path) {
    return JsonFields.read(path, "model description", root -> read(Quote.path(path), root));
  }

  private static ModelDescription read(String file, JsonFields root) {
    int format = root.integer("format");
    if (format != FORMAT) {
      throw new UserException(
          file
              + " has the format "
              + format
              + ", expected "
              + FORMAT
              + (format < FORMAT
                  ? ": an earlier sovits4j wrote it. Delete the folder and make it again from the"
                      + " checkpoints with 'sovits convert' (or with 'sovits synthesize-weights')."
                  : ". Use the version of sovits4j that wrote it, or convert the model again."));
    }
    Optional<ModelPart<Text2SemanticConfig>> t2s = Optional.empty();
    if (root.has("t2s")) {
      JsonFields part = root.child("t2s");
      t2s = Optional.of(PartJson.read(part, t2s(part.child("config"))));
    }
    Optional<ModelPart<SecondStageConfig>> sovits = Optional.empty();
    if (root.has("sovits")) {
      ModelVersion version = ModelVersion.parse(root.text("version"));
      JsonFields part = root.child("sovits");
      JsonFields config = part.child("config");
      SecondStageConfig sizes =
          version.isDiffusion() ? diffusion(version, config) : sovits(version, config);
      sovits = Optional.of(PartJson.read(part, sizes));
    }
    Optional<ModelPart<VocoderConfig>> vocoder = Optional.empty();
    if (root.has("vocoder")) {
      JsonFields part = root.child("vocoder");
      vocoder = Optional.of(PartJson.read(part, vocoder(part.child("config"))));
    }
    root.done();
    return new ModelDescription(t2s, sovits, vocoder);
  }

  private static Text2SemanticConfig t2s(JsonFields f) {
    Text2SemanticConfig config =
        new Text2SemanticConfig(
            f.integer("vocabSize"),
            f.integer("phonemeVocabSize"),
            f.integer("hiddenDim"),
            f.integer("heads"),
            f.integer("layers"),
            f.integer("eos"),
            f.integer("maxSeconds"));
    f.done();
    return config;
  }

  private static SovitsConfig sovits(ModelVersion version, JsonFields f) {
    SovitsConfig config =
        new SovitsConfig(
            version,
            f.integer("phoneSymbols"),
            f.integer("sslDim"),
            f.integer("codebookSize"),
            f.integer("hidden"),
            f.integer("inter"),
            f.integer("filter"),
            f.integer("heads"),
            f.integer("layers"),
            f.integer("mrteDim"),
            f.integer("styleDim"),
            f.integer("referenceBins"),
            f.integer("gin"),
            f.integer("speakerDim"),
            f.integer("upsampleInitialChannel"),
            f.integers("upsampleRates"),
            f.integers("upsampleKernels"),
            f.integers("resblockKernels"));
    f.done();
    return config;
  }

  private static DiffusionConfig diffusion(ModelVersion version, JsonFields f) {
    DiffusionConfig config =
        new DiffusionConfig(
            version,
            f.integer("phoneSymbols"),
            f.integer("sslDim"),
            f.integer("codebookSize"),
            f.integer("hidden"),
            f.integer("filter"),
            f.integer("heads"),
            f.integer("layers"),
            f.integer("mrteDim"),
            f.integer("styleDim"),
            f.integer("referenceBins"),
            f.integer("gin"),
            f.integer("featureDim"),
            f.integer("melBands"),
            f.integer("ditDim"),
            f.integer("ditHeads"),
            f.integer("ditLayers"),
            f.integer("ditFilter"),
            f.integer("textLayers"),
            f.integer("textFilter"));
    f.done();
    return config;
  }

  private static VocoderConfig vocoder(JsonFields f) {
    String kind = f.text("kind");
    VocoderConfig config =
        new VocoderConfig(
            Arrays.stream(VocoderConfig.Kind.values())
                .filter(k -> k.key().equals(kind))
                .findFirst()
                .orElseThrow(() -> f.wrong("kind", "bigvgan or hifigan")),
            f.integer("melBands"),
            f.integer("initialChannel"),
            f.integers("upsampleRates"),
            f.integers("upsampleKernels"),
            f.integers("resblockKernels"),
            f.truth("weightNorm"));
    f.done();
    return config;
  }

  static byte[] write(ModelDescription description) {
    JsonMapper mapper = StrictJson.mapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("format", FORMAT);
    description.version().ifPresent(version -> root.put("version", version.label()));
    description.t2s().ifPresent(part -> write(root.putObject("t2s"), part.config(), part));
    description
        .sovits()
        .ifPresent(
            part -> {
              switch (part.config()) {
                case SovitsConfig c -> write(root.putObject("sovits"), c, part);
                case DiffusionConfig c -> write(root.putObject("sovits"), c, part);
              }
            });
    description.vocoder().ifPresent(part -> write(root.putObject("vocoder"), part.config(), part));
    return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ObjectNode out, Text2SemanticConfig c, ModelPart<?> part) {
    PartJson.write(out, part);
    ObjectNode config = out.putObject("config");
    config.put("vocabSize", c.vocabSize());
    config.put("phonemeVocabSize", c.phonemeVocabSize());
    config.put("hiddenDim", c.hiddenDim());
    config.put("heads", c.heads());
    config.put("layers", c.layers());
    config.put("eos", c.eos());
    config.put("maxSeconds", c.maxSeconds());
  }

  private static void write(ObjectNode out, SovitsConfig c, ModelPart<?> part) {
    PartJson.write(out, part);
    ObjectNode config = out.putObject("config");
    config.put("phoneSymbols", c.phoneSymbols());
    config.put("sslDim", c.sslDim());
    config.put("codebookSize", c.codebookSize());
    config.put("hidden", c.hidden());
    config.put("inter", c.inter());
    config.put("filter", c.filter());
    config.put("heads", c.heads());
    config.put("layers", c.layers());
    config.put("mrteDim", c.mrteDim());
    config.put("styleDim", c.styleDim());
    config.put("referenceBins", c.referenceBins());
    config.put("gin", c.gin());
    config.put("speakerDim", c.speakerDim());
    config.put("upsampleInitialChannel", c.upsampleInitialChannel());
    list(config.putArray("upsampleRates"), c.upsampleRates());
    list(config.putArray("upsampleKernels"), c.upsampleKernels());
    list(config.putArray("resblockKernels"), c.resblockKernels());
  }

  private static void write(ObjectNode out, DiffusionConfig c, ModelPart<?> part) {
    PartJson.write(out, part);
    ObjectNode config = out.putObject("config");
    config.put("phoneSymbols", c.phoneSymbols());
    config.put("sslDim", c.sslDim());
    config.put("codebookSize", c.codebookSize());
    config.put("hidden", c.hidden());
    config.put("filter", c.filter());
    config.put("heads", c.heads());
    config.put("layers", c.layers());
    config.put("mrteDim", c.mrteDim());
    config.put("styleDim", c.styleDim());
    config.put("referenceBins", c.referenceBins());
    config.put("gin", c.gin());
    config.put("featureDim", c.featureDim());
    config.put("melBands", c.melBands());
    config.put("ditDim", c.ditDim());
    config.put("ditHeads", c.ditHeads());
    config.put("ditLayers", c.ditLayers());
    config.put("ditFilter", c.ditFilter());
    config.put("textLayers", c.textLayers());
    config.put("textFilter", c.textFilter());
  }

  private static void write(ObjectNode out, VocoderConfig c, ModelPart<?> part) {
    PartJson.write(out, part);
    ObjectNode config = out.putObject("config");
    config.put("kind", c.kind().key());
    config.put("melBands", c.melBands());
    config.put("initialChannel", c.initialChannel());
    list(config.putArray("upsampleRates"), c.upsampleRates());
    list(config.putArray("upsampleKernels"), c.upsampleKernels());
    list(config.putArray("resblockKernels"), c.resblockKernels());
    config.put("weightNorm", c.weightNorm());
  }

  private static void list(ArrayNode out, List<Integer> values) {
    values.forEach(out::add);
  }
}

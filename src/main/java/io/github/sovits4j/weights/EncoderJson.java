package io.github.sovits4j.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads and writes {@code encoders.json}. */
final class EncoderJson {

  static final String FILE = "encoders.json";

  private static final int FORMAT = 1;

  private EncoderJson() {}

  static Map<EncoderKind, ModelPart<EncoderConfig>> read(Path path) {
    return JsonFields.read(path, "description of encoders", root -> read(Quote.path(path), root));
  }

  private static Map<EncoderKind, ModelPart<EncoderConfig>> read(String file, JsonFields root) {
    int format = root.integer("format");
    if (format != FORMAT) {
      throw new UserException(
          file
              + " has the format "
              + format
              + ", expected "
              + FORMAT
              + ". Use the version of sovits4j that wrote it, or convert the encoders again.");
    }
    Map<EncoderKind, ModelPart<EncoderConfig>> parts = new EnumMap<>(EncoderKind.class);
    for (EncoderKind kind : EncoderKind.values()) {
      if (root.has(kind.id())) {
        JsonFields part = root.child(kind.id());
        EncoderConfig config = config(kind, part.child("config"));
        parts.put(kind, PartJson.read(part, config));
      }
    }
    root.done();
    return parts;
  }

  private static EncoderConfig config(EncoderKind kind, JsonFields f) {
    EncoderConfig config =
        switch (kind) {
          case HUBERT ->
              new HubertConfig(
                  f.integer("channels"),
                  f.integers("kernels"),
                  f.integers("strides"),
                  f.integer("hidden"),
                  f.integer("layers"),
                  f.integer("heads"),
                  f.integer("inner"),
                  f.integer("positionKernel"),
                  f.integer("positionGroups"));
          case BERT -> bert(f);
          case SPEAKER ->
              new SpeakerNetworkConfig(
                  f.integer("channels"), f.integers("blocks"), f.integer("bands"));
          case POLYPHONES ->
              new PolyphoneConfig(bert(f), f.integer("labels"), f.integer("characters"));
        };
    f.done();
    return config;
  }

  private static BertConfig bert(JsonFields f) {
    return new BertConfig(
        f.integer("vocabulary"),
        f.integer("hidden"),
        f.integer("layers"),
        f.integer("heads"),
        f.integer("inner"),
        f.integer("positions"));
  }

  static byte[] write(Map<EncoderKind, ModelPart<EncoderConfig>> parts) {
    JsonMapper mapper = StrictJson.mapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("format", FORMAT);
    for (Map.Entry<EncoderKind, ModelPart<EncoderConfig>> part : parts.entrySet()) {
      ObjectNode out = root.putObject(part.getKey().id());
      PartJson.write(out, part.getValue());
      write(out.putObject("config"), part.getValue().config());
    }
    return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ObjectNode out, EncoderConfig config) {
    switch (config) {
      case HubertConfig c -> {
        out.put("channels", c.channels());
        list(out.putArray("kernels"), c.kernels());
        list(out.putArray("strides"), c.strides());
        out.put("hidden", c.hidden());
        out.put("layers", c.layers());
        out.put("heads", c.heads());
        out.put("inner", c.inner());
        out.put("positionKernel", c.positionKernel());
        out.put("positionGroups", c.positionGroups());
      }
      case BertConfig c -> bert(out, c);
      case SpeakerNetworkConfig c -> {
        out.put("channels", c.channels());
        list(out.putArray("blocks"), c.blocks());
        out.put("bands", c.bands());
      }
      case PolyphoneConfig c -> {
        bert(out, c.bert());
        out.put("labels", c.labels());
        out.put("characters", c.characters());
      }
    }
  }

  private static void bert(ObjectNode out, BertConfig c) {
    out.put("vocabulary", c.vocabulary());
    out.put("hidden", c.hidden());
    out.put("layers", c.layers());
    out.put("heads", c.heads());
    out.put("inner", c.inner());
    out.put("positions", c.positions());
  }

  private static void list(ArrayNode out, List<Integer> values) {
    values.forEach(out::add);
  }
}

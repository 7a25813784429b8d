package io.github.sovits4j.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What descriptions say about a network beside its sizes. */
final class PartJson {

  private static final List<String> PRECISIONS = List.of("f32", "f16", "bf16", "mixed");

  private PartJson() {}

  /** Reads a part whose sizes were read already. */
  static <C> ModelPart<C> read(JsonFields fields, C config) {
    String precision = fields.text("precision");
    if (!PRECISIONS.contains(precision)) {
      throw fields.wrong("precision", "one of " + PRECISIONS);
    }
    JsonFields source = fields.child("source");
    WeightOrigin origin =
        source.has("synthetic")
            ? new WeightOrigin.Synthetic(source.text("synthetic"), source.whole("seed"))
            : converted(source);
    source.done();
    DataFile data = data(fields.child("weights"));
    fields.done();
    return new ModelPart<>(config, precision, origin, data);
  }

  private static WeightOrigin converted(JsonFields source) {
    WeightOrigin.FromCheckpoint file = checkpoint(source);
    if (!source.has("base")) {
      return file;
    }
    JsonFields base = source.child("base");
    WeightOrigin origin = new WeightOrigin.FromAdapter(file, checkpoint(base));
    base.done();
    return origin;
  }

  private static WeightOrigin.FromCheckpoint checkpoint(JsonFields fields) {
    return new WeightOrigin.FromCheckpoint(fields.text("file"), fields.text("sha256"));
  }

  /** Reads what names a file. */
  static DataFile data(JsonFields fields) {
    DataFile data = new DataFile(fields.text("file"), fields.whole("bytes"), fields.text("sha256"));
    fields.done();
    return data;
  }

  /** Writes all but the sizes. */
  static void write(ObjectNode out, ModelPart<?> part) {
    write(out.putObject("weights"), part.data());
    out.put("precision", part.precision());
    ObjectNode source = out.putObject("source");
    switch (part.origin()) {
      case WeightOrigin.FromCheckpoint from -> write(source, from);
      case WeightOrigin.FromAdapter from -> {
        write(source, from.adapter());
        write(source.putObject("base"), from.base());
      }
      case WeightOrigin.Synthetic made -> {
        source.put("synthetic", made.family());
        source.put("seed", made.seed());
      }
    }
  }

  private static void write(ObjectNode out, WeightOrigin.FromCheckpoint from) {
    out.put("file", from.file());
    out.put("sha256", from.sha256());
  }

  /** Writes what names a file. */
  static void write(ObjectNode out, DataFile data) {
    out.put("file", data.name());
    out.put("bytes", data.bytes());
    out.put("sha256", data.sha256());
  }
}

package io.github.sovits4j.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Voices on the disk: a folder with {@code voice.json} and the file of tensors that it names, whose
 * size and hash are checked when it is read. That file's header says once more what the description
 * says in words, so that a change there is noticed too.
 */
public final class VoiceFolder {

  private static final String JSON = "voice.json";
  private static final int FORMAT = 1;
  private static final String STEM = "voice";
  private static final FolderWriter.Kind KIND = new FolderWriter.Kind(JSON, List.of(STEM));

  private static final String SPEAKER = "speaker";
  private static final String CODES = "codes";
  private static final String PHONES = "phones";
  private static final String FEATURES = "features";
  private static final String MEL = "mel";
  private static final String MEL_FEATURES = "mel_features";

  private VoiceFolder() {}

  /** Whether a folder holds a voice's description. */
  public static boolean isVoice(Path path) {
    return Files.isRegularFile(path.resolve(JSON));
  }

  /**
   * Writes a voice; the folder holds what it held or the new voice, whole, at every moment.
   *
   * @param replace whether a voice that is there already may be replaced
   * @throws UserException when there is one already, or the folder cannot be written
   */
  public static void write(Path path, StoredVoice voice, boolean replace) {
    if (isVoice(path) && !replace) {
      throw new UserException(
          Quote.path(path)
              + " already holds a voice. Choose another folder, or replace it on purpose.");
    }
    try (FolderWriter out = FolderWriter.begin(path, KIND)) {
      out.keep(isVoice(path) ? Set.of(described(path).data.name()) : Set.of());
      List<TensorInfo> tensors = new ArrayList<>();
      List<byte[]> bytes = new ArrayList<>();
      StoredVoice.Prompt prompt = voice.prompt();
      add(tensors, bytes, SPEAKER, voice.speaker(), voice.speaker().length);
      if (prompt != null) {
        add(tensors, bytes, CODES, prompt.codes());
        add(tensors, bytes, PHONES, prompt.phones());
        if (prompt.features() != null) {
          int width = prompt.features().length / prompt.phones().length;
          add(tensors, bytes, FEATURES, prompt.features(), width, prompt.phones().length);
        }
        StoredVoice.Mel mel = prompt.mel();
        if (mel != null) {
          int n = mel.count();
          add(tensors, bytes, MEL, mel.frames(), mel.frames().length / n, n);
          add(tensors, bytes, MEL_FEATURES, mel.features(), mel.features().length / n, n);
        }
      }
      SafetensorsWriter file = out.start(STEM, tensors, words(voice));
      for (int i = 0; i < tensors.size(); i++) {
        file.write(tensors.get(i).name(), MemorySegment.ofArray(bytes.get(i)));
      }
      out.commit(
          data -> {
            DataFile named = data.get(STEM);
            return new FolderWriter.Content(json(voice, named), Set.of(named.name()));
          });
    }
  }

  private static void add(
      List<TensorInfo> tensors, List<byte[]> bytes, String name, float[] values, int... shape) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    tensors.add(new TensorInfo(name, DType.F32, shape));
    bytes.add(buffer.array());
  }

  private static void add(List<TensorInfo> tensors, List<byte[]> bytes, String name, int[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    tensors.add(new TensorInfo(name, DType.I32, new int[] {values.length}));
    bytes.add(buffer.array());
  }

  private static byte[] json(StoredVoice voice, DataFile data) {
    ObjectNode root = StrictJson.mapper().createObjectNode();
    root.put("format", FORMAT);
    root.put("version", voice.version().label());
    root.put("model", voice.model());
    if (voice.prompt() != null) {
      ObjectNode prompt = root.putObject("prompt");
      prompt.put("text", voice.prompt().text());
      prompt.put("language", voice.prompt().language());
    }
    PartJson.write(root.putObject("data"), data);
    return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> words(StoredVoice voice) {
    StoredVoice.Prompt prompt = voice.prompt();
    return words(
        voice.version(),
        voice.model(),
        prompt == null ? null : prompt.text(),
        prompt == null ? null : prompt.language());
  }

  private static Map<String, String> words(
      ModelVersion version, String model, String text, String language) {
    Map<String, String> words = new TreeMap<>();
    words.put("version", version.label());
    words.put("model", model);
    if (text != null) {
      words.put("text", text);
      words.put("language", language);
    }
    return words;
  }

  /** What {@code voice.json} says. */
  private record Described(
      ModelVersion version, String model, String text, String language, DataFile data) {

    /** Files that were written before the header repeated these say nothing, and prove nothing. */
    boolean agreesWith(Map<String, String> header) {
      return header.isEmpty() || header.equals(words(version, model, text, language));
    }
  }

  private static Described described(Path path) {
    if (!isVoice(path)) {
      throw new UserException(
          Quote.path(path)
              + (Files.isDirectory(path) ? " holds no " + JSON : " is not a folder")
              + ", so it is not a voice. Make one with 'sovits voice create'.");
    }
    return JsonFields.read(
        path.resolve(JSON), "description of a voice", root -> described(path, root));
  }

  private static Described described(Path path, JsonFields root) {
    int format = root.integer("format");
    if (format != FORMAT) {
      throw new UserException(
          Quote.path(path)
              + " has the format "
              + format
              + ", expected "
              + FORMAT
              + ". Use the version of sovits4j that wrote it, or make the voice again.");
    }
    String text = null;
    String language = null;
    if (root.has("prompt")) {
      JsonFields prompt = root.child("prompt");
      text = prompt.text("text");
      language = prompt.text("language");
      prompt.done();
    }
    Described described =
        new Described(
            ModelVersion.parse(root.text("version")),
            root.text("model"),
            text,
            language,
            PartJson.data(root.child("data")));
    root.done();
    return described;
  }

  /**
   * The hash of a voice's tensors, as its description gives it: equal for equal voices.
   *
   * @throws UserException when there is no voice
   */
  public static String sha256(Path path) {
    return described(path).data.sha256();
  }

  /**
   * Reads a voice and checks all of it: size and hash of its file, that file and description agree,
   * the tensors and their shapes, and that all numbers are finite.
   *
   * @throws UserException when anything is missing or wrong
   */
  public static StoredVoice read(Path path) {
    Described described = described(path);
    try (Safetensors file = ModelFolder.openFile(path, JSON, described.data)) {
      ModelFolder.checkHash(file, JSON, described.data);
      if (!described.agreesWith(file.metadata())) {
        throw unsound(
            path,
            JSON
                + " says another model or other words than "
                + described.data.name()
                + ", so it was changed or damaged after it was written");
      }
      float[] speaker = floats(file, SPEAKER, 1);
      StoredVoice.Prompt prompt = null;
      if (described.text != null) {
        int[] phones = file.ints(PHONES);
        float[] features = file.contains(FEATURES) ? floats(file, FEATURES, 2) : null;
        prompt =
            new StoredVoice.Prompt(
                described.text,
                described.language,
                file.ints(CODES),
                phones,
                features,
                mel(path, file));
        if (prompt.codes().length == 0
            || phones.length == 0
            || (features != null
                && features.length != Text2SemanticConfig.BERT_DIM * phones.length)) {
          throw unsound(path, "its tensors do not fit each other");
        }
      }
      return new StoredVoice(described.version, described.model, speaker, prompt);
    }
  }

  private static StoredVoice.Mel mel(Path path, Safetensors file) {
    if (!file.contains(MEL) && !file.contains(MEL_FEATURES)) {
      return null;
    }
    float[] frames = floats(file, MEL, 2);
    float[] features = floats(file, MEL_FEATURES, 2);
    int count = file.shape(MEL)[1];
    if (count < 1 || file.shape(MEL_FEATURES)[1] != count) {
      throw unsound(path, "its tensors do not fit each other");
    }
    return new StoredVoice.Mel(frames, features, count);
  }

  /**
   * As {@link #read}, of a voice that a model is to speak with.
   *
   * @param version of the model
   * @param model hash of its second stage
   * @throws UserException also when another model made it
   */
  public static StoredVoice readFor(Path path, ModelVersion version, String model) {
    StoredVoice stored = read(path);
    if (!stored.model().equals(model) || stored.version() != version) {
      throw new UserException(
          Quote.path(path)
              + " is a voice of another model: a "
              + stored.version()
              + " model whose second stage has the SHA-256 "
              + stored.model()
              + ", this is a "
              + version
              + " model with "
              + model
              + ". Make the voice again with this model.");
    }
    return stored;
  }

  private static float[] floats(Safetensors file, String name, int rank) {
    float[] values = file.floats(name);
    if (file.shape(name).length != rank) {
      throw unsound(file.path(), "tensor " + Quote.of(name) + " has another shape than expected");
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw unsound(file.path(), "tensor " + Quote.of(name) + " holds NaN or infinity");
      }
    }
    return values;
  }

  private static UserException unsound(Path path, String what) {
    return new UserException(
        Quote.path(path) + " is not a sound voice: " + what + ". Make the voice again.");
  }
}

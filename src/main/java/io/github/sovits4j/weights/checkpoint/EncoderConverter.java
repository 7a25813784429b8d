package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderFolderWriter;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.ModelFolderWriter.Addition;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.WeightOrigin;
import io.github.sovits4j.weights.onnx.OnnxFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Converts encoders to a folder that all voices share. Tensors are copied bit for bit from file to
 * file; only names that differ between libraries are made the usual ones, and matrices that ONNX
 * stores the other way round are turned.
 */
public final class EncoderConverter {

  private final Path folder;
  private final boolean replace;
  private final Consumer<String> warnings;

  /**
   * @param folder where the encoders will lie; those that are there already are kept
   * @param replace whether an encoder that is there already may be replaced
   * @param warnings takes sentences that the user should see
   */
  public EncoderConverter(Path folder, boolean replace, Consumer<String> warnings) {
    this.folder = folder;
    this.replace = replace;
    this.warnings = warnings;
  }

  /**
   * Whether a file holds an encoder; of what is unsound, whether converting it as one says best
   * what is wrong. What is ONNX can be nothing else, and a safetensors file is no voice.
   */
  public static boolean isEncoder(Path file) {
    if (OnnxFile.is(file)) {
      return true;
    }
    try (TensorFile open = TensorFile.open(file)) {
      return Network.of(open.weights().names()).isEncoder();
    } catch (UserException e) {
      return Files.isRegularFile(file) && TensorFile.isSafetensors(file);
    }
  }

  /**
   * Converts encoders, each another one.
   *
   * @return a sentence about each file
   * @throws UserException when a file is not a sound and complete encoder, when two are the same
   *     one, or when the folder cannot be written; nothing is changed in it then
   */
  public List<String> convert(List<Path> files) {
    List<RecognisedEncoder> encoders = new ArrayList<>();
    try {
      for (Path file : files) {
        TensorFile open = TensorFile.open(file);
        try {
          encoders.add(
              RecognisedEncoder.of(open)
                  .orElseThrow(
                      () -> new UserException(Quote.path(file) + " is no encoder of GPT-SoVITS.")));
        } catch (RuntimeException | Error e) {
          open.close();
          throw e;
        }
      }
      write(encoders);
      return encoders.stream().map(EncoderConverter::describe).toList();
    } finally {
      encoders.forEach(encoder -> encoder.file().close());
    }
  }

  private void write(List<RecognisedEncoder> encoders) {
    List<String> tokens = tokens(encoders);
    try (EncoderFolderWriter out = EncoderFolderWriter.begin(folder, replace)) {
      List<SafetensorsWriter> writers = new ArrayList<>();
      for (RecognisedEncoder encoder : encoders) {
        WeightOrigin origin =
            new WeightOrigin.FromCheckpoint(
                encoder.file().path().getFileName().toString(), encoder.file().sha256());
        Addition<EncoderConfig> addition =
            new Addition<>(encoder.config(), origin, encoder.tensors());
        writers.add(out.add(addition, encoder.texts(tokens)));
      }
      for (int i = 0; i < encoders.size(); i++) {
        RecognisedEncoder encoder = encoders.get(i);
        String file = Quote.path(encoder.file().path());
        encoder.file().notes().forEach(note -> warnings.accept(file + ": " + note));
        for (Map.Entry<String, String> tensor : encoder.stored().entrySet()) {
          writers.get(i).write(tensor.getKey(), encoder.file().weights().bytes(tensor.getValue()));
        }
      }
      out.commit();
    }
  }

  /**
   * The tokens of the text encoder among these, or of the one that is there, where g2pW may want
   * them; may be empty.
   */
  private List<String> tokens(List<RecognisedEncoder> encoders) {
    if (encoders.stream().noneMatch(e -> e.config().kind() == EncoderKind.POLYPHONES)) {
      return List.of();
    }
    for (RecognisedEncoder encoder : encoders) {
      if (encoder.config().kind() == EncoderKind.BERT) {
        return encoder.vocabulary();
      }
    }
    return EncoderFolder.isEncoders(folder) ? EncoderFolder.of(folder).vocabulary() : List.of();
  }

  private static String describe(RecognisedEncoder encoder) {
    return Quote.path(encoder.file().path())
        + ": "
        + encoder.config().kind().label()
        + ", "
        + encoder.stored().size()
        + " tensors"
        + (encoder.left() > 0 ? ", " + encoder.left() + " that nobody uses left out" : "");
  }
}

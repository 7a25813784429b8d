package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.ModelFolderWriter;
import io.github.sovits4j.weights.ModelFolderWriter.Addition;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.WeightOrigin;
import io.github.sovits4j.weights.WeightValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Converts checkpoints to a model folder. Tensors are copied bit for bit from file to file, under
 * their own names; the heap needed does not grow with them.
 */
public final class CheckpointConverter {

  private final Path folder;
  private final boolean replace;
  private final boolean dropUnknown;
  private final Consumer<String> warnings;

  /**
   * @param folder where the model will lie; parts that are there already are kept
   * @param replace whether a part that is there already may be replaced
   * @param dropUnknown whether tensors that the networks do not know may be left out
   * @param warnings takes sentences that the user should see
   */
  public CheckpointConverter(
      Path folder, boolean replace, boolean dropUnknown, Consumer<String> warnings) {
    this.folder = folder;
    this.replace = replace;
    this.dropUnknown = dropUnknown;
    this.warnings = warnings;
  }

  /**
   * Converts an S1 checkpoint, an S2 checkpoint or one of each, in any order.
   *
   * @return a sentence about each file
   * @throws UserException when a file is not a sound, supported and complete model, when both are
   *     of one kind or do not fit together, or when the folder cannot be written; nothing is left
   *     in it then
   */
  public List<String> convert(List<Path> files) {
    List<RecognisedModel> models = new ArrayList<>();
    try {
      for (Path file : files) {
        Checkpoint checkpoint = Checkpoint.open(file);
        try {
          RecognisedModel model = RecognisedModel.of(checkpoint, dropUnknown);
          checkValues(model);
          models.add(model);
        } catch (RuntimeException | Error e) {
          checkpoint.close();
          throw e;
        }
      }
      write(
          only(models.stream().filter(m -> m.t2s().isPresent()).toList()),
          only(models.stream().filter(m -> m.sovits().isPresent()).toList()));
      return models.stream().map(CheckpointConverter::describe).toList();
    } finally {
      models.forEach(model -> model.checkpoint().close());
    }
  }

  private void write(Optional<RecognisedModel> t2s, Optional<RecognisedModel> sovits) {
    try (ModelFolderWriter out = ModelFolderWriter.begin(folder, replace)) {
      List<SafetensorsWriter> files =
          out.add(
              t2s.map(m -> addition(m, m.t2s().orElseThrow())),
              sovits.map(m -> addition(m, m.sovits().orElseThrow())),
              Optional.empty());
      List<RecognisedModel> models = new ArrayList<>();
      t2s.ifPresent(models::add);
      sovits.ifPresent(models::add);
      for (int i = 0; i < models.size(); i++) {
        copy(models.get(i), files.get(i));
      }
      out.commit();
    }
  }

  private void checkValues(RecognisedModel model) {
    String file = Quote.path(model.checkpoint().path());
    List<String> names = model.tensors().stream().map(TensorInfo::name).toList();
    WeightValues.check(file, model.checkpoint().weights(), names);
    List<String> loud = WeightValues.loud(model.checkpoint().weights(), names);
    if (!loud.isEmpty()) {
      warnings.accept(
          "WARNING: "
              + file
              + ": the numbers of "
              + loud.size()
              + " tensors, for example "
              + Quote.of(loud.getFirst())
              + ", are thousands of times larger than training makes them. The model will hardly"
              + " speak; take another checkpoint.");
    }
  }

  private void copy(RecognisedModel model, SafetensorsWriter out) {
    String file = Quote.path(model.checkpoint().path());
    for (String note : model.checkpoint().notes()) {
      warnings.accept(file + ": " + note);
    }
    if (!model.dropped().isEmpty()) {
      warnings.accept(
          file
              + ": left out "
              + model.dropped().size()
              + " tensors that the network does not know");
    }
    for (TensorInfo tensor : model.tensors()) {
      out.write(tensor.name(), model.checkpoint().weights().bytes(tensor.name()));
    }
  }

  private static <C> Addition<C> addition(RecognisedModel model, C config) {
    WeightOrigin origin =
        new WeightOrigin.FromCheckpoint(
            model.checkpoint().path().getFileName().toString(), model.checkpoint().sha256());
    return new Addition<>(config, origin, model.tensors());
  }

  private static Optional<RecognisedModel> only(List<RecognisedModel> models) {
    if (models.size() > 1) {
      throw new UserException(
          Quote.path(models.get(0).checkpoint().path())
              + " and "
              + Quote.path(models.get(1).checkpoint().path())
              + " are both of the same stage. Name one S1 file (.ckpt) and one S2 file (.pth).");
    }
    return models.stream().findFirst();
  }

  private static String describe(RecognisedModel model) {
    String kind =
        model
            .sovits()
            .map(config -> "second stage (S2) of version " + config.version())
            .orElse("first stage (S1)");
    return Quote.path(model.checkpoint().path())
        + ": "
        + kind
        + ", "
        + model.tensors().size()
        + " tensors";
  }
}

package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.ModelFolderWriter;
import io.github.sovits4j.weights.ModelFolderWriter.Addition;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.WeightValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Converts checkpoints to a model folder. Tensors are copied bit for bit from file to file, under
 * their own names; the heap needed does not grow with them.
 */
public final class CheckpointConverter {

  private final Path folder;
  private final boolean replace;
  private final Consumer<String> warnings;
  private final RecognisedModel.Wishes wishes;

  /**
   * @param folder where the model will lie; parts that are there already are kept
   * @param replace whether a part that is there already may be replaced
   * @param dropUnknown whether tensors that the networks do not know may be left out
   * @param warnings takes sentences that the user should see
   */
  public CheckpointConverter(
      Path folder, boolean replace, boolean dropUnknown, Consumer<String> warnings) {
    this(
        folder,
        replace,
        warnings,
        new RecognisedModel.Wishes(dropUnknown, Optional.empty(), Optional.empty()));
  }

  private CheckpointConverter(
      Path folder, boolean replace, Consumer<String> warnings, RecognisedModel.Wishes wishes) {
    this.folder = folder;
    this.replace = replace;
    this.warnings = warnings;
    this.wishes = wishes;
  }

  /**
   * The same that takes a second stage for one of this version, v3 or v4; null: it is found out.
   */
  public CheckpointConverter ofVersion(ModelVersion version) {
    return new CheckpointConverter(
        folder,
        replace,
        warnings,
        new RecognisedModel.Wishes(
            wishes.dropUnknown(), Optional.ofNullable(version), wishes.base()));
  }

  /** The same for a LoRA that was trained on this model; null: there is none. */
  public CheckpointConverter onBase(Path base) {
    return new CheckpointConverter(
        folder,
        replace,
        warnings,
        new RecognisedModel.Wishes(
            wishes.dropUnknown(), wishes.version(), Optional.ofNullable(base)));
  }

  /**
   * Converts an S1 checkpoint, an S2 checkpoint and a vocoder, or some of them, in any order.
   *
   * @return a sentence about each file
   * @throws UserException when a file is not a sound, supported and complete model, when two are of
   *     one kind or do not fit together, or when the folder cannot be written; nothing is left in
   *     it then
   */
  public List<String> convert(List<Path> files) {
    List<RecognisedModel> models = new ArrayList<>();
    try {
      for (Path file : files) {
        RecognisedModel model = RecognisedModel.open(file, wishes);
        models.add(model);
        checkValues(model);
      }
      requireUsed(models);
      write(
          only(models.stream().filter(m -> m.t2s().isPresent()).toList()),
          only(models.stream().filter(m -> m.sovits().isPresent()).toList()),
          only(models.stream().filter(m -> m.vocoder().isPresent()).toList()));
      return models.stream().map(CheckpointConverter::describe).toList();
    } finally {
      models.forEach(RecognisedModel::close);
    }
  }

  /** What the user says of a file must be about one of these. */
  private void requireUsed(List<RecognisedModel> models) {
    if (wishes.base().isPresent() && models.stream().noneMatch(m -> m.files().size() > 1)) {
      throw new UserException(
          Quote.path(wishes.base().get())
              + " was named as a base, but none of the files is a LoRA. Leave the base out, or"
              + " convert it itself.");
    }
    if (wishes.version().isPresent() && models.stream().noneMatch(m -> m.sovits().isPresent())) {
      throw new UserException(
          "version "
              + wishes.version().get()
              + " was said, but none of the files is a second stage (S2), which has one. Leave the"
              + " version out.");
    }
  }

  private void write(
      Optional<RecognisedModel> t2s,
      Optional<RecognisedModel> sovits,
      Optional<RecognisedModel> vocoder) {
    try (ModelFolderWriter out = ModelFolderWriter.begin(folder, replace)) {
      List<SafetensorsWriter> files =
          out.add(
              t2s.map(m -> addition(m, m.t2s().orElseThrow())),
              sovits.map(m -> addition(m, m.sovits().orElseThrow())),
              vocoder.map(m -> addition(m, m.vocoder().orElseThrow())));
      List<RecognisedModel> models =
          Stream.of(t2s, sovits, vocoder).flatMap(Optional::stream).toList();
      for (int i = 0; i < models.size(); i++) {
        copy(models.get(i), files.get(i));
      }
      out.commit();
    }
  }

  private void checkValues(RecognisedModel model) {
    String file = Quote.path(model.path());
    List<String> names = model.tensors().stream().map(TensorInfo::name).toList();
    WeightValues.check(file, model.weights(), names);
    List<String> loud = WeightValues.loud(model.weights(), names);
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
    for (TensorFile file : model.files()) {
      file.notes().forEach(note -> warnings.accept(Quote.path(file.path()) + ": " + note));
    }
    String file = Quote.path(model.path());
    model.remarks().forEach(remark -> warnings.accept(file + ": " + remark));
    if (!model.dropped().isEmpty()) {
      warnings.accept(
          file
              + ": left out "
              + model.dropped().size()
              + " tensors that the network does not know");
    }
    for (TensorInfo tensor : model.tensors()) {
      out.write(tensor.name(), model.weights().bytes(tensor.name()));
    }
  }

  private static <C> Addition<C> addition(RecognisedModel model, C config) {
    return new Addition<>(config, model.origin(), model.tensors());
  }

  private static Optional<RecognisedModel> only(List<RecognisedModel> models) {
    if (models.size() > 1) {
      throw new UserException(
          Quote.path(models.get(0).path())
              + " and "
              + Quote.path(models.get(1).path())
              + " are both of the same stage. Name one S1 file (.ckpt), one S2 file (.pth) and for v3"
              + " and v4 one vocoder.");
    }
    return models.stream().findFirst();
  }

  private static String describe(RecognisedModel model) {
    return Quote.path(model.path())
        + ": "
        + model.kind()
        + ", "
        + model.tensors().size()
        + " tensors";
  }
}

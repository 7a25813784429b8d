package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SecondStageConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.VocoderConfig;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a folder as GPT-SoVITS has it ({@code pretrained_models}, {@code GPT_weights…}, {@code
 * SoVITS_weights…}) can be converted to: which files are encoders, and which make a voice. What a
 * file is, is told by its tensors; its name only says which files belong together. Links are
 * followed, as weights often lie on another disk.
 *
 * @param encoders files of encoders
 * @param voices files that go together
 * @param remarks a sentence about every file that is not used, where a folder has many such about
 *     the first and how many they are, and about what is missing
 */
public record FolderPlan(
    Map<EncoderKind, Path> encoders, List<Voice> voices, List<String> remarks) {

  /**
   * Files that make a model.
   *
   * @param name of the model's folder
   * @param t2s first stage
   * @param sovits second stage
   * @param base what the second stage changes, where it is a LoRA
   * @param vocoder of v3 or v4, where it is there
   */
  public record Voice(
      String name, Path t2s, Path sovits, Optional<Path> base, Optional<Path> vocoder) {

    /** All but the base. */
    public List<Path> files() {
      return Stream.of(Optional.of(t2s), Optional.of(sovits), vocoder)
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private static final int DEEPEST = 8;
  private static final int MOST_FILES = 20_000;

  /** Of so many files of one folder that hold nothing it is said why: training leaves thousands. */
  private static final int MOST_NAMED = 8;

  private static final Pattern WEIGHTS =
      Pattern.compile(".+\\.(ckpt|pth|pt|bin|safetensors|onnx)", Pattern.CASE_INSENSITIVE);

  /** What trainers append: {@code name-e15}, {@code name_e8_s96}, {@code name_e2_s48_l32}. */
  private static final Pattern EPOCH = Pattern.compile("(.+?)[-_]e(\\d+)(_s\\d+)?(_l\\d+)?");

  /** The first stage that later base models come with; told from that of v2 by its name alone. */
  private static final String LATER_BASE = "s1v3";

  /**
   * A stage of a voice.
   *
   * @param voice the name without what trainers append; empty for a base model
   * @param config its sizes
   */
  private record StageFile<C>(Path path, String voice, int epoch, C config) {
    boolean base() {
      return voice.isEmpty();
    }
  }

  /**
   * Looks through a folder; nothing is written.
   *
   * @throws UserException when it cannot be read
   */
  public static FolderPlan of(Path folder) {
    return new Search().plan(folder);
  }

  private static final class Search {
    private final Map<EncoderKind, Path> encoders = new EnumMap<>(EncoderKind.class);
    private final List<StageFile<Text2SemanticConfig>> first = new ArrayList<>();
    private final List<StageFile<SecondStageConfig>> second = new ArrayList<>();
    private final List<Path> adapters = new ArrayList<>();
    private final Map<Path, Path> bases = new HashMap<>(); // of adapters
    private final Map<VocoderConfig.Kind, Path> vocoders = new EnumMap<>(VocoderConfig.Kind.class);
    private final Map<Path, Integer> strangers = new LinkedHashMap<>(); // how many in each folder
    private final List<String> remarks = new ArrayList<>();

    FolderPlan plan(Path folder) {
      find(folder).forEach(this::look);
      strangers.forEach(
          (parent, count) -> {
            if (count > MOST_NAMED) {
              remarks.add(
                  Quote.path(parent)
                      + ": "
                      + (count - MOST_NAMED)
                      + " more files are not used, for reasons like these");
            }
          });
      adapters.forEach(this::adapt);
      List<Voice> voices = voices();
      for (EncoderKind kind : EncoderKind.values()) {
        if (!encoders.containsKey(kind)) {
          remarks.add(
              "missing: the "
                  + kind.label()
                  + ", needed for "
                  + kind.needed()
                  + "; upstream publishes it as "
                  + kind.published());
        }
      }
      return new FolderPlan(encoders, voices, List.copyOf(remarks));
    }

    /** The same folder and the same file are met once, whatever links lead there. */
    private List<Path> find(Path folder) {
      List<Path> found = new ArrayList<>();
      Set<Object> folders = new HashSet<>();
      Set<Object> files = new HashSet<>(); // by their names too, which say what goes together
      try {
        Files.walkFileTree(
            folder,
            Set.of(FileVisitOption.FOLLOW_LINKS),
            DEEPEST,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                  throws IOException {
                return folders.add(identity(path, attributes))
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
              }

              @Override
              public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                  throws IOException {
                String name = path.getFileName().toString();
                if (!WEIGHTS.matcher(name).matches()) {
                  return FileVisitResult.CONTINUE;
                }
                if (attributes.isSymbolicLink()) { // all that lead somewhere are followed
                  remarks.add(
                      "not used: "
                          + Quote.path(path)
                          + " is a link to "
                          + Quote.path(Files.readSymbolicLink(path))
                          + ", which is not there");
                } else if (attributes.isRegularFile()
                    && files.add(List.of(name, identity(path, attributes)))) {
                  if (found.size() == MOST_FILES) {
                    remarks.add(
                        Quote.path(folder)
                            + " holds more than "
                            + MOST_FILES
                            + " files that could be weights; no more than these were looked at."
                            + " Name the folders one by one.");
                    return FileVisitResult.TERMINATE;
                  }
                  found.add(path);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (path.equals(folder)) {
                  throw e;
                }
                if (!(e
                    instanceof FileSystemLoopException)) { // what a loop leads to is seen anyway
                  remarks.add("not used: " + unreadable(path, e));
                }
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new UserException(unreadable(folder, e), e);
      }
      Collections.sort(found);
      return found;
    }

    /** What is the same for all paths to a file or folder. */
    private static Object identity(Path path, BasicFileAttributes attributes) throws IOException {
      return attributes.fileKey() != null ? attributes.fileKey() : path.toRealPath();
    }

    private static String unreadable(Path path, IOException e) {
      return Quote.path(path) + " cannot be read: " + Quote.plain(String.valueOf(e.getMessage()));
    }

    private void look(Path path) {
      try (TensorFile file = TensorFile.open(path)) {
        switch (Network.of(file.weights().names())) {
          case T2S -> first.add(stage(path, recognised(file).t2s().orElseThrow()));
          case SOVITS -> {
            if (RecognisedModel.isAdapter(file)) {
              adapters.add(path); // its base may come yet
            } else {
              second.add(stage(path, recognised(file).sovits().orElseThrow()));
            }
          }
          case VOCODER -> vocoder(path, recognised(file).vocoder().orElseThrow());
          case HUBERT, BERT, SPEAKER, POLYPHONES -> encoder(path, file);
          case UNKNOWN -> pass(path, Quote.path(path) + " holds no network that speaks.");
        }
      } catch (UserException e) {
        String message = String.valueOf(e.getMessage());
        String name = Quote.path(path);
        pass(path, message.startsWith(name) ? message : name + ": " + message);
      }
    }

    private void pass(Path path, String reason) {
      if (strangers.merge(path.getParent(), 1, Integer::sum) <= MOST_NAMED) {
        remarks.add("not used: " + reason);
      }
    }

    private void encoder(Path path, TensorFile file) {
      EncoderConfig config = RecognisedEncoder.of(file).orElseThrow().config();
      Path other = encoders.putIfAbsent(config.kind(), path);
      if (other != null) {
        remarks.add(
            Quote.path(path)
                + ": not used, "
                + Quote.path(other)
                + " is the "
                + config.kind().label()
                + " already");
      }
    }

    private static RecognisedModel recognised(TensorFile file) {
      return RecognisedModel.of(file, wishes(Optional.empty()));
    }

    private static RecognisedModel.Wishes wishes(Optional<Path> base) {
      return new RecognisedModel.Wishes(true, Optional.empty(), base);
    }

    private void vocoder(Path path, VocoderConfig config) {
      Path other = vocoders.putIfAbsent(config.kind(), path);
      if (other != null) {
        remarks.add(
            Quote.path(path)
                + ": not used, "
                + Quote.path(other)
                + " is the "
                + config.kind().label()
                + " already");
      }
    }

    /** An adapter with its base is a second stage; the base is the base model of its version. */
    private void adapt(Path path) {
      try (TensorFile file = TensorFile.open(path)) {
        ModelVersion version = DiffusionVersion.of(file, Optional.empty()).version();
        Optional<Path> base =
            second.stream()
                .filter(s2 -> s2.base() && s2.config.version() == version)
                .map(StageFile::path)
                .findFirst();
        if (base.isEmpty()) {
          remarks.add(
              Quote.path(path)
                  + ": not used, it is a LoRA, and the model of version "
                  + version
                  + " that it was trained on is not there");
          return;
        }
        try (RecognisedModel model = RecognisedModel.open(path, wishes(base))) {
          second.add(stage(path, model.sovits().orElseThrow()));
          bases.put(path, base.get());
        }
      } catch (UserException e) {
        remarks.add(String.valueOf(e.getMessage()));
      }
    }

    private static <C> StageFile<C> stage(Path path, C config) {
      String stem = path.getFileName().toString().replaceFirst("\\.[^.]+$", "");
      Matcher trained = EPOCH.matcher(stem);
      return trained.matches()
          ? new StageFile<>(path, trained.group(1), epoch(trained.group(2)), config)
          : new StageFile<>(path, "", 0, config);
    }

    private static int epoch(String digits) {
      return digits.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private List<Voice> voices() {
      Map<String, StageFile<SecondStageConfig>> newest =
          new LinkedHashMap<>(); // by voice and version
      second.stream()
          .sorted(Comparator.comparingInt(StageFile::epoch))
          .forEach(s2 -> newest.put(s2.voice + '/' + s2.config.version(), s2));
      List<Voice> voices = new ArrayList<>();
      for (StageFile<SecondStageConfig> s2 : newest.values()) {
        Optional<StageFile<Text2SemanticConfig>> s1 = partner(s2);
        String name =
            name(s2, newest.values().stream().filter(s -> s.voice.equals(s2.voice)).count());
        if (s1.isEmpty()) {
          remarks.add(
              Quote.path(s2.path)
                  + ": not used, there is no first stage (.ckpt) of "
                  + (s2.config.version() == ModelVersion.V1 ? "v1" : "v2 or later")
                  + " that goes with it");
          continue;
        }
        if (!s2.base() && s1.get().base()) {
          remarks.add(
              Quote.path(s2.path)
                  + ": there is no first stage of this voice; the base model's is used, "
                  + Quote.path(s1.get().path));
        }
        voices.add(
            new Voice(
                name,
                s1.get().path,
                s2.path,
                Optional.ofNullable(bases.get(s2.path)),
                vocoder(s2)));
      }
      remarkOnUnused(first, voices);
      remarkOnUnused(second, voices);
      return voices;
    }

    private <C> void remarkOnUnused(List<StageFile<C>> stages, List<Voice> voices) {
      for (StageFile<C> file : stages) {
        if (voices.stream().noneMatch(v -> v.t2s.equals(file.path) || v.sovits.equals(file.path))
            && remarks.stream().noneMatch(r -> r.startsWith(Quote.path(file.path) + ':'))) {
          Optional<Path> twin = used(file.path, voices);
          boolean later =
              stages.stream()
                  .anyMatch(other -> other.voice.equals(file.voice) && other.epoch > file.epoch);
          remarks.add(
              Quote.path(file.path)
                  + (twin.isPresent()
                      ? ": used under the file's other name, " + Quote.path(twin.get())
                      : ": not used, "
                          + (later ? "a later epoch is there" : "nothing goes with it")));
        }
      }
    }

    /** The same file under another name, where a voice uses it. */
    private static Optional<Path> used(Path file, List<Voice> voices) {
      return voices.stream()
          .flatMap(voice -> Stream.of(voice.t2s, voice.sovits))
          .filter(path -> same(path, file))
          .findFirst();
    }

    private static boolean same(Path path, Path other) {
      try {
        return Files.isSameFile(path, other);
      } catch (IOException e) {
        return false; // one of them went away just now
      }
    }

    private Optional<Path> vocoder(StageFile<SecondStageConfig> s2) {
      ModelVersion version = s2.config.version();
      if (!version.isDiffusion()) {
        return Optional.empty();
      }
      Optional<Path> vocoder = Optional.ofNullable(vocoders.get(VocoderConfig.Kind.of(version)));
      if (vocoder.isEmpty()) {
        remarks.add(
            "missing: the vocoder that "
                + s2.path.getFileName()
                + " speaks with; upstream publishes it as "
                + VocoderConfig.Kind.of(version).published());
      }
      return vocoder;
    }

    /** The newest first stage of the same voice, or else a base model's. */
    private Optional<StageFile<Text2SemanticConfig>> partner(StageFile<SecondStageConfig> s2) {
      List<StageFile<Text2SemanticConfig>> fitting =
          first.stream().filter(s1 -> ModelDescription.fit(s1.config, s2.config)).toList();
      Optional<StageFile<Text2SemanticConfig>> own =
          fitting.stream()
              .filter(s1 -> !s1.base() && s1.voice.equals(s2.voice))
              .max(Comparator.comparingInt(StageFile::epoch));
      boolean later = s2.config.version().isPro() || s2.config.version().isDiffusion();
      return own.or(
          () ->
              fitting.stream()
                  .filter(StageFile::base)
                  .max(
                      Comparator.comparing(
                          s1 -> s1.path.getFileName().toString().startsWith(LATER_BASE) == later)));
    }

    /** Letters, digits and a few signs: names of files come from strangers. */
    private static String name(StageFile<SecondStageConfig> s2, long versions) {
      String plain = s2.voice.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^[._-]+", "");
      String voice = plain.isEmpty() ? "base" : plain;
      return s2.base() || versions > 1
          ? voice + '-' + s2.config.version().label().toLowerCase(Locale.ROOT)
          : voice;
    }
  }
}

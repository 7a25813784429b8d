package io.github.sovits4j.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.LanguageSegmenter;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.TextCutter;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.text.cantonese.CantoneseReader;
import io.github.sovits4j.text.chinese.ChineseReader;
import io.github.sovits4j.text.english.EnglishReader;
import io.github.sovits4j.text.japanese.JapaneseReader;
import io.github.sovits4j.text.japanese.mecab.DictionaryFolder;
import io.github.sovits4j.text.korean.KoreanReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the text front end with recorded results of the original: {@code split.json} for
 * cutting, {@code en.json}, {@code zh_*.json}, {@code mixed.json}, {@code yue.json} and {@code
 * ja.json} for reading, as far as a folder has them.
 */
public final class TextGolden {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TextGolden() {}

  /**
   * What became of one recorded case.
   *
   * @param name file, number and text of the case
   * @param difference the first difference, empty where the case passes
   */
  public record Result(String name, Optional<String> difference) {
    /** Whether all is as recorded. */
    public boolean passed() {
      return difference.isEmpty();
    }
  }

  /**
   * How many cases there were.
   *
   * @param passed those that are as recorded
   * @param failed the others
   */
  public record Counts(int passed, int failed) {}

  /**
   * Runs all cases of a folder and prints a line for each.
   *
   * @param folder holds at least one of these files
   * @param out where to print
   * @throws UserException when the folder holds none or one cannot be read
   */
  public static Counts run(Path folder, PrintStream out) {
    Map<String, Function<Path, List<Result>>> files = new LinkedHashMap<>();
    files.put("split.json", TextGolden::split);
    files.put("en.json", TextGolden::english);
    files.put("zh_given_readings.json", TextGolden::chinese);
    files.put("zh_pypinyin.json", TextGolden::chinese);
    files.put("mixed.json", TextGolden::mixed);
    files.put("yue.json", TextGolden::cantonese);
    files.put("ko.json", TextGolden::korean);
    if (DictionaryFolder.find().isPresent() || !Files.exists(folder.resolve("ja.json"))) {
      files.put("ja.json", TextGolden::japanese);
    } else {
      out.println("skip ja.json: no Japanese dictionary here; install " + DictionaryFolder.PACKAGE);
    }
    files.put("lang_segments.json", TextGolden::segments);
    files.put("mixed_multi.json", TextGolden::mixture);
    List<Result> results = new ArrayList<>();
    files.forEach(
        (name, runner) -> {
          if (Files.exists(folder.resolve(name))) {
            results.addAll(runner.apply(folder.resolve(name)));
          }
        });
    if (results.isEmpty()) {
      throw new UserException(
          "No text cases in "
              + folder
              + ". Expected one of "
              + String.join(", ", files.keySet())
              + " there; point to the folder that holds them.");
    }
    for (Result result : results) {
      out.println(
          (result.passed() ? "pass " : "FAIL ")
              + result.name()
              + result.difference().map(difference -> ": " + difference).orElse(""));
    }
    int passed = (int) results.stream().filter(Result::passed).count();
    return new Counts(passed, results.size() - passed);
  }

  /** The cutting cases of a file. */
  public static List<Result> split(Path file) {
    List<Result> results = new ArrayList<>();
    for (JsonNode node : cases(file)) {
      String text = node.path("text").asText();
      String language = node.path("lang").asText();
      CutMethod method = CutMethod.of(node.path("method").asText());
      List<String> wanted =
          node.path("segments").isArray() ? texts(node.path("segments")) : List.of("an error");
      List<String> got;
      try {
        got = TextCutter.cut(text, language, method);
      } catch (UserException e) {
        got = List.of("an error");
      }
      String name = "split " + results.size() + " " + method.id() + " " + language + " " + text;
      results.add(new Result(name.replace("\n", "⏎"), difference("piece", wanted, got)));
    }
    return results;
  }

  /** The English cases of a file. */
  public static List<Result> english(Path file) {
    return read("en", file, node -> EnglishReader.shared().read(node.path("text").asText()));
  }

  /** The Chinese cases of a file, with the readings of a network where it recorded them. */
  public static List<Result> chinese(Path file) {
    ChineseReader reader = ChineseReader.of(SymbolSet.V2);
    return read(
        "zh",
        file,
        node -> {
          Map<String, List<String>> given = new HashMap<>();
          node.path("given_readings")
              .forEach(
                  sentence ->
                      given.put(
                          sentence.path("sentence").asText(), texts(sentence.path("readings"))));
          return reader.with(given::get).read(node.path("text").asText());
        });
  }

  /** The cases of a file whose texts mix Chinese and English, cut where the recording was. */
  public static List<Result> mixed(Path file) {
    return read(
        "mixed",
        file,
        node -> {
          List<Reading> parts = new ArrayList<>();
          for (JsonNode segment : node.path("segments")) {
            TextLanguage language = TextLanguage.of(segment.path("lang").asText());
            parts.add(language.reader(SymbolSet.V2).read(segment.path("text").asText()));
          }
          return new Reading(
              parts.stream().map(Reading::normalised).collect(Collectors.joining()),
              parts.stream().flatMap(part -> part.phones().stream()).toList(),
              List.of());
        });
  }

  /** The Cantonese cases of a file. */
  public static List<Result> cantonese(Path file) {
    return read("yue", file, node -> CantoneseReader.shared().read(node.path("text").asText()));
  }

  /** The Korean cases of a file; as normalised text the original gives what it was given. */
  public static List<Result> korean(Path file) {
    return read(
        "ko",
        file,
        node -> {
          String text = node.path("text").asText();
          Reading reading = KoreanReader.shared().read(text);
          return new Reading(text, reading.phones(), reading.words());
        });
  }

  /**
   * The Japanese cases of a file: phones with marks of pitch, for models of v2, and without, for
   * those of v1.
   */
  public static List<Result> japanese(Path file) {
    SymbolTable first = SymbolTable.of(SymbolSet.V1);
    List<Result> results = new ArrayList<>();
    for (JsonNode node : cases(file)) {
      String text = node.path("text").asText();
      List<String> plain =
          texts(node.path("g2p_plain")).stream()
              .filter(phone -> !phone.isEmpty())
              .map(phone -> first.contains(phone) ? phone : "UNK")
              .toList();
      results.add(
          new Result(
              "ja " + results.size() + " " + text.replace("\n", "⏎"),
              difference("phone", texts(node.path("phones")), phones(text, SymbolSet.V2))
                  .or(() -> difference("phone of v1", plain, phones(text, SymbolSet.V1)))));
    }
    return results;
  }

  private static List<String> phones(String text, SymbolSet symbols) {
    return JapaneseReader.of(symbols).read(text).phones();
  }

  /** How texts of a file fall into pieces; where a space between two goes changes nothing. */
  public static List<Result> segments(Path file) {
    List<Result> results = new ArrayList<>();
    for (JsonNode node : cases(file)) {
      String text = node.path("text").asText();
      String mode = node.path("mode").asText();
      List<String> wanted = new ArrayList<>();
      node.path("segments")
          .forEach(s -> wanted.add(piece(s.path("lang").asText(), s.path("text").asText())));
      List<String> got =
          LanguageSegmenter.pieces(text, TextLanguage.of(mode)).stream()
              .map(piece -> piece(piece.language().code(), piece.text()))
              .toList();
      results.add(
          new Result(
              ("segments " + results.size() + " " + mode + " " + text).replace("\n", "⏎"),
              difference("piece", wanted, got)));
    }
    return results;
  }

  private static String piece(String language, String text) {
    return language + ":" + text.replace(" ", "");
  }

  /**
   * The cases of a file whose texts mix any languages: the phones of the whole. Short ones were
   * read with a full stop before them.
   */
  public static List<Result> mixture(Path file) {
    List<Result> results = new ArrayList<>();
    for (JsonNode node : cases(file)) {
      String text = node.path("text").asText();
      String mode = node.path("mode").asText();
      String read =
          (node.path("retried_with_dot").asBoolean() ? "." : "") + text.replaceAll(" {2,}", " ");
      List<String> phones;
      try {
        phones = TextLanguage.of(mode).reader(SymbolSet.V2).read(read).phones();
      } catch (UserException e) {
        phones = List.of(e.getMessage());
      }
      results.add(
          new Result(
              ("mixture " + results.size() + " " + mode + " " + text).replace("\n", "⏎"),
              difference("phone", texts(node.path("phones")), phones)));
    }
    return results;
  }

  private static List<Result> read(String what, Path file, Function<JsonNode, Reading> reader) {
    SymbolTable symbols = SymbolTable.of(SymbolSet.V2);
    List<Result> results = new ArrayList<>();
    for (JsonNode node : cases(file)) {
      Reading reading = reader.apply(node);
      String normalised = node.path("norm_text").asText();
      Optional<String> difference =
          reading.normalised().equals(normalised)
              ? Optional.empty()
              : Optional.of(
                  "normalised: expected \""
                      + normalised
                      + "\", got \""
                      + reading.normalised()
                      + "\"");
      List<String> ids =
          Arrays.stream(symbols.ids(reading.phones())).mapToObj(Integer::toString).toList();
      String text = node.path("text").asText(node.path("norm_text").asText());
      results.add(
          new Result(
              what + " " + results.size() + " " + text.replace("\n", "⏎"),
              difference
                  .or(() -> difference("phone", texts(node.path("phones")), reading.phones()))
                  .or(
                      () ->
                          node.has("ids")
                              ? difference("id", texts(node.path("ids")), ids)
                              : Optional.empty())
                  .or(() -> spreading(node.path("word2ph"), reading))));
    }
    return results;
  }

  /** How many phones each character has. */
  private static Optional<String> spreading(JsonNode recorded, Reading reading) {
    List<String> got =
        reading.chinese().stream()
            .flatMap(span -> span.phonesPerCharacter().stream())
            .map(String::valueOf)
            .toList();
    return recorded.isArray() && !got.isEmpty()
        ? difference("phones of character", texts(recorded), got)
        : Optional.empty();
  }

  private static Optional<String> difference(String what, List<String> wanted, List<String> got) {
    for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
      String expected = i < wanted.size() ? wanted.get(i) : "nothing";
      String actual = i < got.size() ? got.get(i) : "nothing";
      if (!expected.equals(actual)) {
        return Optional.of(
            what + " " + i + ": expected \"" + expected + "\", got \"" + actual + "\"");
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static JsonNode cases(Path file) {
    try {
      JsonNode cases = JSON.readTree(file.toFile()).path("cases");
      if (!cases.isArray()) {
        throw new UserException(
            file + " has no list \"cases\". Expected a file of recorded text cases; check it.");
      }
      return cases;
    } catch (IOException e) {
      throw new UserException(
          "Cannot read " + file + " as recorded text cases: " + e.getMessage() + ". Check it.", e);
    }
  }
}

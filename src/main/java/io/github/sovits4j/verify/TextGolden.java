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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the text front end with recorded results of the original: {@code split.json} for
 * cutting, {@code lang_segments.json} for telling languages apart, {@code en.json}, {@code
 * zh_*.json}, {@code mixed.json}, {@code yue.json}, {@code ko.json}, {@code ja.json} and {@code
 * mixed_multi.json} for reading. What is read otherwise on purpose is listed with its reason.
 */
public final class TextGolden {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Function<Path, List<Result>>> RECORDINGS = new LinkedHashMap<>();

  static {
    RECORDINGS.put("split", TextGolden::split);
    RECORDINGS.put("en", TextGolden::english);
    RECORDINGS.put("zh_given_readings", TextGolden::chinese);
    RECORDINGS.put("zh_pypinyin", TextGolden::chinese);
    RECORDINGS.put("mixed", TextGolden::mixed);
    RECORDINGS.put("yue", TextGolden::cantonese);
    RECORDINGS.put("ko", TextGolden::korean);
    RECORDINGS.put("ja", TextGolden::japanese);
    RECORDINGS.put("lang_segments", TextGolden::segments);
    RECORDINGS.put("mixed_multi", TextGolden::mixture);
  }

  private TextGolden() {}

  /**
   * What became of one recorded case.
   *
   * @param name recording, number, language and text of the case
   * @param language code of what it was read as
   * @param difference the first difference, empty where all is as recorded
   * @param reason why it differs on purpose; empty where it does not
   */
  public record Result(
      String name, String language, Optional<String> difference, Optional<String> reason) {

    /** Whether all is as recorded. */
    public boolean asRecorded() {
      return difference.isEmpty();
    }

    /** Whether all is as recorded, or differs on purpose. */
    public boolean passed() {
      return asRecorded() || reason.isPresent();
    }

    /** The case in one line: what differs and why. */
    @Override
    public String toString() {
      return name
          + difference.map(what -> ": " + what).orElse("")
          + reason.map(why -> "; on purpose: " + why).orElse("");
    }
  }

  /**
   * How many cases of a language there were.
   *
   * @param language its code
   * @param asRecorded those that are as recorded
   * @param onPurpose those that differ on purpose
   * @param failed the others
   */
  public record Share(String language, int asRecorded, int onPurpose, int failed) {

    /** One line, with the shares of what is as recorded and as it should be. */
    @Override
    public String toString() {
      double all = asRecorded + onPurpose + failed;
      return String.format(
          Locale.ROOT,
          "%s: %d of %.0f as recorded (%.1f %%), %d otherwise on purpose, %d wrong (%.1f %% right)",
          language,
          asRecorded,
          all,
          100 * asRecorded / all,
          onPurpose,
          failed,
          100 * (asRecorded + onPurpose) / all);
    }
  }

  /** The shares of all languages that occur in results, sorted. */
  public static List<Share> shares(List<Result> results) {
    Map<String, List<Result>> byLanguage =
        results.stream()
            .collect(Collectors.groupingBy(Result::language, TreeMap::new, Collectors.toList()));
    List<Share> shares = new ArrayList<>();
    byLanguage.forEach(
        (language, of) -> {
          int same = (int) of.stream().filter(Result::asRecorded).count();
          int passed = (int) of.stream().filter(Result::passed).count();
          shares.add(new Share(language, same, passed - same, of.size() - passed));
        });
    return shares;
  }

  /** Whether the cases of a file can be compared; its name tells which they are. */
  public static boolean knows(Path file) {
    return RECORDINGS.containsKey(recording(file));
  }

  /**
   * Compares the cases of a file. Those with Japanese in them are left out where there is no
   * dictionary for it: the list is then shorter than the file, or empty.
   *
   * @param file one that is {@linkplain #knows known}
   * @throws UserException when it cannot be read
   */
  public static List<Result> results(Path file) {
    return RECORDINGS.get(recording(file)).apply(file);
  }

  /** How many cases a file has. */
  public static int count(Path file) {
    return cases(file).size();
  }

  private static String recording(Path file) {
    return file.getFileName().toString().replaceFirst("\\.json$", "");
  }

  private static boolean isJapanesePresent() {
    return DictionaryFolder.find().isPresent();
  }

  private static Result result(
      String recording, int number, String language, String text, Optional<String> difference) {
    String name = recording + ' ' + number + ' ' + language + ' ' + text.replace("\n", "⏎");
    return new Result(
        name,
        language,
        difference,
        difference.flatMap(what -> TextDifferences.reason(recording, name + ": " + what)));
  }

  /** The cutting cases of a file. */
  private static List<Result> split(Path file) {
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
      results.add(
          result(
              "split",
              results.size(),
              language,
              method.id() + ' ' + text,
              difference("piece", wanted, got)));
    }
    return results;
  }

  /** The English cases of a file. */
  private static List<Result> english(Path file) {
    return read("en", file, node -> EnglishReader.shared().read(node.path("text").asText()));
  }

  /** The Chinese cases of a file, with the readings of a network where it recorded them. */
  private static List<Result> chinese(Path file) {
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
  private static List<Result> mixed(Path file) {
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
  private static List<Result> cantonese(Path file) {
    return read("yue", file, node -> CantoneseReader.shared().read(node.path("text").asText()));
  }

  /** The Korean cases of a file; as normalised text the original gives what it was given. */
  private static List<Result> korean(Path file) {
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
  private static List<Result> japanese(Path file) {
    if (!isJapanesePresent()) {
      return List.of();
    }
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
          result(
              "ja",
              results.size(),
              "ja",
              text,
              difference("phone", texts(node.path("phones")), phones(text, SymbolSet.V2))
                  .or(() -> difference("phone of v1", plain, phones(text, SymbolSet.V1)))));
    }
    return results;
  }

  private static List<String> phones(String text, SymbolSet symbols) {
    return JapaneseReader.of(symbols).read(text).phones();
  }

  /** How texts of a file fall into pieces; where a space between two goes changes nothing. */
  private static List<Result> segments(Path file) {
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
          result("lang_segments", results.size(), mode, text, difference("piece", wanted, got)));
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
  private static List<Result> mixture(Path file) {
    List<Result> results = new ArrayList<>();
    int next = 0;
    for (JsonNode node : cases(file)) {
      int number = next++;
      if (!isJapanesePresent() && node.path("parts").findValuesAsText("lang").contains("ja")) {
        continue;
      }
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
          result(
              "mixed_multi",
              number,
              mode,
              text,
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
          result(
              what,
              results.size(),
              what.equals("mixed") ? "zh" : what,
              text,
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

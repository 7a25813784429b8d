package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.english.Arpabet;
import io.github.sovits4j.text.japanese.KanaReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says about its own speech, taken out of it:
 *
 * <ul>
 *   <li>{@code 好[hao4]}, {@code 银行[yin2 hang2]}, in Cantonese {@code 好[hou2]}: the reading of the
 *       ideographs before
 *   <li>{@code 今日[きょう]}, {@code 東京｜都[と]}: the same in kana, in Japanese
 *   <li><code>{HH AH0 L OW1}</code>: a word in phones
 *   <li>{@code [pause 300ms]}, {@code [pause 1.5s]}, {@code <break time="300ms"/>}, {@code <break
 *       strength="strong"/>}: silence; {@code [pause]} is the pause between sentences
 *   <li>other tags, {@code <b>} or {@code </speak>}: nothing
 * </ul>
 *
 * What only looks like it, {@code {x}} or {@code [2]}, stays in the text.
 */
final class Markup {

  /** Longest silence of one mark, in seconds. */
  static final double MOST_SECONDS = 60;

  private static final Pattern MARK =
      Pattern.compile(
          "\\[\\s*pause\\b(?<pause>[^\\[\\]\n]{0,40})\\]"
              + "|<break(?<break>(?:\\s[^<>/]{0,80})?)/?>(?:</break>)?"
              + "|(?<tag></?[A-Z][A-Z0-9:-]{0,20}(?: [^<>]{0,200})?/?>|<!--[^<>]{0,200}-->)"
              + "|\\{(?<phones>[A-Z0-9 ]{1,400})\\}"
              + "|(?<=\\S)\\[(?<kana>[ぁ-ゖァ-ヶー'’]{1,100})\\]"
              + "|(?<=[\\u3400-\\u9fff])\\[(?<reading>[A-Za-züÜ: 0-6]{2,200})\\]",
          Pattern.CASE_INSENSITIVE);

  /** What a reading in kana is for: the kanji before, or all that stands behind a stroke. */
  private static final Pattern BEFORE_KANA =
      Pattern.compile(
          "(?:[|｜](?<chosen>[^|｜\\s\\ue000-\\uf8ff]{1,64})|(?<kanji>[\\u3400-\\u9fff々〇ヶヵ]{1,64}))$");

  /** Characters that it looks at, the stroke included. */
  private static final int LONGEST_BEFORE_KANA = 65;

  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)\\s*(ms|s|sec|secs|seconds?)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s*(time|strength)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*");
  private static final Map<String, Double> STRENGTHS =
      Map.of(
          "none", 0.0, "x-weak", 0.1, "weak", 0.2, "medium", 0.4, "strong", 0.7, "x-strong", 1.0);
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private final TextLanguage language;
  private final Optional<Syllabary> syllabary;
  private final GivenWords words;
  private final List<String> tags;
  private final List<MarkedText.Part> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private Markup(TextLanguage language, GivenWords words, List<String> tags) {
    this.language = language;
    this.syllabary = language.syllabary();
    this.words = words;
    this.tags = tags;
  }

  /**
   * Takes the marks out.
   *
   * @param text any text, without characters that are marks of readings
   * @param language tells which readings a word may be given
   * @param words gets the words that are written in phones
   * @param tags gets the tags that say nothing of speech
   * @return at least one part; the silence of the last is empty where no mark ends the text
   * @throws UserException for a mark that is meant as one and is wrong
   */
  static List<MarkedText.Part> parts(
      String text, TextLanguage language, GivenWords words, List<String> tags) {
    Markup markup = new Markup(language, words, tags);
    markup.read(text);
    return markup.parts;
  }

  private void read(String given) {
    Matcher mark = MARK.matcher(given);
    int at = 0;
    while (mark.find()) {
      text.append(given, at, mark.start());
      at = mark.end();
      if (!isTaken(mark, given)) {
        text.append(mark.group());
      }
    }
    text.append(given, at, given.length());
    end(OptionalDouble.empty());
  }

  private void end(OptionalDouble silence) {
    parts.add(new MarkedText.Part(text.toString(), silence));
    text.setLength(0);
  }

  /** Does what a mark says; false when it is none. */
  private boolean isTaken(Matcher mark, String given) {
    if (mark.group("pause") != null) {
      return isPause(mark.group(), Characters.strip(mark.group("pause")));
    }
    if (mark.group("break") != null) {
      end(OptionalDouble.of(breakSeconds(mark.group(), mark.group("break"))));
      return true;
    }
    if (mark.group("tag") != null) {
      tags.add(mark.group());
      text.append(' ');
      return true;
    }
    if (mark.group("phones") != null) {
      return isWord(mark, given);
    }
    if (mark.group("kana") != null) {
      return language.mayBeJapanese() && isKana(mark);
    }
    return syllabary.isPresent() && isReading(mark, syllabary.get());
  }

  private boolean isPause(String mark, String duration) {
    if (duration.isEmpty()) {
      end(OptionalDouble.empty());
      return true;
    }
    if (duration.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return false; // [pause for effect]
    }
    end(OptionalDouble.of(seconds(mark, duration)));
    return true;
  }

  private static double breakSeconds(String mark, String attributes) {
    OptionalDouble time = OptionalDouble.empty();
    double strength = STRENGTHS.get("medium");
    Matcher attribute = ATTRIBUTE.matcher(attributes);
    int at = 0;
    while (at < attributes.length() && attribute.find(at) && attribute.start() == at) {
      String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
      if (attribute.group(1).equals("time")) {
        time = OptionalDouble.of(seconds(mark, Characters.strip(value)));
      } else {
        Double known = STRENGTHS.get(value.toLowerCase(Locale.ROOT));
        if (known == null) {
          throw wrong(mark, "a strength of none, x-weak, weak, medium, strong or x-strong");
        }
        strength = known;
      }
      at = attribute.end();
    }
    if (!Characters.isBlank(attributes.substring(at))) {
      throw wrong(mark, "<break time=\"300ms\"/> or <break strength=\"strong\"/>");
    }
    return time.orElse(strength);
  }

  private static double seconds(String mark, String duration) {
    Matcher match = DURATION.matcher(duration.toLowerCase(Locale.ROOT));
    if (!match.matches()) {
      throw wrong(mark, "a duration such as 300ms or 1.5s");
    }
    double value = Double.parseDouble(match.group(1));
    double seconds = match.group(2).equals("ms") ? value / 1000 : value;
    if (seconds > MOST_SECONDS) {
      throw wrong(mark, "at most " + (int) MOST_SECONDS + " seconds");
    }
    return seconds;
  }

  /** Phones in braces; a single capital letter may stand in braces for other reasons. */
  private boolean isWord(Matcher mark, String given) {
    String[] phones = SPACES.split(Characters.strip(mark.group("phones")), -1);
    long known = Arrays.stream(phones).filter(Arpabet::isPhone).count();
    String mistake = Arpabet.mistake(phones);
    if (mistake != null) {
      if (known == 0 || phones.length < 2) {
        return false;
      }
      throw new UserException(mark.group() + ": " + mistake + ".");
    }
    append(text, words.add(mark.group(), List.of(phones)), given, mark.end());
    return true;
  }

  /**
   * Appends a made-up word, kept apart from words beside it.
   *
   * @param rest a text whose characters from {@code at} on are appended next
   */
  static void append(StringBuilder out, String word, String rest, int at) {
    if (!out.isEmpty() && Characters.isWord(out.codePointBefore(out.length()))) {
      out.append(' ');
    }
    out.append(word);
    if (at < rest.length() && Characters.isWord(rest.codePointAt(at))) {
      out.append(' ');
    }
  }

  /** Syllables in brackets, for as many ideographs before. */
  private boolean isReading(Matcher mark, Syllabary known) {
    String[] written = SPACES.split(Characters.strip(mark.group("reading")), -1);
    List<String> syllables = new ArrayList<>();
    for (String syllable : written) {
      known.syllable(syllable).ifPresent(syllables::add);
    }
    if (syllables.isEmpty()) {
      return false;
    }
    int from = text.length() - written.length;
    boolean fits = from >= 0 && text.substring(from).chars().allMatch(known::isIdeograph);
    if (syllables.size() < written.length || !fits) {
      throw new UserException(
          mark.group()
              + ": expected a syllable of "
              + known.name()
              + " with its tone for each ideograph before, such as "
              + known.example()
              + ", got "
              + written.length
              + " of which "
              + syllables.size()
              + " are known, after \""
              + text.substring(Math.max(0, from))
              + "\".");
    }
    String read = text.substring(from);
    text.setLength(from);
    for (int i = 0; i < read.length(); i++) {
      text.append(read.charAt(i)).append(known.mark(syllables.get(i)));
    }
    return true;
  }

  /** Kana in brackets. */
  private boolean isKana(Matcher mark) {
    Matcher before = BEFORE_KANA.matcher(text);
    before.region(Math.max(0, text.length() - LONGEST_BEFORE_KANA), text.length());
    if (!before.find()) {
      return false;
    }
    String word = before.group("chosen") == null ? before.group("kanji") : before.group("chosen");
    KanaReading reading =
        KanaReading.of(mark.group("kana"))
            .orElseThrow(() -> wrong(mark.group(), KanaReading.EXPECTED));
    text.setLength(before.start());
    text.append(word).append(reading.marks(word.length()));
    return true;
  }

  private static UserException wrong(String mark, String expected) {
    return new UserException(mark + ": expected " + expected + ".");
  }
}

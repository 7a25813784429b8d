package io.github.sovits4j.tts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Subtitles of speech in the format SubRip (.srt), which players and editors read. A sentence is a
 * subtitle, or several where it is long: at most two lines of {@value #COLUMNS} columns, an
 * ideograph being two wide, broken at spaces and marks where there are some.
 */
public final class Subtitles {

  /** Columns of a line. */
  private static final int COLUMNS = 42;

  private static final int LINES = 2;

  /** Shorter is hardly seen; a subtitle stays so long where the next leaves it the time. */
  private static final double SHORTEST = 1;

  private static final String BREAKS = ",.;:!?…，。；：！？、";

  private record Cue(double start, double end, List<String> lines) {}

  private Subtitles() {}

  /**
   * Subtitles of a speech.
   *
   * @param speech with times of words, where it was asked for them ({@link
   *     SpeechRequest.Builder#timestamps}); without, the parts of a long sentence get time by their
   *     length
   * @return the content of a file, in UTF-8
   */
  public static String srt(Speech speech) {
    List<Cue> cues = new ArrayList<>();
    for (SentenceReport sentence : speech.sentences()) {
      cues.addAll(cues(sentence));
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      double latest = i + 1 < cues.size() ? cues.get(i + 1).start : speech.seconds();
      double end = Math.max(cue.end, Math.min(latest, cue.start + SHORTEST));
      out.append(i + 1)
          .append('\n')
          .append(time(cue.start))
          .append(" --> ")
          .append(time(end))
          .append('\n')
          .append(String.join("\n", cue.lines))
          .append("\n\n");
    }
    return out.toString();
  }

  private static List<Cue> cues(SentenceReport sentence) {
    List<String> lines = lines(sentence.text().replaceAll("\\s+", " "));
    int all = lines.stream().mapToInt(String::length).sum();
    List<WordTime> words = sentence.words();
    double start = words.isEmpty() ? sentence.start() : words.getFirst().start();
    double last = words.isEmpty() ? sentence.end() : words.getLast().end();
    List<Cue> cues = new ArrayList<>();
    int shown = 0;
    for (int i = 0; i < lines.size(); i += LINES) {
      List<String> two = lines.subList(i, Math.min(lines.size(), i + LINES));
      shown += two.stream().mapToInt(String::length).sum();
      double end = shown == all ? last : after((double) shown / all, sentence, words);
      cues.add(new Cue(start, Math.max(start, end), two));
      start = Math.max(start, end);
    }
    return cues;
  }

  /** When so much of a sentence was spoken: at the beginning of a word, where these are known. */
  private static double after(double share, SentenceReport sentence, List<WordTime> words) {
    double all = words.stream().mapToInt(word -> word.text().length()).sum();
    double spoken = 0;
    for (WordTime word : words) {
      double half = word.text().length() / 2.0;
      if (spoken + half >= share * all) {
        return word.start();
      }
      spoken += 2 * half;
    }
    return words.isEmpty()
        ? sentence.start() + share * (sentence.end() - sentence.start())
        : words.getLast().end();
  }

  /** Lines of about equal length, none too wide. */
  static List<String> lines(String text) {
    int needed = Math.ceilDiv(Math.max(1, width(text)), COLUMNS);
    int aim = Math.ceilDiv(width(text), needed);
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (width(rest) > COLUMNS) {
      int at = breakAt(rest, aim);
      lines.add(rest.substring(0, at).strip());
      rest = rest.substring(at).strip();
    }
    if (!rest.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }

  /** The break nearest to a width, at a mark rather than at a space; no line gets too wide. */
  private static int breakAt(String text, int aim) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    int width = 0;
    int at = 0;
    int fits = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      width += columns(c);
      if (width > COLUMNS) {
        break;
      }
      at += Character.charCount(c);
      fits = at;
      boolean mark = BREAKS.indexOf(c) >= 0;
      boolean wide = columns(c) == 2;
      boolean next = at < text.length() && BREAKS.indexOf(text.codePointAt(at)) >= 0;
      boolean open = at < text.length() && Character.isWhitespace(text.codePointAt(at));
      if (!next && (open || wide)) {
        double cost = Math.abs(width - aim) - (mark ? aim / 3.0 : 0);
        if (cost <= least) {
          least = cost;
          best = at;
        }
      }
    }
    return best > 0 ? best : fits;
  }

  private static int width(String text) {
    return text.codePoints().map(Subtitles::columns).sum();
  }

  /** Ideographs, kana, Hangul and full-width signs take two columns. */
  private static int columns(int c) {
    boolean wide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
  }

  private static String time(double seconds) {
    long millis = Math.round(seconds * 1000);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d,%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }
}

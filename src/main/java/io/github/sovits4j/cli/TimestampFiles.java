package io.github.sovits4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.SentenceReport;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.Subtitles;
import io.github.sovits4j.tts.WordTime;
import io.github.sovits4j.weights.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options for files that say when what is spoken. */
final class TimestampFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1000;

  @Option(
      names = "--timestamps",
      paramLabel = "JSON",
      description = "Also write when each sentence and each word is spoken.")
  private Path timestamps;

  @Option(
      names = "--subtitles",
      paramLabel = "SRT",
      description = "Also write the text as subtitles (SubRip).")
  private Path subtitles;

  /** Whether the times of words are wanted. */
  boolean wanted() {
    return timestamps != null || subtitles != null;
  }

  /**
   * Found out before minutes of work, not after.
   *
   * @throws UserException when one cannot be written or would take another file's place
   */
  void check(Path... others) {
    for (Path file : Stream.of(timestamps, subtitles).filter(Objects::nonNull).toList()) {
      SpeechOutput.requireWritable(file);
      long same =
          Stream.concat(Stream.of(timestamps, subtitles), Stream.of(others))
              .filter(Objects::nonNull)
              .filter(other -> absolute(other).equals(absolute(file)))
              .count();
      if (same > 1) {
        throw new UserException(
            Quote.path(file) + ": is named twice; choose a file of its own for each.");
      }
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Writes those that were asked for. */
  void write(Speech speech) {
    if (timestamps != null) {
      write(timestamps, json(speech).toPrettyString() + "\n");
    }
    if (subtitles != null) {
      write(subtitles, Subtitles.srt(speech));
    }
  }

  private static ObjectNode json(Speech speech) {
    ObjectNode root = JSON.createObjectNode();
    root.put("seconds", rounded(speech.seconds()));
    ArrayNode sentences = root.putArray("sentences");
    for (SentenceReport sentence : speech.sentences()) {
      ObjectNode node = sentences.addObject();
      put(node, sentence.text(), sentence.start(), sentence.end());
      ArrayNode words = node.putArray("words");
      for (WordTime word : sentence.words()) {
        put(words.addObject(), word.text(), word.start(), word.end());
      }
    }
    return root;
  }

  private static void put(ObjectNode node, String text, double start, double end) {
    node.put("text", text).put("start", rounded(start)).put("end", rounded(end));
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * MILLIS) / MILLIS;
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException(
          Quote.path(file) + " cannot be written: " + Quote.plain(String.valueOf(e.getMessage())),
          e);
    }
  }
}

package io.github.sovits4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.PolyphoneReader;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.UserLexicon;
import io.github.sovits4j.text.Word;
import io.github.sovits4j.weights.EncoderFolder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sovits phones}: how a text will be spoken, without a model. */
@Command(
    name = "phones",
    mixinStandardHelpOptions = true,
    description = "Show how a text will be spoken: sentences, words, phones. Needs no model.")
final class PhonesCommand implements Runnable {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ArgGroup(multiplicity = "1")
  private TextOption source;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      defaultValue = "en",
      description =
          "Language of the text: en; zh, ja, ko or yue, each mixed with English; all_zh, all_ja, all_ko"
              + " or all_yue, digits too; auto or auto_yue (Chinese as Cantonese), told apart; or a"
              + " tag such as en-US, or a name (default en).")
  String language;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      defaultValue = "v2",
      description = "The models' version: v1 knows other phones than the rest (default v2).")
  String version;

  @Option(
      names = "--cut",
      paramLabel = "METHOD",
      defaultValue = "cut1",
      description = "How the text is cut into sentences: cut0 to cut5 (default cut1).")
  String cut;

  @Option(
      names = "--lexicon",
      paramLabel = "FILE",
      description =
          "Words and their sounds, one a line: GIF JH IH1 F, 重庆 chong2 qing4 or 東雲 しののめ; before any other"
              + " dictionary.")
  Path lexiconFile;

  @Option(
      names = "--encoders",
      paramLabel = "DIR",
      description =
          "A folder of encoders: where it has g2pW, that network tells the readings of Chinese"
              + " characters that have several, as it does when a model speaks.")
  Path encoders;

  @Option(names = "--json", description = "Print one JSON object a text.")
  boolean json;

  @Option(
      names = "--lines",
      description =
          "Every line is a text of its own: one JSON object a line, in order; a text that cannot"
              + " be spoken gives {\"error\": …}.")
  boolean lines;

  private UserLexicon lexicon = UserLexicon.EMPTY;

  @Override
  public void run() {
    if (lexiconFile != null) {
      lexicon = UserLexicon.read(lexiconFile);
    }
    TextFrontend frontend = TextFrontend.of(SymbolSet.ofModelVersion(version));
    if (encoders == null) {
      run(frontend);
      return;
    }
    try (Backend backend = Backends.open(Backends.AUTO);
        PolyphoneReader reader =
            new PolyphoneReader(backend, EncoderFolder.of(encoders), StoragePolicy.F32)) {
      run(frontend.with(sentence -> reader.read(List.of(sentence)).get(sentence)));
    }
  }

  private void run(TextFrontend frontend) {
    CutMethod method = CutMethod.of(cut);
    String text = source.read();
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (lines) {
      text.lines().forEach(line -> out.println(lineJson(frontend, line, method)));
    } else if (json) {
      out.println(json(frontend, text, method));
    } else {
      print(out, frontend, text, method);
    }
    out.flush();
  }

  private String lineJson(TextFrontend frontend, String line, CutMethod method) {
    try {
      return json(frontend, line, method).toString();
    } catch (UserException e) {
      return JSON.createObjectNode().put("error", e.getMessage()).toString();
    }
  }

  private ObjectNode json(TextFrontend frontend, String text, CutMethod method) {
    ObjectNode object = JSON.createObjectNode();
    ArrayNode sentences = object.putArray("sentences");
    for (Sentence sentence : frontend.analyse(text, language, method, lexicon)) {
      ObjectNode node = sentences.addObject();
      node.put("text", sentence.text());
      node.put("normalised", sentence.normalised());
      node.set("phones", JSON.valueToTree(sentence.phones()));
      node.set("ids", JSON.valueToTree(sentence.ids()));
      if (sentence.silenceBefore() > 0) {
        node.put("silenceBefore", sentence.silenceBefore());
      }
      sentence.silence().ifPresent(seconds -> node.put("silence", seconds));
      ArrayNode words = node.putArray("words");
      for (Word word : sentence.words()) {
        ObjectNode entry = words.addObject();
        entry.put("text", word.text());
        entry.put("first", word.firstPhone());
        entry.set("phones", JSON.valueToTree(phones(sentence, word)));
      }
    }
    UnspokenCharacters unspoken = frontend.unspoken(text, language, lexicon);
    if (!unspoken.isEmpty()) {
      object.put("unspoken", unspoken.describe());
    }
    return object;
  }

  private static List<String> phones(Sentence sentence, Word word) {
    return sentence.phones().subList(word.firstPhone(), word.firstPhone() + word.phones());
  }

  private void print(PrintStream out, TextFrontend frontend, String text, CutMethod method) {
    for (Sentence sentence : frontend.analyse(text, language, method, lexicon)) {
      out.println(sentence.text().strip());
      out.println("  said:   " + sentence.normalised().strip());
      out.println("  phones: " + String.join(" ", sentence.phones()));
      out.println(
          "  words:  "
              + sentence.words().stream()
                  .map(word -> word.text() + " [" + String.join(" ", phones(sentence, word)) + "]")
                  .collect(Collectors.joining("  ")));
      sentence.silence().ifPresent(s -> out.printf(Locale.ROOT, "  pause:  %.3f s%n", s));
    }
    UnspokenCharacters unspoken = frontend.unspoken(text, language, lexicon);
    if (!unspoken.isEmpty()) {
      out.println("not spoken: " + unspoken.describe());
    }
  }
}

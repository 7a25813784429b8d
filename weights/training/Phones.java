import io.github.sovits4j.UserException;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads one sentence a line; prints its phones and their ids, separated by a tab, as the product would read it. A line
 * that the front end cuts or refuses gives an empty line.
 */
final class Phones {

  public static void main(String[] args) throws IOException {
    TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(read(frontend, line));
    }
    out.flush();
  }

  private static String read(TextFrontend frontend, String line) {
    try {
      List<Sentence> sentences = frontend.analyse(line, "en", CutMethod.CUT0);
      if (sentences.size() != 1) {
        return "";
      }
      Sentence sentence = sentences.getFirst();
      return String.join(" ", sentence.phones())
          + "\t"
          + IntStream.of(sentence.ids()).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    } catch (UserException e) {
      return "";
    }
  }
}

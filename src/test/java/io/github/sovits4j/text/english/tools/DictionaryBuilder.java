package io.github.sovits4j.text.english.tools;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the dictionary resource from two releases of the npm package cmu-pronouncing-dictionary.
 *
 * <p>Release 1.0.3 holds CMUdict 0.7b, the revision the models were trained with; 2.0.0 holds the
 * later maintained one and supplies the words that came since. One family of entries is taken from
 * the later revision even where the earlier has it: words in -ted and -ded whose last vowel was
 * unified between 0.7b's revisions. Only unnumbered entries (first pronunciations) and words that
 * the tokeniser can produce are kept.
 *
 * <p>Arguments: index.json of 1.0.3, index.json of 2.0.0, the file to write.
 */
public final class DictionaryBuilder {

  private static final Pattern WORD = Pattern.compile("[a-z'.-]*[a-z][a-z'.-]*");
  private static final Pattern ED = Pattern.compile(".*ed(ly)?");
  private static final Pattern ED_PHONES = Pattern.compile(".*[TD] AH0 D( L IY0)?");

  private DictionaryBuilder() {}

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    Map<String, String> earlier = read(Path.of(args[0]));
    Map<String, String> later = read(Path.of(args[1]));
    TreeMap<String, String> words = new TreeMap<>(later);
    earlier.forEach(
        (word, phones) -> {
          boolean unified =
              ED.matcher(word).matches()
                  && ED_PHONES.matcher(phones).matches()
                  && later.containsKey(word);
          words.put(word, unified ? later.get(word) : phones);
        });
    try (OutputStream out = new BestGzip(Files.newOutputStream(Path.of(args[2])))) {
      for (Map.Entry<String, String> entry : words.entrySet()) {
        out.write(
            (entry.getKey() + " " + entry.getValue() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    System.out.println(words.size() + " words");
  }

  private static Map<String, String> read(Path json) throws IOException {
    Map<String, String> all =
        new ObjectMapper().readValue(json.toFile(), new TypeReference<Map<String, String>>() {});
    Map<String, String> kept = new TreeMap<>();
    all.forEach(
        (word, phones) -> {
          if (WORD.matcher(word).matches()) {
            kept.put(word, phones.replaceFirst(" *#.*", "").strip());
          }
        });
    return kept;
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}

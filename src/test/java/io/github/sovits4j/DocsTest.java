package io.github.sovits4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages in docs/ and the READMEs: their links lead somewhere, and prose is easy to read. */
class DocsTest {

  private static final int LONGEST_LINE = 105;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String root :
        List.of(".", "docs", "kernels", "benchmarks", "weights", "weights/training")) {
      try (Stream<Path> files = Files.list(Path.of(root))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    assertTrue(pages.size() > 10, pages::toString);
    return pages;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        links++;
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          broken.add(page + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(links > 20, "links: " + links);
  }

  /** Tables, code, quotations and headings may be longer. */
  @Test
  void proseIsWrapped() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path page : pages()) {
      boolean code = false;
      int number = 0;
      for (String line : Files.readAllLines(page)) {
        number++;
        code ^= line.strip().startsWith("```");
        boolean prose = !code && !line.matches("(\\s*[|#>`]|    ).*") && line.contains(" ");
        if (prose && line.codePointCount(0, line.length()) > LONGEST_LINE) {
          tooLong.add(page + ":" + number);
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }
}

package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuoteTest {

  @Test
  void escapesWhatSteersATerminalOrAnEye() {
    assertEquals("'a b'", Quote.of("a b"));
    assertEquals("'\\u001b[2J\\u000d\\u000a\\u0000\\u007f'", Quote.of("\u001b[2J\r\n\0\u007f"));
    assertEquals("'\\u009b\\u0085'", Quote.of("\u009b\u0085"));
    assertEquals(
        "'\\u202e\\u2066\\u200b\\u200d\\ufeff'", Quote.of("\u202e\u2066\u200b\u200d\ufeff"));
    assertEquals("'\\u2028\\u00a0\\u3000'", Quote.of("\u2028\u00a0\u3000"));
    assertEquals("'\\u{e0041}\\ud83d'", Quote.of("\udb40\udc41\ud83d"));
    assertEquals("'声 ü \ud83d\ude00'", Quote.of("声 ü \ud83d\ude00"));
    assertEquals("'\\u0456'", Quote.ascii("\u0456"));
  }

  @Test
  void cutsWhatIsLong() {
    assertEquals("'" + "A".repeat(120) + "…'", Quote.of("A".repeat(5000)));
    String path = Quote.path(Path.of("A".repeat(5000) + ".ckpt"));
    assertEquals(401, path.length());
    assertEquals(".ckpt", path.substring(path.length() - 5));
  }

  @Test
  void messagesStayOnTheirLines() {
    assertEquals("a\\u000ab\\u001b", Quote.line("a\nb\u001b"));
    assertEquals("a\nb\\u001b", Quote.lines("a\nb\u001b"));
  }
}

package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.sovits4j.Skip;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.TextToSpeech;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: what a person sees and does, by mouse and by keyboard alone. */
class WebPageTest {

  private static final double PATIENCE_MILLIS = 60_000;
  private static final String MANY = "This is one more sentence. ".repeat(30).strip();

  @TempDir static Path folder;

  private static Playwright playwright;
  private static Browser browser;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> chromium = chromium();
    Skip.unless(
        chromium.isPresent(),
        "no Chromium on the PATH, so the page is NOT TESTED (Debian: apt-get install chromium)");
    RunningServer.prepare(folder);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(List.of("--autoplay-policy=no-user-gesture-required")));
  }

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void newPage() {
    page = browser.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("401")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(request -> asked.add(request.url()));
  }

  @AfterEach
  void closePage() {
    if (page != null) {
      page.close();
      assertEquals(List.of(), complaints);
      assertEquals(
          List.of(),
          asked.stream().filter(url -> !url.matches("(http://127\\.0\\.0\\.1:|blob:).*")).toList());
    }
  }

  private void visit(RunningServer server) {
    page.navigate("http://127.0.0.1:" + server.port() + "/");
  }

  private static LocatorAssertions expect(Locator locator) {
    return PlaywrightAssertions.assertThat(locator);
  }

  private void expectState(String pattern) {
    expect(page.locator("#state"))
        .hasText(
            Pattern.compile(pattern),
            new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  private double number(String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  /** Playwright's own waiting evaluates text in the page, which the page's policy forbids. */
  private void awaitTrue(String script) {
    long until = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
    while (!page.evaluate("() => " + script).equals(true)) {
      assertTrue(System.nanoTime() < until, script);
      page.waitForTimeout(20);
    }
  }

  @Test
  void aVoiceIsChosenAndHeardWhileItSpeaks() {
    try (RunningServer server = RunningServer.start(folder, setup -> setup)) {
      visit(server);
      expectState("Ready\\.");
      assertEquals(List.of("Me", "you", "alloy"), page.locator("#voice option").allTextContents());
      page.getByLabel("Voice").selectOption("you");
      page.getByLabel("Text").fill(MANY);
      page.getByText("Speak", new Page.GetByTextOptions().setExact(true)).click();
      awaitTrue("speech !== null && speech.parts.length > 0 && speech.position() > 0.1");
      assertEquals("Speaking …", page.locator("#state").textContent(), "heard while it is made");
      expect(page.locator("#requests")).hasText("1 speaking, 0 waiting");
      expectState("Done: \\d+\\.\\d\\d s of speech, made in .*");

      Locator sentences = page.locator("#sentences li");
      expect(sentences).hasCount(30);
      expect(sentences.first()).containsText("This is one more sentence.");
      expect(sentences.first())
          .containsText(Pattern.compile("0\\.00 s – \\d+\\.\\d\\d s ?here after \\d+\\.\\d\\d s"));
      double end = number("() => document.getElementById('sentences').lastChild.end");
      assertEquals(end, number("() => speech.length"), 1e-9);
      assertTrue(end > 3, "seconds: " + end);
      assertTrue(number("() => " + PIXELS) > 100, "no waveform");

      expect(page.locator("#device-name")).containsText("reference");
      expect(page.locator("#model")).hasText("GPT-SoVITS v2, 8 kHz");
      expect(page.locator("#requests")).hasText("0 speaking, 0 waiting");
      expect(page.locator("#memory")).hasText(Pattern.compile("\\d+ of \\d+ MB"));
      expect(page.locator("#first")).hasText(Pattern.compile("\\d+\\.\\d\\d s"));
      expect(page.locator("#factor")).hasText(Pattern.compile("\\d+\\.\\d{3}"));
      expect(page.locator("#work div")).hasCount(3);

      sentences.nth(20).locator("button").click(); // hears that sentence
      double start = number("() => document.getElementById('sentences').children[20].start");
      assertTrue(number("() => speech.position()") >= start);
      expect(sentences.nth(20).locator("button")).hasAttribute("aria-current", "true");
      awaitTrue("speech.position() > 0.1 + " + start);
      assertEquals(
          number("() => speech.length * speech.rate * 2 + 44"),
          number("() => speech.wav().size"),
          1e-3);
    }
  }

  private static final String PIXELS =
      "document.getElementById('wave').getContext('2d').getImageData(0, 0,"
          + " document.getElementById('wave').width, document.getElementById('wave').height)"
          + ".data.filter((value, i) => i % 4 === 3 && value > 90).length";

  @Test
  void everythingIsDoneByKeyboard() {
    try (RunningServer server = RunningServer.start(folder, setup -> setup)) {
      visit(server);
      expectState("Ready\\.");
      tabTo("voice");
      page.keyboard().type("y");
      assertEquals("you", page.locator("#voice").inputValue());
      tabTo("language");
      tabTo("speed");
      page.keyboard().press("ArrowRight");
      expect(page.locator("#speed-value")).hasText("1.05×");
      tabTo("text");
      page.keyboard().press("Control+A");
      page.keyboard().type("Typed by hand. And then another.");
      page.keyboard().press("Control+Enter");
      expectState("Done: .*");
      tabTo("play");
      page.keyboard().press("Enter");
      tabTo("position");
      page.keyboard().press("Home");
      page.keyboard().press("End");
      awaitTrue("speech.ended()");
      expect(page.locator("#play")).hasText("Play again");
      tabTo("save");
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertTrue(
          page.locator("#sentences li")
              .nth(1)
              .locator("button")
              .evaluate("b => b === document.activeElement")
              .equals(true));
      page.keyboard().press("Enter");
      assertTrue(
          number("() => speech.position()")
              >= number("() => document.getElementById('sentences').children[1].start"));

      page.locator("#text").fill(MANY);
      page.locator("#text").focus();
      page.keyboard().press("Control+Enter");
      awaitTrue("document.getElementById('sentences').children.length > 0");
      page.keyboard().press("Escape");
      expectState("Stopped\\.");
      long until = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
      while (!metrics(server).contains("\nsovits_requests_running 0\n")) { // it is left alone, too
        assertTrue(System.nanoTime() < until, () -> metrics(server));
        page.waitForTimeout(20);
      }
      assertTrue(metrics(server).contains("\nsovits_cancelled_total 1\n"), () -> metrics(server));
    }
  }

  private static String metrics(RunningServer server) {
    return new String(server.get("/metrics").body(), StandardCharsets.UTF_8);
  }

  /** Goes on with the tabulator, a few times at most. */
  private void tabTo(String id) {
    for (int i = 0; i < 4; i++) {
      page.keyboard().press("Tab");
      if (page.evaluate("() => document.activeElement.id").equals(id)) {
        return;
      }
    }
    assertEquals(id, page.evaluate("() => document.activeElement.id"));
  }

  @Test
  void aKeyIsAskedForWhereOneIsNeeded() {
    try (RunningServer server = RunningServer.start(folder, setup -> setup.withKey("s3cret"))) {
      visit(server);
      expectState("This server needs its key.*");
      page.getByLabel("Key of this server").fill("s3cret");
      page.keyboard().press("Tab");
      expectState("Ready\\.");
      page.getByLabel("Text").fill("?!");
      page.locator("#speak").click();
      expectState(".*at least one letter.*");
      assertNotEquals("", page.locator("#state").getAttribute("class"));
      complaints.removeIf(text -> text.contains("400")); // the browser's own, of the answer
    }
  }

  /** For the documentation: {@code -Dsovits4j.screenshot=FILE} takes it, of the demo voice. */
  @Test
  @EnabledIfSystemProperty(named = "sovits4j.screenshot", matches = ".+")
  void screenshot() {
    Path model = Path.of(System.getProperty("sovits4j.demo.voice"));
    ServerOptions options =
        new ServerOptions(
            "127.0.0.1",
            0,
            null,
            null,
            Map.of(
                "rms", model.resolve("references/rms.wav"),
                "slt", model.resolve("references/slt.wav")),
            Map.of(),
            "rms",
            Language.ENGLISH,
            null,
            List.of(),
            List.of(),
            List.of(),
            false,
            ServerOptions.Limits.DEFAULT);
    try (SpeechServer server =
        SpeechServer.start(model, path -> TextToSpeech.builder(path).open(), options)) {
      page.setViewportSize(880, 1100);
      page.navigate("http://127.0.0.1:" + server.port() + "/");
      expectState("Ready\\.");
      page.locator("#speak").click(); // the first time is slower
      expectState("Done: .*");
      page.locator("#speak").click();
      expectState("Speaking …");
      expectState("Done: .*");
      awaitTrue("speech.position() > 0.55 * speech.length || speech.ended()");
      page.locator("#play").click();
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(System.getProperty("sovits4j.screenshot")))
              .setFullPage(true));
    }
  }
}

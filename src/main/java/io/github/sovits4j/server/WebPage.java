package io.github.sovits4j.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A page to try voices with, for browsers that ask for {@code /}; it loads nothing from elsewhere.
 */
final class WebPage {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private WebPage() {}

  /** Whether a browser asks for the page: for nothing in particular, as HTML. */
  static boolean isWanted(Exchange exchange) {
    return exchange.method().equals("GET")
        && exchange.path().equals("/")
        && exchange.hasNoQuery()
        && exchange.header("Accept").contains("text/html");
  }

  static void addTo(Routes routes) {
    routes.addOpen("/page.css", exchange -> send(exchange, "page.css", "text/css"));
    routes.addOpen("/page.svg", exchange -> send(exchange, "page.svg", "image/svg+xml"));
    routes.addOpen("/page.js", exchange -> send(exchange, "page.js", "text/javascript"));
  }

  /** Sends the page itself. */
  static void send(Exchange exchange) {
    send(exchange, "page.html", "text/html");
  }

  private static void send(Exchange exchange, String resource, String type) {
    try (InputStream in = WebPage.class.getResourceAsStream(resource)) {
      exchange.set("Content-Security-Policy", POLICY);
      exchange.send(200, type + "; charset=utf-8", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

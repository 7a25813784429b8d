package io.github.sovits4j.server;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may ask: whoever shows the key, where there is one; and pages of a browser only from origins
 * that are allowed, so that no page of a stranger speaks to a server on its visitor's machine.
 */
final class AccessControl {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "bearer ";

  private final byte[] key; // null: none is needed
  private final List<String> origins;
  private final String host;

  AccessControl(ServerOptions options) {
    key = options.apiKey() == null ? null : options.apiKey().getBytes(StandardCharsets.UTF_8);
    origins = options.origins();
    host = options.host().toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses what a browser sends for a page that may not, and sets the headers for pages that may.
   *
   * @throws HttpProblem 403
   */
  void checkOrigin(Exchange exchange) {
    String asked = hostOf(exchange.header("Host"));
    if (key == null && !THIS_MACHINE.contains(asked) && !asked.equals(host)) {
      throw HttpProblem.of(
          403, "host", "This server answers to localhost alone; to serve others, set a key.");
    }
    String origin = exchange.header("Origin");
    if (origin.isEmpty()) {
      return;
    }
    boolean allowed = origins.contains("*") || origins.contains(origin);
    if (allowed) {
      exchange.set("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin);
      exchange.set("Access-Control-Expose-Headers", "X-Sample-Rate");
      exchange.set("Vary", "Origin");
    } else if (!isOwn(origin, exchange.header("Host"))) {
      throw HttpProblem.of(
          403,
          "origin",
          "Pages from "
              + Shown.of(origin)
              + " may not use this server; its owner can allow them with --cors-origin.");
    }
  }

  private static boolean isOwn(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String hostOf(String header) {
    String name = header.strip().toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
  }

  /**
   * @throws HttpProblem 401 unless the key is shown or none is needed
   */
  void checkKey(Exchange exchange) {
    if (key == null) {
      return;
    }
    String shown = exchange.header("x-api-key");
    String authorization = exchange.header("Authorization");
    if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      shown = authorization.substring(BEARER.length()).strip();
    }
    if (!MessageDigest.isEqual(key, shown.getBytes(StandardCharsets.UTF_8))) {
      throw HttpProblem.of(
          401,
          "invalid_api_key",
          "This server needs its key, as Authorization: Bearer KEY or x-api-key: KEY.");
    }
  }

  /** Answers a browser that asks whether it may ask. */
  void preflight(Exchange exchange) {
    exchange.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    exchange.set("Access-Control-Allow-Headers", "Authorization, Content-Type, x-api-key");
    exchange.set("Access-Control-Max-Age", "600");
    exchange.send(204, "text/plain", new byte[0]);
  }
}

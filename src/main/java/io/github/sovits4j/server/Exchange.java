package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;

/** A request and its answer. */
final class Exchange {

  private static final HeaderName SAMPLE_RATE = HeaderNames.create("X-Sample-Rate");

  private static final int MOST_DROPPED = 4 << 20; // bytes of a body that is too large

  private final ServerRequest request;
  private final ServerResponse response;
  private final RequestLife life;
  private final int mostBytes;
  private final Runnable watch;
  private final Supplier<StallGuard.Watch> writing;
  private final StringBuilder notes = new StringBuilder();
  private int status = 200;
  private boolean begun;
  private boolean broken; // nothing more can be read

  /**
   * @param mostBytes of a body
   * @param watch begins to notice when the client goes away; to be called when the body is read
   * @param writing watches a write
   */
  Exchange(
      ServerRequest request,
      ServerResponse response,
      RequestLife life,
      int mostBytes,
      Runnable watch,
      Supplier<StallGuard.Watch> writing) {
    this.request = request;
    this.response = response;
    this.life = life;
    this.mostBytes = mostBytes;
    this.watch = watch;
    this.writing = writing;
  }

  String method() {
    return request.prologue().method().text();
  }

  /** Without a slash at its end. */
  String path() {
    String path = request.path().path();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  boolean hasNoQuery() {
    return request.query().isEmpty();
  }

  String client() {
    return request.remotePeer().host();
  }

  /** A header; empty when it is not there. */
  String header(String name) {
    return request.headers().value(HeaderNames.create(name)).orElse("");
  }

  /** Whether client or server said that nothing follows on this connection. */
  boolean isLast() {
    return request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
  }

  /** Notices from now on when the client goes away; nothing more of the request may be read. */
  void watch() {
    watch.run();
  }

  RequestLife life() {
    return life;
  }

  /** The parameters of query and body. */
  RequestValues values() {
    RequestValues values = new RequestValues();
    addPairs(values, request.query().rawValue());
    if (method().equals("POST")) {
      byte[] body = body();
      String type = header("Content-Type").toLowerCase(Locale.ROOT);
      boolean object = new String(body, StandardCharsets.UTF_8).stripLeading().startsWith("{");
      // curl -d calls whatever it sends a form.
      if (type.startsWith("application/x-www-form-urlencoded") && !object) {
        addPairs(values, new String(body, StandardCharsets.UTF_8));
      } else if (type.startsWith("multipart/")) {
        throw HttpProblem.of(
            415, "media_type", "Forms with files are not taken; send a JSON object.");
      } else {
        values.add(Json.read(body));
      }
    }
    return values;
  }

  private static void addPairs(RequestValues values, String pairs) {
    if (pairs == null || pairs.isEmpty()) {
      return;
    }
    for (String pair : pairs.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        values.add(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.of(
          400, "invalid_query", "The query is not percent-encoded as it should be.");
    }
  }

  private byte[] body() {
    if (!request.content().hasEntity()) {
      throw HttpProblem.of(400, "invalid_json", "The body has to be a JSON object, got none.");
    }
    long length = request.headers().contentLength().orElse(0);
    if (length > MOST_DROPPED || (length > mostBytes && !header("Expect").isEmpty())) {
      throw tooLarge();
    }
    try {
      InputStream in = request.content().inputStream(); // closing would read it to its end
      byte[] body = in.readNBytes(mostBytes + 1);
      if (body.length > mostBytes) {
        drop(in);
        throw tooLarge();
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException | DataReader.InsufficientDataAvailableException e) {
      broken = true; // what is left of it would be taken for the next request
      response.headers().set(HeaderValues.CONNECTION_CLOSE);
      throw HttpProblem.of(
          400, "invalid_body", "The body is shorter, or its chunks are other, than was said.", e);
    }
  }

  /** Whether the connection is good for nothing behind the answer. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Reads on for a while: who is still sending would not see an answer that is followed by the end.
   */
  private static void drop(InputStream in) throws IOException {
    byte[] some = new byte[1 << 13];
    int left = MOST_DROPPED;
    for (int n = in.read(some); n >= 0 && left > 0; n = in.read(some)) {
      left -= n;
    }
  }

  /** What is left of the body is not read. */
  private HttpProblem tooLarge() {
    response.headers().set(HeaderValues.CONNECTION_CLOSE);
    return HttpProblem.of(
        413, "too_large", "The body is larger than the " + mostBytes + " bytes that are taken.");
  }

  /** Sets a header of the answer. */
  void set(String name, String value) {
    response.headers().set(HeaderNames.create(name), value);
  }

  /** Adds to the line of the log. */
  void note(String note) {
    notes.append(' ').append(note);
  }

  String notes() {
    return notes.toString();
  }

  int status() {
    return status;
  }

  /** Whether the answer has begun, so that its status cannot be changed any more. */
  boolean isBegun() {
    return begun;
  }

  void send(JsonNode body) {
    send(200, "application/json", Json.bytes(body));
  }

  void send(HttpProblem problem) {
    if (problem.status() == 429 || problem.status() == 503) {
      set("Retry-After", "5");
      response.headers().set(HeaderValues.CONNECTION_CLOSE); // a crowd holds no connections
    }
    send(problem.status(), "application/json", Json.bytes(Json.problem(problem)));
  }

  void send(int code, String type, byte[] body) {
    begin(code, type);
    try (StallGuard.Watch _ = writing.get()) {
      if (method().equals("HEAD")) {
        response.send();
      } else {
        response.send(body);
      }
    }
  }

  /** A whole sound. */
  void send(String type, int sampleRate, byte[] body) {
    response.headers().set(SAMPLE_RATE, Integer.toString(sampleRate));
    send(200, type, body);
  }

  /** Begins an answer in parts; every flush sends one. */
  OutputStream stream(String type, int sampleRate) {
    response.headers().set(SAMPLE_RATE, Integer.toString(sampleRate));
    begin(200, type);
    OutputStream out = response.outputStream();
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        try (StallGuard.Watch _ = writing.get()) {
          out.write(bytes, from, count);
        }
      }

      @Override
      public void flush() throws IOException {
        try (StallGuard.Watch _ = writing.get()) {
          out.flush();
        }
      }

      @Override
      public void close() throws IOException {
        try (StallGuard.Watch _ = writing.get()) {
          out.close();
        }
      }
    };
  }

  private void begin(int code, String type) {
    begun = true;
    status = code;
    response.status(Status.create(code));
    response.headers().set(HeaderNames.CONTENT_TYPE, type);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.headers().set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
  }
}

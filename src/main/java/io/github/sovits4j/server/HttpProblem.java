package io.github.sovits4j.server;

/** A request that cannot be answered with what it asked for; becomes a body in JSON. */
final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String parameter; // null: it is about no parameter
  private final String code;

  private HttpProblem(int status, String code, String parameter, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
  }

  /** A value that is not as it should be; 400. */
  static HttpProblem wrong(String parameter, String message) {
    return new HttpProblem(400, "invalid_value", parameter, message, null);
  }

  /** A value that is needed and not there; 400. */
  static HttpProblem missing(String parameter) {
    return missing(parameter, "");
  }

  /**
   * A value that is needed and not there; 400.
   *
   * @param why it is needed and what it should be, as the end of a sentence
   */
  static HttpProblem missing(String parameter, String why) {
    String message = parameter + " is required" + why;
    return new HttpProblem(400, "missing_value", parameter, message, null);
  }

  /** Any other. */
  static HttpProblem of(int status, String code, String message) {
    return new HttpProblem(status, code, null, message, null);
  }

  /** Any other, with what brought it about. */
  static HttpProblem of(int status, String code, String message, Throwable cause) {
    return new HttpProblem(status, code, null, message, cause);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** The parameter that it is about; null: none. */
  String parameter() {
    return parameter;
  }

  /** What OpenAI's clients tell kinds of errors by. */
  String type() {
    return switch (status) {
      case 401, 403 -> "authentication_error";
      case 429 -> "rate_limit_error";
      case 500, 502, 503, 504, 507 -> "server_error";
      default -> "invalid_request_error";
    };
  }
}

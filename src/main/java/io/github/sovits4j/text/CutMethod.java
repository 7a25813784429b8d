package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a text is cut into pieces before it is spoken, under the names GPT-SoVITS gives them. */
public enum CutMethod {
  /** Only at line breaks. */
  CUT0("leave the text whole; only line breaks cut"),
  /** After every fourth mark. */
  CUT1("four clauses to a piece"),
  /** As soon as a piece is longer than 50 characters. */
  CUT2("about fifty characters to a piece"),
  /** At Chinese full stops. */
  CUT3("cut at the Chinese full stop"),
  /** At full stops that are no decimal points. */
  CUT4("cut at the English full stop"),
  /** After every mark. */
  CUT5("cut after every mark");

  /** What a request that names no method gets. */
  public static final CutMethod DEFAULT = CUT1;

  private final String description;

  CutMethod(String description) {
    this.description = description;
  }

  /** The name requests use: {@code cut0} to {@code cut5}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the method does, in a few words. */
  public String description() {
    return description;
  }

  /** The method of a name such as {@code cut5}. */
  public static CutMethod of(String id) {
    return Arrays.stream(values())
        .filter(method -> method.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "Unknown cutting method \""
                        + id
                        + "\". Expected one of: "
                        + Arrays.stream(values())
                            .map(method -> method.id() + " (" + method.description + ")")
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}

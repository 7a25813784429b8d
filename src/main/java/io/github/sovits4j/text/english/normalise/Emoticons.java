package io.github.sovits4j.text.english.normalise;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Faces made of marks, such as {@code :-)}, are seen and not said. */
final class Emoticons implements Rule {

  private static final Pattern FACE =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:(?:[:;=8]['’]?-?|(?<!\\()[xX]['’]?-?(?!\\())[)(DPpOo/|\\\\\\]\\[*3](?![A-Za-z0-9])|<3+(?![0-9])|</3"
              + "|\\^[_.-]?\\^|-_-|[oO]_[oO]|¯\\\\_\\(ツ\\)_/¯)");

  @Override
  public String apply(String text) {
    return FACE.matcher(text).replaceAll(" ");
  }

  /** The faces of a text. */
  static List<String> faces(String text) {
    return FACE.matcher(text).results().map(MatchResult::group).toList();
  }
}

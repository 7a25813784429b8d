package io.github.sovits4j.text.japanese;

import java.text.Normalizer;

/** Writes a text in the forms that the dictionary knows: letters, digits and marks full-width. */
final class FullWidth {

  private static final int TO_FULL_WIDTH = 0xfee0;
  private static final String ODD_FROM = " \"'-\\`~";
  private static final String ODD_TO = "　”’−￥‘〜";

  private FullWidth() {}

  /**
   * The text, full-width; control characters and voicing marks that belong to nothing are left out.
   */
  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '｡' && c <= 'ﾟ') {
        String voiced =
            i + 1 < text.length() && (text.charAt(i + 1) == 'ﾞ' || text.charAt(i + 1) == 'ﾟ')
                ? usual(text.substring(i, i + 2))
                : "";
        if (voiced.length() == 1 && voiced.charAt(0) <= 'ヴ') {
          out.append(voiced);
          i++;
        } else if (c < 'ﾞ') {
          out.append(usual(text.substring(i, i + 1)));
        }
      } else if (c > 0x7f) {
        out.append(c);
      } else if (c >= ' ' && c < 0x7f) {
        int odd = ODD_FROM.indexOf(c);
        out.append(odd >= 0 ? ODD_TO.charAt(odd) : (char) (c + TO_FULL_WIDTH));
      }
    }
    return out.toString();
  }

  private static String usual(String halfWidth) {
    return Normalizer.normalize(halfWidth, Normalizer.Form.NFKC);
  }
}

package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.UnspokenCharacters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns written Chinese into what is said: simplified characters, numbers and signs in words, and
 * nothing but ideographs and the marks {@code ! ? … , . -}; and where readings are given, {@link
 * Pinyin}'s marks behind their ideographs.
 */
final class ChineseNormaliser {

  private static final Pattern REMOVED =
      Pattern.compile("[\\s\\u3000—《》【】<>{}()（）#&@“”^_|\\\\「」『』]");
  private static final Pattern SENTENCE =
      Pattern.compile("(?<=[：、，；。？！;?!][’]?)(?!’)|(?<=,)(?!\\d)");
  private static final Pattern OTHERS =
      Pattern.compile("[^\\u4e00-\\u9fa5\\ue000-\\uf8ff!?…,.\\-]++");
  private static final Pattern MARKS = Pattern.compile("([!?…,.\\-])[!?…,.\\-]++");

  private static final Map<Character, Character> SIMPLIFIED = new HashMap<>();
  private static final Map<Character, String> SIGNS = new HashMap<>();

  static {
    Resources.words("simplified.txt")
        .forEach(pair -> SIMPLIFIED.put(pair.charAt(0), pair.charAt(1)));
    String[] signs = {
      "/每", "①一", "②二", "③三", "④四", "⑤五", "⑥六", "⑦七", "⑧八", "⑨九", "⑩十", "α阿尔法", "β贝塔", "γ伽玛", "Γ伽玛",
      "δ德尔塔", "Δ德尔塔", "ε艾普西龙", "ζ捷塔", "η依塔", "θ西塔", "Θ西塔", "ι艾欧塔", "κ喀帕", "λ拉姆达", "Λ拉姆达", "μ缪",
      "ν拗", "ξ克西", "Ξ克西", "ο欧米克伦", "π派", "Π派", "ρ肉", "ς西格玛", "σ西格玛", "Σ西格玛", "τ套", "υ宇普西龙", "φ服艾",
      "Φ服艾", "χ器", "ψ普赛", "Ψ普赛", "ω欧米伽", "Ω欧米伽", "+加", "-减", "×乘", "÷除", "=等", "嗯恩", "呣母", "℃度",
      "％%"
    };
    for (String sign : signs) {
      SIGNS.put(sign.charAt(0), sign.substring(1));
    }
  }

  private ChineseNormaliser() {}

  /** What is said. */
  static String normalise(String text) {
    StringBuilder said = new StringBuilder();
    for (String sentence : sentences(text)) {
      said.append(filtered(words(sentence)));
    }
    return MARKS.matcher(said).replaceAll("$1");
  }

  /** What nobody will hear: letters of other scripts, pictures, signs without a word. */
  static UnspokenCharacters unspoken(String text) {
    UnspokenCharacters.Builder unspoken = new UnspokenCharacters.Builder();
    StringBuilder run = new StringBuilder();
    halfWidth(text)
        .codePoints()
        .forEach(
            c -> {
              if (isSpokenOrSilent(c)) {
                unspoken.add(run.toString());
                run.setLength(0);
              } else {
                run.appendCodePoint(c);
              }
            });
    unspoken.add(run.toString());
    return unspoken.build();
  }

  private static boolean isSpokenOrSilent(int c) {
    if ((c >= 0x4e00 && c <= 0x9fa5) || (c >= '0' && c <= '9') || Character.isSpaceChar(c)) {
      return true;
    }
    if ("#&@*\\＃＆＠＊＼".indexOf(c) >= 0) {
      return false; // punctuation to Unicode, but neither words nor a pause
    }
    if (c < 0x10000 && (SIGNS.containsKey((char) c) || "%‰°²³￥¥$€£₩<>^|~～".indexOf(c) >= 0)) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> c == '\n' || c == '\r' || c == '\t';
    };
  }

  private static List<String> sentences(String text) {
    String kept = REMOVED.matcher(halfWidth(text)).replaceAll("");
    List<String> sentences = new ArrayList<>();
    for (String sentence : SENTENCE.split(kept, -1)) {
      if (!sentence.isEmpty()) {
        sentences.add(sentence);
      }
    }
    return sentences;
  }

  /** Digits, letters and the signs numbers are written with, in their usual width. */
  private static String halfWidth(String text) {
    StringBuilder narrow = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wide =
          (c >= '０' && c <= '９')
              || (c >= 'Ａ' && c <= 'Ｚ')
              || (c >= 'ａ' && c <= 'ｚ')
              || "％＋－／＝＄～．".indexOf(c) >= 0;
      narrow.append(wide ? (char) (c - 0xfee0) : c);
    }
    return narrow.toString();
  }

  private static String words(String sentence) {
    StringBuilder simplified = new StringBuilder(sentence.length());
    for (int i = 0; i < sentence.length(); i++) {
      simplified.append(SIMPLIFIED.getOrDefault(sentence.charAt(i), sentence.charAt(i)));
    }
    String spoken = NumberRules.apply(simplified.toString());
    StringBuilder signs = new StringBuilder(spoken.length());
    for (int i = 0; i < spoken.length(); i++) {
      String words = SIGNS.get(spoken.charAt(i));
      signs.append(words == null ? spoken.substring(i, i + 1) : words);
    }
    return signs.toString();
  }

  private static String filtered(String sentence) {
    StringBuilder marked = new StringBuilder(sentence.length());
    String dotted = sentence.replace("...", "…");
    for (int i = 0; i < dotted.length(); i++) {
      char c = dotted.charAt(i);
      marked.append(
          switch (c) {
            case '：', '；', '，', '·', '、', ';' -> ',';
            case '。', '\n', '$' -> '.';
            case '！' -> '!';
            case '？' -> '?';
            case '~', '～' -> '…';
            default -> c;
          });
    }
    return OTHERS.matcher(marked).replaceAll("");
  }
}

package io.github.sovits4j.text.english.normalise;

import io.github.sovits4j.text.Characters;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One form for every character: straight quotes, one kind of space and of each dash, letters
 * without accents, no ligatures, full-width or invisible characters. Superscripts become {@code
 * ^2}, a written fraction such as ½ becomes {@code 1⁄2}.
 */
final class CharacterForms implements Rule {

  private static final Map<Integer, String> FORMS = forms();

  private static final Pattern MARKUP =
      Pattern.compile("</?[a-zA-Z][a-zA-Z0-9]{0,15}(?: [^<>]{0,200})?/?>|<!--[^<>]{0,200}-->");
  private static final Pattern CHARACTER_NAME = Pattern.compile("&(amp|lt|gt|quot|nbsp|#39|apos);");
  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "nbsp", " ", "#39", "'", "apos", "'");

  private static final Pattern GROUPING_SPACE =
      Pattern.compile("(?<=[0-9])[\\u00a0\\u2009\\u202f\\u2007](?=[0-9]{3}(?![0-9]))");
  private static final Pattern SPACED_GROUPS =
      Pattern.compile(
          "(?<![0-9.,])(?<![0-9] )(?:[1-9][0-9]{0,2}(?: [0-9]{3}){2,}+(?! ?[0-9])|[1-9][0-9]{0,2} 000(?! ?[0-9]|[.,][0-9]))");
  private static final Pattern DOTS = Pattern.compile("\\.{3,}+|\\.(?: \\.){2,}+");
  private static final Pattern POWER_SIGNS = Pattern.compile("(?<=\\^[-0-9]{1,4})\\^");

  /** A sign struck out, such as that of "not equal": the stroke is no accent. */
  private static final Pattern STRUCK = Pattern.compile("[^\\p{L}\\s]\\u0338");

  private static final Pattern HALF_AFTER_NUMBER = Pattern.compile("(?<=[0-9])\\u0001");

  @Override
  public String apply(String text) {
    String t = Rule.replace(CHARACTER_NAME, text, (m, all) -> NAMED.get(m.group(1)));
    t = MARKUP.matcher(t).replaceAll(" ");
    t = GROUPING_SPACE.matcher(t).replaceAll(",");
    t = Rule.replace(SPACED_GROUPS, t, (m, all) -> m.group().replace(' ', ','));
    StringBuilder out = new StringBuilder(t.length() + 16);
    t.codePoints().forEach(c -> append(out, c));
    t = Normalizer.normalize(out, Normalizer.Form.NFD);
    t = Rule.replace(STRUCK, t, (m, all) -> Normalizer.normalize(m.group(), Normalizer.Form.NFC));
    StringBuilder bare = new StringBuilder(t.length());
    t.codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    t = HALF_AFTER_NUMBER.matcher(bare).replaceAll(" ").replace("\u0001", "");
    t = POWER_SIGNS.matcher(t).replaceAll("");
    return DOTS.matcher(t).replaceAll("…");
  }

  private static void append(StringBuilder out, int c) {
    String form = FORMS.get(c);
    if (form != null) {
      out.append(form);
    } else if (c < 0x80) {
      out.append(c < ' ' && !Characters.isSpace(c) ? "" : Character.toString(c));
    } else if (Characters.isSpace(c)) {
      out.append(c == 0x2028 || c == 0x2029 || c == 0x85 ? '\n' : ' ');
    } else if (Character.getType(c) == Character.DASH_PUNCTUATION) {
      out.append('—');
    } else if (c == 0x200d && !out.isEmpty() && out.charAt(out.length() - 1) > 0x2000) {
      out.appendCodePoint(c); // Holds the parts of an emoji together.
    } else if (Character.getType(c) == Character.FORMAT || isVariation(c)) {
      return; // Directions, joiners, soft hyphens: how to draw, not what to say.
    } else {
      out.append(compatible(c));
    }
  }

  private static String compatible(int c) {
    String form = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC);
    if (Character.getType(c) == Character.OTHER_NUMBER && form.indexOf('⁄') > 0) {
      return "\u0001" + form; // A fraction: kept apart from a number before it.
    }
    if (form.codePoints().allMatch(Character::isDigit)
        && Character.getType(c) == Character.OTHER_NUMBER) {
      return superscript(c) ? "^" + form : form;
    }
    // Compatibility forms may hold characters that have forms of their own, such as spaces.
    StringBuilder out = new StringBuilder();
    form.codePoints()
        .forEach(
            part -> {
              String again = FORMS.get(part);
              if (again != null) {
                out.append(again);
              } else {
                out.appendCodePoint(part);
              }
            });
    return out.toString();
  }

  private static boolean superscript(int c) {
    return c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0x2070 && c <= 0x2079);
  }

  private static boolean isVariation(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
  }

  private static Map<Integer, String> forms() {
    Map<Integer, String> forms = new HashMap<>();
    put(forms, "‘’‚‛ʼʻʹ′‵＇`´ˈ", "'");
    put(forms, "“”„‟«»″‶＂〝〞", "\"");
    put(forms, "‹›", "'");
    put(forms, "‐‑﹣－⁃", "-");
    put(forms, "‒–", "–");
    put(forms, "—―⸺⸻─━﹘", "—");
    put(forms, "−﹢", "−");
    put(forms, "⁻", "^-");
    put(forms, "…⋯", "…");
    put(forms, "。｡", ".");
    put(forms, "！", "!");
    put(forms, "？", "?");
    put(forms, "，、", ",");
    put(forms, "：", ":");
    put(forms, "；", ";");
    put(forms, "•◦▪▫●○■□‣∙", "\n");
    put(forms, "·⋅", " ");
    put(forms, "ß", "ss");
    put(forms, "ẞ", "SS");
    put(forms, "ł", "l");
    put(forms, "Ł", "L");
    put(forms, "ø", "o");
    put(forms, "Ø", "O");
    put(forms, "æ", "ae");
    put(forms, "Æ", "Ae");
    put(forms, "œ", "oe");
    put(forms, "Œ", "Oe");
    put(forms, "đð", "d");
    put(forms, "ĐÐ", "D");
    put(forms, "þ", "th");
    put(forms, "Þ", "Th");
    put(forms, "ħ", "h");
    put(forms, "Ħ", "H");
    put(forms, "ı", "i");
    put(forms, "ŋ", "ng");
    put(forms, "ŧ", "t");
    put(forms, "ĸ", "k");
    put(forms, "ə", "e");
    put(forms, "ſ", "s");
    put(forms, "µ", "μ");
    put(forms, "Ω", "Ω");
    put(forms, "º˚", "°");
    put(forms, "№", "No.");
    put(forms, "™®℠", "");
    put(forms, "©", " copyright ");
    put(forms, "×✕✖", "×");
    put(forms, "＊∗", "*");
    put(forms, "≮", "≥");
    put(forms, "≯", "≤");
    put(forms, "≰", ">");
    put(forms, "≱", "<");
    put(forms, "\r", "");
    put(forms, "\t", " ");
    put(forms, "\u000b\u000c", "\n");
    put(forms, "℃", "°C");
    put(forms, "℉", "°F");
    return Map.copyOf(forms);
  }

  private static void put(Map<Integer, String> forms, String characters, String form) {
    characters.codePoints().forEach(c -> forms.put(c, form));
  }
}

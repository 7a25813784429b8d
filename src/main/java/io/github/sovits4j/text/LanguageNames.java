package io.github.sovits4j.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Languages under the names people give them: GPT-SoVITS' codes, tags such as {@code en-US} and
 * {@code zh-Hans-CN}, ISO codes of three letters, names in English and in the language itself. Case
 * does not matter, nor whether parts are joined by hyphens or underscores.
 */
final class LanguageNames {

  private static final Pattern SUBTAGS = Pattern.compile("(?:-[a-z0-9]{2,8})+");

  private static final Map<TextLanguage, String> OTHER_NAMES =
      Map.of(
          TextLanguage.EN, "eng english 英文 英语 英語",
          TextLanguage.ZH, "zho chi cmn chinese mandarin putonghua 中文 汉语 漢語 普通话 普通話 国语 國語",
          TextLanguage.JA, "jp jpn japanese 日本語 日语 日文",
          TextLanguage.KO, "kr kor korean 한국어 韩语 韩文",
          TextLanguage.YUE, "cantonese 粤语 粵語 广东话 廣東話",
          TextLanguage.AUTO, "automatic detect");

  /** Regions of zh where Cantonese is what is spoken. */
  private static final Pattern CANTONESE =
      Pattern.compile("zh-(?:(?:hant|hans)-)?(?:hk|mo)|zh-yue.*");

  private static final Map<String, TextLanguage> NAMES = names();

  private LanguageNames() {}

  private static Map<String, TextLanguage> names() {
    Map<String, TextLanguage> names = new HashMap<>();
    OTHER_NAMES.forEach(
        (language, list) -> {
          for (String name : list.split(" ", -1)) {
            names.put(name, language);
          }
        });
    for (TextLanguage language : TextLanguage.values()) {
      names.put(language.code().replace('_', '-'), language);
    }
    return names;
  }

  /** The language of a name, if it is one. */
  static Optional<TextLanguage> find(String name) {
    String wanted = Characters.strip(name).toLowerCase(Locale.ROOT).replace('_', '-');
    TextLanguage known = NAMES.get(wanted);
    if (known != null) {
      return Optional.of(known);
    }
    if (CANTONESE.matcher(wanted).matches()) {
      return Optional.of(TextLanguage.YUE);
    }
    int hyphen = wanted.indexOf('-');
    boolean tag = hyphen > 0 && SUBTAGS.matcher(wanted.substring(hyphen)).matches();
    return tag && isLetters(wanted, hyphen)
        ? Optional.ofNullable(NAMES.get(wanted.substring(0, hyphen)))
        : Optional.empty();
  }

  /** Only codes take subtags: "english-us" is no tag. */
  private static boolean isLetters(String tag, int length) {
    return length <= 3 && tag.substring(0, length).chars().allMatch(c -> c >= 'a' && c <= 'z');
  }
}

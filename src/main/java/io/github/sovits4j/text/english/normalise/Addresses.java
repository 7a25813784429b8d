package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Web and mail addresses, names of files, handles and hashtags: {@code user@example.com} is "user
 * at example dot com".
 */
public final class Addresses implements Rule {

  private static final String LABELS = "[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?=[A-Za-z0-9]))*+";

  private static final Pattern MAIL =
      Pattern.compile(
          "(?<![A-Za-z0-9._%+-])(?:mailto:)?([A-Za-z0-9](?:[A-Za-z0-9_%+-]|\\.(?=[A-Za-z0-9_]))*+@"
              + LABELS
              + ")");

  private static final Pattern URL =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:(https?|ftp|file|ssh|wss?)://|(?=www\\.))([^\\s<>\"{}|\\\\^`]++)",
          Pattern.CASE_INSENSITIVE);

  /** Ends that make a bare word a web address, and names of files that people talk about. */
  private static final String TOP_DOMAINS =
      "com|org|net|edu|gov|mil|int|io|ai|app|dev|info|biz|co|me|tv|uk|us|de|fr|jp|cn|ru|ca|au|nl|eu"
          + "|ch|it|es|se|no|in|br|kr|xyz|online|site|tech|cloud|blog";

  private static final String FILE_TYPES =
      "pdf|txt|docx?|xlsx?|pptx?|csv|json|xml|html?|css|js|ts|py|java|jar|cpp|hpp|rs|rb|php|sh|exe"
          + "|dll|zip|tar|gz|7z|rar|png|jpe?g|gif|svg|bmp|webp|mp3|mp4|wav|flac|ogg|avi|mkv|mov|md"
          + "|yml|yaml|toml|ini|cfg|conf|log|bak|sql|db|iso|apk|ckpt|pth";

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?<![A-Za-z0-9.@_-])([A-Za-z0-9][A-Za-z0-9_-]*+(?:\\.[A-Za-z0-9_-]++)*+)"
              + "(?<=\\.(?:"
              + TOP_DOMAINS
              + "|"
              + FILE_TYPES
              + "))(?![A-Za-z0-9@])((?::[0-9]{2,5})?(?:/[^\\s<>\"{}|\\\\^`]*+)?)");

  /** The end of a file's name by itself: ".pdf". */
  private static final Pattern TYPE =
      Pattern.compile("(?<![A-Za-z0-9.)])\\.(" + FILE_TYPES + ")(?![A-Za-z0-9])");

  private static final Pattern PLATFORM =
      Pattern.compile("(?<![A-Za-z0-9])([A-Za-z]*+)\\.(NET|js|JS|Net)(?![A-Za-z0-9])");

  private static final Pattern HANDLE =
      Pattern.compile("(?<![A-Za-z0-9@._])@([A-Za-z_][A-Za-z0-9_]*+(?:\\.[A-Za-z0-9_]++)*+)");

  private static final Pattern HASHTAG =
      Pattern.compile(
          "(?<![A-Za-z0-9&#])#(?![0-9]+[A-Z](?![A-Za-z0-9_]))([0-9]{0,6}[A-Za-z_][A-Za-z0-9_]*+)(?!-[0-9])");

  private static final Pattern PATH =
      Pattern.compile(
          "(?<![A-Za-z0-9/.])(~?(?:/[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+){2,}+/?"
              + "|[A-Za-z]:(?:\\\\[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+)++)");

  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('.', " dot "),
          Map.entry('@', " at "),
          Map.entry('/', " slash "),
          Map.entry(':', " colon "),
          Map.entry('\\', " backslash "),
          Map.entry('-', " dash "),
          Map.entry('_', " underscore "),
          Map.entry('~', " tilde "),
          Map.entry('?', " question mark "),
          Map.entry('=', " equals "),
          Map.entry('&', " and "),
          Map.entry('#', " hash "),
          Map.entry('+', " plus "),
          Map.entry('%', " percent "));

  /** Short ends of addresses that are said letter by letter. */
  private static final Set<String> SPELLED =
      WordList.of(
          """
          uk us tv io ai de fr jp cn ru au nl eu ch se br kr www js ts py cpp hpp rs rb
          php csv xml css html htm pdf txt mp avi mkv rtf png gz md yml sql db dll exe svg
          bmp https http ftp ssh ws wss rar
          """);

  private static final Set<String> NAME_ENDS =
      Set.of(
          (TOP_DOMAINS + "|" + FILE_TYPES + "|doc|xls|ppt|htm|jpg|NET|JS")
              .replace("?", "")
              .split("\\|", -1));

  /** Whether a word with points is the name of a host, a mailbox or a file. */
  public static boolean isName(String word) {
    return NAME_ENDS.contains(word.substring(word.lastIndexOf('.') + 1));
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(MAIL, text, (m, all) -> spell(m.group(1)));
    t = Rule.replace(URL, t, Addresses::url);
    t = Rule.replace(DOMAIN, t, Addresses::domain);
    t = Rule.replace(TYPE, t, (m, all) -> "dot " + spell(m.group(1)));
    t = Rule.replace(PLATFORM, t, Addresses::platform);
    t = Rule.replace(HANDLE, t, (m, all) -> "at " + spell(m.group(1)));
    t = Rule.replace(HASHTAG, t, (m, all) -> "hashtag " + words(m.group(1).replace('_', ' ')));
    return Rule.replace(PATH, t, (m, all) -> spell(m.group(1)).strip());
  }

  private static String url(Matcher match, String text) {
    String address = match.group(2);
    int end = address.length();
    // A mark at the end, and a bracket that was opened before the address, are the sentence's.
    while (end > 0 && ".,;:!?')]…".indexOf(address.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end == 0) {
      return null;
    }
    String marks = address.substring(end);
    String bare = address.substring(0, address.charAt(end - 1) == '/' ? end - 1 : end);
    String scheme = match.group(1) == null ? "" : spell(match.group(1)) + " colon slash slash ";
    return scheme + spell(bare) + marks;
  }

  private static String domain(Matcher match, String text) {
    String address = match.group(1);
    // "e.g." style initials and a number are no addresses; neither is a word that ends a sentence.
    int last = address.lastIndexOf('.');
    if (last < 1 || address.chars().noneMatch(Character::isLetter)) {
      return null;
    }
    String path = match.group(2);
    int end = path.length();
    while (end > 0 && ".,;:!?')]…".indexOf(path.charAt(end - 1)) >= 0) {
      end--;
    }
    String marks = path.substring(end);
    String bare = path.substring(0, end > 0 && path.charAt(end - 1) == '/' ? end - 1 : end);
    return spell(address + bare) + marks;
  }

  private static String platform(Matcher match, String text) {
    String end = match.group(2).equalsIgnoreCase("net") ? "net" : "J S";
    return match.group(1).isEmpty() ? "dot " + end : match.group(1) + " dot " + end;
  }

  private static String spell(String address) {
    StringBuilder out = new StringBuilder();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (isAscii(c)) {
        word.append(c);
        continue;
      }
      append(out, word);
      String sign = SIGNS.get(c);
      out.append(sign == null ? " " : sign);
    }
    append(out, word);
    return out.toString().strip().replaceAll(" {2,}", " ");
  }

  private static void append(StringBuilder out, StringBuilder word) {
    String label = word.toString();
    word.setLength(0);
    for (String part : label.split("(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (Character.isDigit(part.charAt(0))) {
        out.append(part.length() > 4 ? NumberWords.digitByDigit(part) : NumberWords.plain(part));
      } else if (SPELLED.contains(part.toLowerCase(Locale.ROOT))) {
        out.append(String.join(" ", part.toUpperCase(Locale.ROOT).split("")));
      } else {
        out.append(words(part));
      }
      out.append(' ');
    }
  }

  /** The words of a name written in one: {@code ThrowbackThursday}. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
  }

  private static boolean isAscii(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}

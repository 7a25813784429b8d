package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sums of money: {@code $1.2B} is "one point two billion dollars", {@code £3.50} "three pounds
 * fifty", {@code a $20 bill} "a twenty dollar bill".
 */
final class Money implements Rule {

  private record Currency(String one, String many, String cent, String cents) {}

  private static final Currency DOLLAR = new Currency("dollar", "dollars", "cent", "cents");
  private static final Currency POUND = new Currency("pound", "pounds", "penny", "pence");
  private static final Currency EURO = new Currency("euro", "euros", "cent", "cents");
  private static final Currency YEN = new Currency("yen", "yen", "", "");
  private static final Currency YUAN = new Currency("yuan", "yuan", "", "");
  private static final Currency RUPEE = new Currency("rupee", "rupees", "paisa", "paise");
  private static final Currency WON = new Currency("won", "won", "", "");
  private static final Currency RUBLE = new Currency("ruble", "rubles", "kopeck", "kopecks");
  private static final Currency CENT = new Currency("cent", "cents", "", "");
  private static final Currency FRANC =
      new Currency("Swiss franc", "Swiss francs", "centime", "centimes");
  private static final Currency PESO = new Currency("peso", "pesos", "centavo", "centavos");

  private static final Map<String, Currency> CURRENCIES =
      Map.ofEntries(
          Map.entry("$", DOLLAR),
          Map.entry("US$", of("U S dollar")),
          Map.entry("USD", of("U S dollar")),
          Map.entry("A$", of("Australian dollar")),
          Map.entry("AU$", of("Australian dollar")),
          Map.entry("AUD", of("Australian dollar")),
          Map.entry("C$", of("Canadian dollar")),
          Map.entry("CA$", of("Canadian dollar")),
          Map.entry("CAD", of("Canadian dollar")),
          Map.entry("NZ$", of("New Zealand dollar")),
          Map.entry("NZD", of("New Zealand dollar")),
          Map.entry("HK$", of("Hong Kong dollar")),
          Map.entry("HKD", of("Hong Kong dollar")),
          Map.entry("S$", of("Singapore dollar")),
          Map.entry("SGD", of("Singapore dollar")),
          Map.entry("£", POUND),
          Map.entry("GBP", POUND),
          Map.entry("€", EURO),
          Map.entry("EUR", EURO),
          Map.entry("¥", YEN),
          Map.entry("JPY", YEN),
          Map.entry("CN¥", YUAN),
          Map.entry("CNY", YUAN),
          Map.entry("RMB", YUAN),
          Map.entry("₹", RUPEE),
          Map.entry("INR", RUPEE),
          Map.entry("₩", WON),
          Map.entry("KRW", WON),
          Map.entry("₽", RUBLE),
          Map.entry("RUB", RUBLE),
          Map.entry("¢", CENT),
          Map.entry("CHF", FRANC),
          Map.entry("₱", PESO),
          Map.entry("MXN", PESO),
          Map.entry("R$", new Currency("real", "reais", "centavo", "centavos")),
          Map.entry("BRL", new Currency("real", "reais", "centavo", "centavos")),
          Map.entry("₺", new Currency("lira", "lira", "kurush", "kurush")),
          Map.entry("₪", new Currency("shekel", "shekels", "agora", "agorot")),
          Map.entry("₫", new Currency("dong", "dong", "", "")),
          Map.entry("฿", new Currency("baht", "baht", "satang", "satang")),
          Map.entry("₴", new Currency("hryvnia", "hryvnias", "kopeck", "kopecks")),
          Map.entry("₦", new Currency("naira", "naira", "kobo", "kobo")),
          Map.entry("₿", new Currency("bitcoin", "bitcoins", "", "")),
          Map.entry("BTC", new Currency("bitcoin", "bitcoins", "", "")),
          Map.entry("SEK", new Currency("Swedish krona", "Swedish kronor", "", "")),
          Map.entry("NOK", new Currency("Norwegian krone", "Norwegian kroner", "", "")),
          Map.entry("DKK", new Currency("Danish krone", "Danish kroner", "", "")),
          Map.entry("PLN", new Currency("zloty", "zlotys", "grosz", "groszy")));

  private static final Map<String, String> MAGNITUDES =
      Map.ofEntries(
          Map.entry("k", "thousand"),
          Map.entry("m", "million"),
          Map.entry("mn", "million"),
          Map.entry("mm", "million"),
          Map.entry("mio", "million"),
          Map.entry("mil", "million"),
          Map.entry("b", "billion"),
          Map.entry("bn", "billion"),
          Map.entry("t", "trillion"),
          Map.entry("tn", "trillion"),
          Map.entry("tr", "trillion"),
          Map.entry("thousand", "thousand"),
          Map.entry("million", "million"),
          Map.entry("billion", "billion"),
          Map.entry("trillion", "trillion"),
          Map.entry("hundred", "hundred"));

  /** CAD 2020 is a program of that year, SGD 0.9 and 0.01 are settings of a method. */
  private static final String NO_NAME =
      "(?! ?(?:19[89][0-9]|20(?!00)[0-3][0-9]|0?\\.[0-9]|0?\\.0[0-9]++)(?![0-9]|[.,][0-9]))";

  private static final String SIGN =
      "((?:US|AU|A|CA|C|NZ|HK|S|R)?\\$|CN¥|[£€¥₹₩₽₱₺₪₫฿₴₦₿]|(?:USD|AUD|(?:CAD|SGD)"
          + NO_NAME
          + "|NZD|HKD|GBP|EUR|JPY"
          + "|CNY|RMB|INR|KRW|RUB|CHF|MXN|BRL|BTC|SEK|NOK|DKK|PLN) ?)";
  private static final String SIGN_AFTER =
      "([$£€¥¢₹₩₽₱₺₪₫฿₴₦₿]|USD|AUD|CAD|NZD|HKD|SGD|GBP|EUR|JPY|CNY|RMB|INR|KRW|RUB|CHF|MXN|BRL|BTC"
          + "|SEK|NOK|DKK|PLN)";
  private static final String SUM = "(" + NumberWords.NUMBER + ")";
  private static final String MAGNITUDE =
      "(?:[ -]?(hundred|thousand|million|billion|trillion)(?![A-Za-z])"
          + "| ?(bn|mn|tn|mio|mil)(?![A-Za-z])|([kKmMbBtT]|MM|BN|Bn)(?![A-Za-z0-9]))?+";
  private static final String PER = "(?: ?/ ?([A-Za-z]{1,8})(?![A-Za-z]))?+";

  private static final Pattern BEFORE =
      Pattern.compile(
          "(?<![A-Za-z0-9])([-−–]?)"
              + SIGN
              + "([-−]?) ?"
              + SUM
              + "(?:( ?[-–—] ?(?:\\2)?| to )("
              + NumberWords.NUMBER
              + ")(?!-[0-9]))?+"
              + MAGNITUDE
              + "(?![0-9])"
              + PER);
  private static final Pattern AFTER =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?<![0-9][.,])([-−–]?)"
              + SUM
              + "(?:( ?[-–—] ?| to )("
              + NumberWords.NUMBER
              + "))?+"
              + MAGNITUDE
              + " ?"
              + SIGN_AFTER
              + "(?![A-Za-z0-9])"
              + PER);

  private static final Map<String, String> PERIODS =
      Map.ofEntries(
          Map.entry("hr", "hour"),
          Map.entry("h", "hour"),
          Map.entry("mo", "month"),
          Map.entry("yr", "year"),
          Map.entry("wk", "week"),
          Map.entry("lb", "pound"),
          Map.entry("kg", "kilogram"),
          Map.entry("g", "gram"),
          Map.entry("oz", "ounce"),
          Map.entry("gal", "gallon"),
          Map.entry("l", "liter"),
          Map.entry("sqft", "square foot"),
          Map.entry("ea", "each"),
          Map.entry("pc", "piece"),
          Map.entry("kwh", "kilowatt hour"),
          Map.entry("gb", "gigabyte"),
          Map.entry("mb", "megabyte"));

  /** Europeans write the point and the comma the other way round. */
  private static final Pattern EUROPEAN =
      Pattern.compile(
          "(?<=€ ?)([0-9]{1,3}(?:\\.[0-9]{3})*+|[0-9]++),([0-9]{2})(?![0-9])"
              + "|(?<![0-9.,])([0-9]{1,3}(?:\\.[0-9]{3})*+|[0-9]++),([0-9]{2})(?= ?(?:€|EUR(?![A-Z])))");

  /** A sign and a code for one sum: "$50 USD". */
  private static final Pattern TWICE =
      Pattern.compile(
          "(?<![A-Za-z])(?:\\$(?=[0-9.,]{1,16} ?(?:[kKmMbB]|hundred|thousand|million|billion|trillion)? ?(USD|AUD|CAD|NZD|HKD|SGD)(?![A-Za-z]))"
              + "|(?<=([€£])[0-9.,]{1,16}) ?(?:EUR|GBP)(?![A-Za-z]))");

  private static final Pattern SECOND_NAME =
      Pattern.compile(
          "(?<=(US|AU|CA|NZ|HK|S)\\$[0-9.,]{1,16}(?: ?(?:[kKmMbB]|hundred|thousand|million|billion|trillion))?) ?(?:USD|AUD|CAD|NZD|HKD|SGD)(?![A-Za-z])");
  private static final Map<String, String> NAMED_SIGNS =
      Map.of("USD", "US$", "AUD", "AU$", "CAD", "CA$", "NZD", "NZ$", "HKD", "HK$", "SGD", "S$");

  private static final Pattern TO_SIGN =
      Pattern.compile("(?<=[0-9](?:[kKmMbBtT]|bn|mn) ?)[–—-] ?(?=[$£€¥])");

  /** Things that are named by what they cost: "$20 bills". */
  private static final Set<String> PRICED =
      WordList.of(
          """
          bill bills note notes coin coins deal deals fine fines prize prizes house ticket tickets
          loan loans budget contract contracts investment reward voucher vouchers gift fund grant
          project company lawsuit settlement bonus discount fee donation
          """);

  private static Currency of(String name) {
    return new Currency(name, name + "s", "cent", "cents");
  }

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t =
        Rule.replace(
            TWICE, text, (m, all) -> m.group(1) == null ? "" : NAMED_SIGNS.get(m.group(1)));
    t = SECOND_NAME.matcher(t).replaceAll("");
    t = Rule.replace(EUROPEAN, t, (m, all) -> european(m));
    t = TO_SIGN.matcher(t).replaceAll(" to ");
    t = Rule.replace(BEFORE, t, Money::before);
    return Rule.replace(AFTER, t, Money::after);
  }

  private static String european(Matcher m) {
    return m.group(1) == null
        ? m.group(3).replace(".", ",") + "." + m.group(4)
        : m.group(1).replace(".", ",") + "." + m.group(2);
  }

  private static String before(Matcher m, String text) {
    Currency currency = CURRENCIES.get(m.group(2).strip());
    boolean negative = !m.group(1).isEmpty() || !m.group(3).isEmpty();
    return sum(m, text, negative, currency, m.group(4), m.group(6), 7, m.group(10));
  }

  private static String after(Matcher m, String text) {
    Currency currency = CURRENCIES.get(m.group(8));
    return sum(m, text, !m.group(1).isEmpty(), currency, m.group(2), m.group(4), 5, m.group(9));
  }

  private static String sum(
      Matcher m,
      String text,
      boolean negative,
      Currency currency,
      String from,
      String to,
      int magnitudeGroup,
      String per) {
    String magnitude = magnitude(m, magnitudeGroup);
    String last = to == null ? from : to;
    boolean attribute =
        per == null
            && (Context.isAttribute(text, m.start(), m.end())
                || PRICED.contains(Context.wordAfter(text, m.end())));
    StringBuilder spoken = new StringBuilder(negative ? "minus " : "");
    if (to != null) {
      spoken.append(NumberWords.plain(from)).append(" to ");
    }
    if (magnitude != null) {
      spoken.append(NumberWords.plain(last)).append(' ').append(magnitude).append(' ');
      spoken.append(attribute ? currency.one : currency.many);
    } else {
      spoken.append(exact(last, currency, attribute, to != null));
    }
    if (per != null) {
      String period = PERIODS.getOrDefault(per.toLowerCase(Locale.ROOT), per);
      spoken.append(period.equals("each") ? " " : " per ").append(period);
    }
    if (attribute && text.startsWith("-", m.end())) {
      spoken.append(' ');
    }
    return spoken.toString();
  }

  private static String magnitude(Matcher m, int group) {
    for (int i = group; i < group + 3; i++) {
      if (m.group(i) != null) {
        return MAGNITUDES.get(m.group(i).toLowerCase(Locale.ROOT));
      }
    }
    return null;
  }

  private static String exact(String amount, Currency currency, boolean attribute, boolean range) {
    int point = amount.indexOf('.');
    String whole = point < 0 ? amount : amount.substring(0, point);
    String decimals = point < 0 ? "" : amount.substring(point + 1);
    if (decimals.length() > 2
        || (!decimals.isEmpty() && currency.cents.isEmpty())
        || (range && point >= 0)) {
      return NumberWords.plain(amount) + " " + currency.many;
    }
    boolean some = whole.chars().anyMatch(c -> c >= '1' && c <= '9');
    String units =
        NumberWords.cardinal(whole.isEmpty() ? "0" : whole)
            + " "
            + (attribute || NumberWords.isOne(whole) ? currency.one : currency.many);
    String hundredths =
        NumberWords.stripZeros(decimals.length() == 1 ? decimals + "0" : "0" + decimals);
    if (hundredths.equals("0")) {
      return units;
    }
    String cents =
        NumberWords.cardinal(hundredths)
            + " "
            + (attribute || hundredths.equals("1") ? currency.cent : currency.cents);
    if (!some) {
      return cents;
    }
    // Pounds have their pence without a word between: three pounds fifty.
    return currency.equals(POUND)
        ? units + " " + NumberWords.cardinal(hundredths)
        : units + " and " + cents;
  }
}

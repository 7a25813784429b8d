package io.github.sovits4j.text.english.normalise;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with a unit: {@code 5kg} is "five kilograms", {@code 60km/h} "sixty kilometers per
 * hour", {@code a 5 km run} "a five kilometer run", {@code 6'2"} "six foot two".
 */
final class Measures implements Rule {

  private record Unit(String one, String many) {}

  private static final Map<String, Unit> UNITS = units();

  /** Units that are words or letters of their own, so that they must touch their number. */
  private static final Set<String> ATTACHED =
      WordList.of("in A C F K B t d J N V W T yr pt p X M k cc a y S");

  /** Units that people write with a full stop, as they do other abbreviations. */
  private static final Set<String> CUT_SHORT =
      WordList.of(
          "in ft yd yds mi lb lbs oz gal qt tsp tbsp Tbsp sec secs min mins hr hrs yr yrs mo mos wk wks");

  /** Source of a pattern: what follows a full stop that ends no sentence. */
  static final String GOES_ON =
      "(?= ?[a-z]|[,;:?!]| ?[0-9]{1,3}(?:\\.[0-9]+)? ?(?:in|oz|mins?|secs?)(?![A-Za-z]))";

  private static final Pattern AFTER_STOP = Pattern.compile(GOES_ON);
  private static final Set<String> FEET = WordList.of("ft feet foot");

  /** What is named by its measure: the 400m race, a 12V battery. */
  private static final Set<String> MEASURED =
      WordList.of(
          """
          race races run runs sprint sprints dash relay relays hurdles freestyle backstroke
          breaststroke butterfly final finals medley walk swim hike trek ride climb drop
          jump dive pool track course radius diameter limit mark line zone stretch distance
          battery batteries charger adapter motor engine bulb fuse socket outlet supply
          lens hose pipe cable cord rope ladder tank bag bags bottle bottles can cans jar
          jars tin tins pack packs packet packets box boxes carton tablet tablets capsule
          capsules dose doses pill pills steak winds wind gusts gust screen monitor display
          television tv sensor camera stick disk drive card model laser signal band timer
          delay break flight session video film warranty sentence contract wall fence gap
          """);

  private static final Set<String> EXTENTS = WordList.of("tall long wide high deep thick");

  /** Source of a pattern: the symbol of a unit. */
  static final String UNIT = alternatives();

  private static final String ENDS = "(?![A-Za-z0-9]|'[a-z])";

  private static final Pattern FEET_AND_INCHES =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])([0-9]{1,3})' ?([0-9]{1,2}(?:\\.[0-9])?)(?:\"|'')(?![A-Za-z0-9])");
  private static final Pattern FEET_THEN_INCHES =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])([0-9]{1,2})ft([0-9]{1,2})(?:in)?(?![A-Za-z0-9]|[.,][0-9])");
  private static final Pattern FEET_MARK =
      Pattern.compile("(?<![A-Za-z0-9.,'])([0-9]{1,4}(?:\\.[0-9]+)?)'(?=[ .,;:!?)-]|$)");
  private static final Pattern INCHES =
      Pattern.compile("(?<![A-Za-z0-9.,\"])([0-9]{1,4}(?:\\.[0-9]+)?)(?:\"|'')(?=[ .,;:!?)-]|$)");

  private static final Pattern MEASURE =
      Pattern.compile(
          NumberWords.STARTS
              + "(?<![A-Za-z])(?<![A-Za-z0-9]-)("
              + NumberWords.NUMBER
              + ")([ -]?)("
              + UNIT
              + ")(?:(\\^-?[0-9])|([23])(?![0-9.]))?(?:(/| per )("
              + UNIT
              + ")(\\^[23])?)?"
              + ENDS
              + "(\\."
              + GOES_ON
              + ")?+");

  private static final Pattern DEGREES =
      Pattern.compile(
          NumberWords.STARTS
              + "("
              + NumberWords.NUMBER
              + ") ?(?:°|deg(?:rees)?\\.? ?(?=[CF](?![A-Za-z]))|(?<=(?<![0-9])[0-9]{2,3})(?=[CF](?![A-Za-z0-9])))(?: ?([CFK])(?![A-Za-z0-9]))?");

  /** What a car drinks: 5 l/100 km. */
  private static final Pattern CONSUMPTION =
      Pattern.compile("(?<=[0-9] ?(?:[lL]|kWh))/(?=100 ?km(?![A-Za-z0-9]))");

  /** Degrees, minutes and seconds of an angle. */
  private static final Pattern ANGLE =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])([0-9]{1,3})° ?([0-9]{1,2}(?:\\.[0-9]+)?)'(?: ?([0-9]{1,2}(?:\\.[0-9]+)?)(?:\"|''))?");

  /** The side of the globe behind degrees. */
  private static final Pattern BEARING =
      Pattern.compile("(?<=[0-9](?:°|°[0-9.'\" ]{2,16}['\"])) ?([NSEW])(?![A-Za-z0-9'])");

  private static final Set<String> PLACES =
      WordList.of(
          """
          apt apartment room rm unit flat seat seats gate suite row block building bldg number
          """);
  private static final Set<String> BEFORE_UNITS =
      WordList.of("in per of to into the many much hundred thousand million few several");
  private static final Pattern BARE_UNIT =
      Pattern.compile(
          "(?<![A-Za-z0-9])(km/h|mi/h|m/s|mph|kph|km|kg|cm|mm|kHz|MHz|GHz|Hz|kWh|mAh|mg|ml|mL|dB|GB|MB|TB|KB|Mbps|Gbps|rpm|psi)(?:\\^([23]))?(?![A-Za-z0-9/'])");

  @Override
  public String apply(String text) {
    String t = CONSUMPTION.matcher(text).replaceAll(" per ");
    t = Rule.replace(BEARING, t, (m, all) -> bearing(m.group(1)));
    t = Rule.replace(ANGLE, t, (m, all) -> angle(m));
    t = Rule.replace(FEET_AND_INCHES, t, (m, all) -> feetAndInches(m));
    t = Rule.replace(FEET_THEN_INCHES, t, (m, all) -> feetAndInches(m));
    t =
        Rule.replace(
            FEET_MARK, t, (m, all) -> count(m.group(1), m.start(), m.end(), all, "foot", "feet"));
    t = Rule.replace(INCHES, t, Measures::inches);
    t = Rule.replace(DEGREES, t, Measures::degrees);
    t = Rule.replace(MEASURE, t, Measures::measure);
    return Rule.replace(BARE_UNIT, t, Measures::bare);
  }

  /** One of a unit, by its symbol. */
  static String unit(String symbol) {
    return UNITS.get(symbol).one;
  }

  /** Several of a unit, by its symbol. */
  static String units(String symbol) {
    return UNITS.get(symbol).many;
  }

  private static String feetAndInches(Matcher m) {
    return NumberWords.plain(m.group(1)) + " foot " + NumberWords.plain(m.group(2));
  }

  /** Inches, unless the mark closes a quotation that was opened before. */
  private static String inches(Matcher m, String text) {
    long opened =
        text.substring(Math.max(0, m.start() - 200), m.start())
            .chars()
            .filter(c -> c == '"')
            .count();
    return m.group().endsWith("\"") && opened % 2 == 1
        ? null
        : count(m.group(1), m.start(), m.end(), text, "inch", "inches");
  }

  private static String count(
      String number, int start, int end, String text, String one, String many) {
    boolean attribute =
        Context.isAttribute(text, start, end)
            || Context.isBeforeNoun(text, end)
            || touchesWord(text, end);
    return NumberWords.plain(number) + " " + (attribute || NumberWords.isOne(number) ? one : many);
  }

  private static boolean touchesWord(String text, int end) {
    return end + 1 < text.length()
        && text.charAt(end) == '-'
        && Character.isLetter(text.charAt(end + 1));
  }

  private static String degrees(Matcher m, String text) {
    String number = m.group(1);
    boolean sign = m.group().indexOf('°') >= 0 || m.group().contains("deg");
    if (!sign && PLACES.contains(Context.wordBefore(text, m.start()).toLowerCase(Locale.ROOT))) {
      return null; // apartment 12C
    }
    String degree = NumberWords.isOne(number) ? " degree" : " degrees";
    String scale = m.group(2) == null ? "" : m.group(2);
    return switch (scale) {
      case "C" -> NumberWords.plain(number) + degree + " Celsius";
      case "F" -> NumberWords.plain(number) + degree + " Fahrenheit";
      case "K" -> NumberWords.plain(number) + " kelvin";
      default -> NumberWords.plain(number) + degree;
    };
  }

  private static String bearing(String letter) {
    return switch (letter) {
      case "N" -> " north";
      case "S" -> " south";
      case "E" -> " east";
      default -> " west";
    };
  }

  private static String angle(Matcher m) {
    String minutes = counted(m.group(1), "degree") + " " + counted(m.group(2), "minute");
    return m.group(3) == null ? minutes : minutes + " " + counted(m.group(3), "second");
  }

  private static String counted(String number, String unit) {
    return NumberWords.plain(number) + " " + unit + (NumberWords.isOne(number) ? "" : "s");
  }

  private static String measure(Matcher m, String text) {
    String number = m.group(1);
    String gap = m.group(2);
    String symbol = m.group(3);
    boolean joined = gap.equals("-") || touchesWord(text, m.end());
    boolean stopped = m.group(9) != null || text.startsWith(".", m.end());
    boolean sure =
        (stopped && CUT_SHORT.contains(symbol))
            || (symbol.equals("in") && isLength(m, text))
            || (WordList.of("V W").contains(symbol) && isOver(text, m.end()))
            || text.startsWith("-old", m.end());
    if (!gap.isEmpty() && ATTACHED.contains(symbol) && m.group(6) == null && !sure) {
      return null;
    }
    Unit unit = UNITS.get(symbol);
    boolean attribute =
        joined
            || Context.isAttribute(text, m.start(), m.end())
            || isAge(m, text)
            || (text.startsWith(" ", m.end())
                && MEASURED.contains(Context.wordAfter(text, m.end())));
    String power = m.group(4) == null ? m.group(5) : m.group(4).substring(1);
    if (m.group(5) != null && !WordList.of("m km cm mm ft").contains(symbol)) {
      return null;
    }
    String name = attribute || NumberWords.isOne(number) ? unit.one : unit.many;
    StringBuilder spoken = new StringBuilder(NumberWords.plain(number)).append(' ');
    boolean rate = symbol.indexOf('/') >= 0;
    spoken.append(rate ? "" : power(power)).append(name);
    if (rate && power != null) {
      spoken.append(power.equals("2") ? " squared" : " cubed");
    }
    if (m.group(7) != null) {
      spoken.append(" per ").append(UNITS.get(m.group(7)).one);
      if (m.group(8) != null) {
        spoken.append(m.group(8).endsWith("2") ? " squared" : " cubed");
      }
    }
    if (m.group(9) != null && !CUT_SHORT.contains(symbol)) {
      spoken.append('.');
    }
    return spoken.toString();
  }

  /** "A 2 yr. old son", but "she is 2 yr. old". */
  private static boolean isAge(Matcher m, String text) {
    return Context.wordAfter(text, m.end()).equals("old")
        && WordList.of("a an the this that every each my your his her our their one")
            .contains(Context.wordBefore(text, m.start()).toLowerCase(Locale.ROOT));
  }

  /** Whether nothing with a capital follows, as a street does on "220 W Elm Street". */
  private static boolean isOver(String text, int end) {
    String after = Context.wordAfter(text, end);
    return after.isEmpty() || Character.isLowerCase(after.charAt(0));
  }

  /** Whether "in" is no preposition: "5 ft 10 in" and "10 in tall". */
  private static boolean isLength(Matcher m, String text) {
    return EXTENTS.contains(Context.wordAfter(text, m.end()))
        || (FEET.contains(Context.wordBefore(text, m.start()))
            && !WordList.of("the a an my his her our their")
                .contains(Context.wordAfter(text, m.end())));
  }

  /** Whether a word is a unit that may be written with a full stop. */
  static boolean isCutShort(String word) {
    return CUT_SHORT.contains(word);
  }

  /** Whether the sentence goes on after the full stop of a unit. */
  static boolean goesOn(String text, int afterStop) {
    return AFTER_STOP.matcher(text).region(afterStop, text.length()).lookingAt();
  }

  private static String power(String digit) {
    return digit == null ? "" : digit.equals("2") ? "square " : digit.equals("3") ? "cubic " : "";
  }

  private static String bare(Matcher m, String text) {
    String before = Context.wordBefore(text, m.start());
    if (m.group(1).indexOf('/') < 0 && !BEFORE_UNITS.contains(before)) {
      return null;
    }
    return power(m.group(2)) + UNITS.get(m.group(1)).many;
  }

  private static String alternatives() {
    return UNITS.keySet().stream()
        .sorted((a, b) -> b.length() - a.length() != 0 ? b.length() - a.length() : a.compareTo(b))
        .map(Pattern::quote)
        .collect(java.util.stream.Collectors.joining("|"));
  }

  private static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    put(units, "meter", "m");
    put(units, "kilometer", "km", "KM", "Km", "kms");
    put(units, "centimeter", "cm");
    put(units, "millimeter", "mm");
    put(units, "micrometer", "μm");
    put(units, "nanometer", "nm");
    put(units, "mile", "mi");
    put(units, "yard", "yd", "yds");
    units.put("ft", new Unit("foot", "feet"));
    units.put("in", new Unit("inch", "inches"));
    put(units, "gram", "g");
    put(units, "kilogram", "kg", "KG", "Kg", "kgs");
    put(units, "milligram", "mg");
    put(units, "microgram", "μg", "mcg");
    put(units, "ton", "t");
    put(units, "pound", "lb", "lbs");
    put(units, "ounce", "oz");
    put(units, "liter", "L", "l");
    put(units, "milliliter", "ml", "mL", "ML");
    put(units, "centiliter", "cl", "cL");
    put(units, "deciliter", "dl", "dL");
    put(units, "microliter", "μl", "μL");
    put(units, "gallon", "gal");
    put(units, "pint", "pt");
    put(units, "quart", "qt");
    put(units, "teaspoon", "tsp");
    put(units, "tablespoon", "tbsp", "Tbsp", "tbs");
    units.put("mmHg", new Unit("millimeter of mercury", "millimeters of mercury"));
    put(units, "fluid ounce", "fl oz");
    put(units, "second", "s", "sec", "secs");
    put(units, "millisecond", "ms", "msec");
    put(units, "microsecond", "μs");
    put(units, "nanosecond", "ns");
    put(units, "minute", "min", "mins");
    put(units, "hour", "h", "hr", "hrs");
    put(units, "year", "yr", "yrs");
    put(units, "month", "mo", "mos");
    put(units, "week", "wk", "wks");
    put(units, "day", "d");
    units.put("Hz", new Unit("hertz", "hertz"));
    units.put("kHz", new Unit("kilohertz", "kilohertz"));
    units.put("KHz", new Unit("kilohertz", "kilohertz"));
    units.put("MHz", new Unit("megahertz", "megahertz"));
    units.put("GHz", new Unit("gigahertz", "gigahertz"));
    put(units, "watt", "W");
    put(units, "kilowatt", "kW", "KW");
    put(units, "megawatt", "MW");
    put(units, "gigawatt", "GW");
    put(units, "milliwatt", "mW");
    put(units, "kilowatt hour", "kWh", "KWh");
    put(units, "megawatt hour", "MWh");
    put(units, "watt hour", "Wh");
    put(units, "volt", "V");
    put(units, "kilovolt", "kV");
    put(units, "millivolt", "mV");
    put(units, "amp", "A");
    put(units, "milliamp", "mA");
    put(units, "milliamp hour", "mAh");
    put(units, "amp hour", "Ah");
    put(units, "ohm", "Ω");
    put(units, "kiloohm", "kΩ");
    put(units, "joule", "J");
    put(units, "kilojoule", "kJ");
    put(units, "calorie", "cal");
    put(units, "kilocalorie", "kcal");
    put(units, "newton", "N");
    put(units, "pascal", "Pa");
    put(units, "kilopascal", "kPa");
    put(units, "hectopascal", "hPa");
    put(units, "megapascal", "MPa");
    put(units, "hectare", "ha");
    put(units, "mole", "mol");
    put(units, "decibel", "dB", "db");
    put(units, "kilobyte", "KB", "kB");
    put(units, "megabyte", "MB");
    put(units, "gigabyte", "GB");
    put(units, "terabyte", "TB");
    put(units, "petabyte", "PB");
    put(units, "kibibyte", "KiB");
    put(units, "mebibyte", "MiB");
    put(units, "gibibyte", "GiB");
    put(units, "megapixel", "MP");
    put(units, "pixel", "px");
    units.put("kbps", new Unit("kilobits per second", "kilobits per second"));
    units.put("Kbps", new Unit("kilobits per second", "kilobits per second"));
    units.put("kbit", new Unit("kilobit", "kilobits"));
    units.put("Mbit", new Unit("megabit", "megabits"));
    units.put("Gbit", new Unit("gigabit", "gigabits"));
    units.put("kb", new Unit("kilobyte", "kilobytes"));
    units.put("Mb", new Unit("megabit", "megabits"));
    units.put("Gb", new Unit("gigabit", "gigabits"));
    units.put("Mbps", new Unit("megabits per second", "megabits per second"));
    units.put("Gbps", new Unit("gigabits per second", "gigabits per second"));
    units.put("mph", new Unit("mile per hour", "miles per hour"));
    units.put("MPH", new Unit("mile per hour", "miles per hour"));
    units.put("kph", new Unit("kilometer per hour", "kilometers per hour"));
    units.put("kmh", new Unit("kilometer per hour", "kilometers per hour"));
    units.put("km/h", new Unit("kilometer per hour", "kilometers per hour"));
    units.put("mi/h", new Unit("mile per hour", "miles per hour"));
    units.put("m/s", new Unit("meter per second", "meters per second"));
    units.put("mpg", new Unit("mile per gallon", "miles per gallon"));
    units.put("rpm", new Unit("revolution per minute", "revolutions per minute"));
    units.put("RPM", new Unit("revolution per minute", "revolutions per minute"));
    units.put("fps", new Unit("frame per second", "frames per second"));
    units.put("FPS", new Unit("frame per second", "frames per second"));
    units.put("bpm", new Unit("beat per minute", "beats per minute"));
    units.put("BPM", new Unit("beat per minute", "beats per minute"));
    units.put("dpi", new Unit("dot per inch", "dots per inch"));
    units.put("ppm", new Unit("part per million", "parts per million"));
    units.put("ppi", new Unit("pixel per inch", "pixels per inch"));
    units.put("psi", new Unit("P S I", "P S I"));
    units.put("sq ft", new Unit("square foot", "square feet"));
    units.put("sqft", new Unit("square foot", "square feet"));
    units.put("sq. ft.", new Unit("square foot", "square feet"));
    units.put("sq. m", new Unit("square meter", "square meters"));
    units.put("sq. km", new Unit("square kilometer", "square kilometers"));
    units.put("sq. mi", new Unit("square mile", "square miles"));
    units.put("sq. ft", new Unit("square foot", "square feet"));
    units.put("cu. ft", new Unit("cubic foot", "cubic feet"));
    units.put("cu m", new Unit("cubic meter", "cubic meters"));
    units.put("sq m", new Unit("square meter", "square meters"));
    units.put("sq km", new Unit("square kilometer", "square kilometers"));
    units.put("sq mi", new Unit("square mile", "square miles"));
    units.put("cu ft", new Unit("cubic foot", "cubic feet"));
    return Map.copyOf(units);
  }

  private static void put(Map<String, Unit> units, String name, String... symbols) {
    for (String symbol : symbols) {
      units.put(symbol, new Unit(name, name + "s"));
    }
  }
}

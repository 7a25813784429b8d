package io.github.sovits4j.text.chinese;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Units and currencies that Chinese writes in Latin letters beside its numbers and says in words of
 * its own: {@code 5km}, {@code 100mg/L}, {@code HK$100}, {@code 100USD}. Immutable.
 */
public final class LatinUnits {

  private static final Map<String, String> NAMES = new HashMap<>();
  private static final Map<String, String> CURRENCIES = new HashMap<>();

  static {
    String[] units = {
      "km/h 千米每小时",
      "m/s 米每秒",
      "m/s² 米每二次方秒",
      "m/s2 米每二次方秒",
      "cm2 平方厘米",
      "cm² 平方厘米",
      "cm3 立方厘米",
      "cm³ 立方厘米",
      "km2 平方千米",
      "km² 平方千米",
      "m2 平方米",
      "m² 平方米",
      "m3 立方米",
      "m³ 立方米",
      "mm2 平方毫米",
      "mm3 立方毫米",
      "mm³ 立方毫米",
      "dm2 平方分米",
      "dm² 平方分米",
      "dm3 立方分米",
      "dm³ 立方分米",
      "km3 立方千米",
      "km³ 立方千米",
      "mm² 平方毫米",
      "mm 毫米",
      "cm 厘米",
      "dm 分米",
      "km 千米",
      "m 米",
      "nm 纳米",
      "μm 微米",
      "µm 微米",
      "um 微米",
      "KM 千米",
      "Km 千米",
      "CM 厘米",
      "MM 毫米",
      "hm² 公顷",
      "ha 公顷",
      "ft 英尺",
      "in 英寸",
      "inch 英寸",
      "mph 英里每小时",
      "mg 毫克",
      "μg 微克",
      "µg 微克",
      "ug 微克",
      "kg 千克",
      "g 克",
      "KG 千克",
      "Kg 千克",
      "t 吨",
      "lb 磅",
      "lbs 磅",
      "oz 盎司",
      "cc 毫升",
      "ml 毫升",
      "mL 毫升",
      "ML 毫升",
      "dL 分升",
      "dl 分升",
      "μL 微升",
      "µL 微升",
      "L 升",
      "l 升",
      "mol 摩尔",
      "mmol 毫摩尔",
      "cal 卡",
      "kcal 千卡",
      "J 焦",
      "kJ 千焦",
      "MJ 兆焦",
      "GJ 吉焦",
      "db 分贝",
      "dB 分贝",
      "ns 纳秒",
      "μs 微秒",
      "µs 微秒",
      "us 微秒",
      "ms 毫秒",
      "s 秒",
      "min 分钟",
      "h 小时",
      "Hz 赫兹",
      "kHz 千赫",
      "KHz 千赫",
      "MHz 兆赫",
      "GHz 吉赫",
      "mW 毫瓦",
      "W 瓦",
      "kW 千瓦",
      "KW 千瓦",
      "MW 兆瓦",
      "GW 吉瓦",
      "Wh 瓦时",
      "kWh 千瓦时",
      "KWh 千瓦时",
      "MWh 兆瓦时",
      "GWh 吉瓦时",
      "mV 毫伏",
      "V 伏",
      "kV 千伏",
      "mA 毫安",
      "mAh 毫安时",
      "Ah 安时",
      "VA 伏安",
      "kVA 千伏安",
      "Ω 欧姆",
      "kΩ 千欧",
      "MΩ 兆欧",
      "pF 皮法",
      "nF 纳法",
      "μF 微法",
      "µF 微法",
      "Pa 帕",
      "hPa 百帕",
      "kPa 千帕",
      "MPa 兆帕",
      "mmHg 毫米汞柱",
      "N 牛",
      "kN 千牛",
      "N·m 牛米",
      "N•m 牛米",
      "lm 流明",
      "rpm 转每分钟",
      "r/min 转每分钟",
      "fps 帧",
      "bps 比特每秒",
      "kbps 千比特每秒",
      "Kbps 千比特每秒",
      "Mbps 兆比特每秒",
      "Gbps 吉比特每秒",
      "w 万"
    };
    for (String unit : units) {
      NAMES.put(unit.split(" ", -1)[0], unit.split(" ", -1)[1]);
    }
    String[] currencies = {
      "HK$ 港元", "HKD 港元", "US$ 美元", "USD 美元", "NT$ 新台币", "TWD 新台币", "A$ 澳元", "AU$ 澳元", "AUD 澳元",
      "C$ 加元", "CA$ 加元", "CAD 加元", "S$ 新加坡元", "SGD 新加坡元", "NZ$ 新西兰元", "RMB 人民币", "CNY 人民币",
          "EUR 欧元",
      "GBP 英镑", "JPY 日元", "KRW 韩元"
    };
    for (String currency : currencies) {
      CURRENCIES.put(currency.split(" ", -1)[0], currency.split(" ", -1)[1]);
      if (currency.indexOf('$') < 0) {
        NAMES.put(currency.split(" ", -1)[0], currency.split(" ", -1)[1]);
      }
    }
  }

  /** One unit, as a group: longest first, for it is what stands there as a whole. */
  static final String UNIT = "(" + alternatives(NAMES) + ")(?![A-Za-z])(?!(?<![²³])\\d)";

  static final String CURRENCIES_IN_LETTERS = alternatives(CURRENCIES);

  /** N is newtons beside a word for a force, and a letter in 2N赔偿 and N卡. */
  private static final String NO_NEWTON =
      "(?!N(?![A-Za-z·•])(?<!(?:[推拉压张浮重阻弹受用]|摩擦)力[为是约达到大小于]{0,3}\\s?[\\d.]{1,9}\\s?N)"
          + "(?!的(?:[推拉压张浮重阻弹]|摩擦|作用)?力))";

  /** t is tons, but not of what stores data. */
  private static final String NO_TON =
      "(?!t(?![A-Za-z])(?:(?<=(?:硬盘|存储|内存|容量|空间|网盘|[云U优]盘|SSD)[^，。！？；、]{0,3}[\\d.]{1,6}\\s?t)"
          + "|(?=\\s?的?(?:大?容量|移动|固态|机械|外置|云|企业)?(?:硬盘|存储|内存|空间|容量|网盘|云?盘|SSD|数据|流量))))";

  /** The s of 1990s makes no seconds. */
  private static final String NO_DECADE = "(?!s(?<=(?<!\\d)(?:1[5-9]|20)\\d0s)(?![A-Za-z]))";

  private static final Pattern AFTER_NUMBER =
      Pattern.compile(
          "(?<=°)[CF](?![A-Za-z0-9])|h\\d{1,2}min(?![A-Za-z0-9])|(?<!°)"
              + NO_NEWTON
              + NO_TON
              + NO_DECADE
              + "(?:"
              + alternatives(NAMES)
              + ")(?:/(?:"
              + alternatives(NAMES)
              + "))?+(?![A-Za-z0-9])");

  /** A unit per another, which is one without a number as well: 流量(L/min). */
  private static final Pattern COMPOUND =
      Pattern.compile(
          "(?:[mkμµ]?g|[mk]?m|m[²³]|m?mol|m?L|ml|k?J|kcal|k?W|t|r)"
              + "/(?:[mdμ]?L|ml|m[²³]|cm[²³]|dm³|k?g|mol|min|h|s|d)(?![A-Za-z0-9])");

  /** Currencies that are a name otherwise: CAD 2020 draws, SGD 0.9 descends a gradient. */
  private static final String NAMES_TOO = "(?:CAD|SGD)";

  /** What can only be a sum of money. */
  private static final String SUM =
      "(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|[1-9]\\d{0,2}\\.\\d\\d(?!\\d)|\\d++(?:\\.\\d++)?(?:万(?!能)|亿|元(?![素件])))";

  private static final Pattern BEFORE_NUMBER =
      Pattern.compile(
          "(?<![A-Za-z])(?!"
              + NAMES_TOO
              + "(?!\\s?"
              + SUM
              + "))(?:"
              + alternatives(CURRENCIES)
              + ")(?=\\s?\\d)");

  private LatinUnits() {}

  private static String alternatives(Map<String, String> names) {
    return names.keySet().stream()
        .sorted(Comparator.comparing(String::length).reversed().thenComparing(name -> name))
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
  }

  /** What stands behind a number: a unit, or one per another. */
  public static Pattern afterNumber() {
    return AFTER_NUMBER;
  }

  /** A unit per another without a number. */
  public static Pattern compound() {
    return COMPOUND;
  }

  /** A currency right before a number; one that is another name too only before a sum of money. */
  public static Pattern beforeNumber() {
    return BEFORE_NUMBER;
  }

  /** How a unit is said. */
  static String spoken(String unit) {
    return NAMES.get(unit);
  }

  /** How a currency is said: 美元 for {@code US$}. */
  static String spokenCurrency(String currency) {
    return CURRENCIES.get(currency);
  }
}

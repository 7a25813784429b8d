package io.github.sovits4j.text.chinese;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers and what stands with them, in words: money, dates, times, ranges, units, telephone
 * numbers, arithmetic, fractions. The rules run one after another over a sentence; earlier ones are
 * more specific.
 */
final class NumberRules {

  private record Rule(Pattern pattern, Function<MatchResult, String> words, boolean repeated) {

    String apply(String text) {
      String result =
          pattern
              .matcher(text)
              .replaceAll(m -> java.util.regex.Matcher.quoteReplacement(words.apply(m)));
      while (repeated && !result.equals(text)) {
        text = result;
        result =
            pattern
                .matcher(text)
                .replaceAll(m -> java.util.regex.Matcher.quoteReplacement(words.apply(m)));
      }
      return result;
    }
  }

  /** From the first of its digits on: looking at each would take time that grows as n². */
  private static final String NUMBER = "(?<!\\d)\\d++(?:\\.\\d++)?";

  private static final String ATTACHED = ChineseNormaliser.ATTACHED;

  private static final String TO = "[-~～–]";
  private static final String HOUR = "([01]?\\d|2[0-3]|24(?=:00))";
  private static final String SIXTY = "([0-5]\\d)";
  private static final String TIME = HOUR + ":" + SIXTY + "(?::" + SIXTY + ")?";

  private static final String UNIT = LatinUnits.UNIT;

  private static final Map<String, String> CURRENCIES =
      Map.of("￥", "元", "¥", "元", "$", "美元", "€", "欧元", "£", "英镑", "₩", "韩元");

  private static final String CURRENCY = "(" + LatinUnits.CURRENCIES_IN_LETTERS + "|[￥¥$€£₩])";

  private static final String SIGN = "[￥¥$€£₩]";

  private static final String ITS_NAME = "(?:美元|港元|港币|澳元|加元|新台币|台币|人民币|欧元|英镑|日元|韩元|元)?+";

  /** Measure words upstream lacks, whose numbers are counted all the same. */
  private static final String MORE_QUANTIFIERS =
      "万 亿 倍 度 号 楼 次 种 款 部 分钟 分 公里 英里 海里 美元 欧元 英镑 日元 韩元 公斤 克 千克 毫升 升 平方 立方 赫兹 瓦 伏"
          + " 世纪 章 节 级 届 股 份 包 副 串 束 遍 顿 句 册 声 起 晚 像素 星期 礼拜 昼夜 学期 隻 種 呎 吋 磅 米 厘米 毫米 千米 分贝 毫秒 千瓦 小时 字 站 步 发 门 期 集 行 列 格 票 蚊";

  private static final String QUANTIFIER =
      (String.join(" ", Resources.words("quantifiers.txt")) + ' ' + MORE_QUANTIFIERS)
          .lines()
          .flatMap(line -> List.of(line.split(" ", -1)).stream())
          .distinct()
          .collect(Collectors.joining("|", "(?!客[服户运]|网[站络友民页址点购上])(?:", ")"));

  private static final String OPERAND =
      "-?+(?:"
          + NUMBER
          + "|\\.\\d++)[⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ]*+|(?<![A-Za-z])[A-Za-z][⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ]*+(?![A-Za-z])";

  private static final Map<String, String> OPERATORS =
      Map.of("+", "加", "-", "减", "×", "乘", "÷", "除", "=", "等于");

  /** Behind these 2 is the second, not two of them: 2号, 2楼, 2月. */
  private static final String ORDINAL =
      "(?:号|楼|级|月(?!球)|日|世纪|年级|年(?=\\d{1,2}班)|线|单元|手[房车]|分之|两|路|次(?=[方元]|函数|曲[线面]|项式))";

  private static final String YEAR = "((?:1[5-9]|20)\\d\\d)";

  /** Aircraft, rockets and ships that have a number: 歼-20, 长征-5. */
  private static final String NUMBERED =
      "(?<=[歼轰运直苏图空警]|米格|东风|长征|神舟|嫦娥|天宫|天问|红旗|鹰击|巨浪|霹雳|伊尔|波音|空客|安)";

  private static final String ROMANS = "I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV";
  private static final String ROMAN = "(?<![A-Za-z0-9])(?:" + ROMANS + ")(?![A-Za-z0-9])";

  /** What Roman numerals number: II型, III期, IV级. */
  private static final String NUMBERED_BY_ROMANS = "型级期类卷章部册代季编篇幕";

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ";
  private static final String SUPERSCRIPTED = "0123456789xyn";

  private static final String RESULT =
      "战胜|战平|击败|[惨大完][败胜]|险胜|绝杀|淘汰|扳平|逆转|横扫|力克|轻取|不敌|告负|获胜|取胜|领先|落后|晋级|夺冠";

  private static final String TEAM =
      "[男女][篮排足]|国[足乒]|队|中国|日本|韩国|朝鲜|伊朗|沙特|泰国|越南|澳大利亚|美国|巴西|阿根廷|德国|法国|英格兰|西班牙|意大利"
          + "|葡萄牙|荷兰|比利时|克罗地亚|俄罗斯|土耳其|塞尔维亚|波兰|古巴";

  private static final String COLON = "(?<![\\d:])\\d{1,3}:\\d{2}(?![\\d:])";

  /** A score that would be a time but for what stands beside it: 以21:15获胜. */
  private static final Pattern SCORE_LIKE_TIME =
      Pattern.compile(
          ("(?<=以|比分[是为：]?)" + COLON + "(?!为[准界止]|[之以]?[前后]|开|起)")
              + ("|" + COLON + "(?=" + RESULT + ")")
              + ("|(?<=" + TEAM + ")" + COLON + "(?=" + TEAM + ")"));

  /** What is said of games; there 3-0 may be a score. */
  private static final Pattern GAME =
      Pattern.compile(RESULT + "|[男女][篮排足]|国[足乒]|半场|加时|[半总]?决赛|季后赛|小组赛|比分|[主客]场|对阵");

  /** Where nothing is counted or numbered by it, and nothing says how many: 决赛3-201室. */
  private static final Pattern SCORE =
      Pattern.compile(
          "(?<![\\d.,:/\\-第])(\\d{1,3})[-–](\\d{1,3})(?![\\d.,:/\\-%℃°点轮室场局节排座区桌]|号线|(?!日本)"
              + QUANTIFIER
              + "|"
              + UNIT
              + ")");

  /** A score for sure: beside a team or what it did. */
  private static final Pattern BESIDE_SCORE =
      Pattern.compile("(?<=以|比分[是为：]?|" + TEAM + "|" + RESULT + ")(?=\\d)");

  private static final Pattern BEHIND_SCORE =
      Pattern.compile("(?:的?总?比分|" + RESULT + "|" + TEAM + "|\\p{IsHan}{1,4}队)");

  private static final List<Rule> RULES =
      List.of(
          // 1,234 is one number, and never a telephone's.
          rule(
              "(?<![\\d,.+\\-×÷=/:~～–￥¥$€£₩A-Z])(\\d{1,3}+(?:,\\d{3})++)(?![\\d,.+\\-×÷=/:~～–%‰°℃²³A-Za-z])",
              m -> cardinal(m.group(1).replace(",", ""))),
          rule("(?<![\\d,.])\\d{1,3}+(?:,\\d{3})++(?![\\d,])", m -> m.group().replace(",", "")),
          rule("(?<=第)" + ROMAN, m -> roman(m.group())),
          rule(ROMAN + "(?=[" + NUMBERED_BY_ROMANS + "])", m -> roman(m.group())),
          // 9·11, 6.18大促: the digits of a day that became a name
          rule(
              "(?<![\\d.·])(\\d{1,2})(?:·|\\.(?=\\d{1,2}(?:大促|购物节|狂欢节|年中|晚会|事件|事变|惨案|运动|起义)))(\\d{1,2})(?![\\d.·])",
              m -> each(m.group(1) + m.group(2))),
          rule("(?<=\\d(?:[cmk]?m|英?[寸尺]|[公分厘毫]?[分米])?)[xX*](?=\\d)", m -> "×"),
          // G1024次, B2层: the number goes on from letters of the piece before.
          rule(
              "(?<=" + ATTACHED + ")(\\d++)(?=次)",
              m -> m.group().length() < 3 ? cardinal(m.group()) : telephone(m.group())),
          rule("(?<=" + ATTACHED + ")2(?![\\d.])", m -> "二"),
          rule("(?<!\\d)(\\d{3})(?=晚会|事件|事变|惨案|运动(?![员会场])|大促|购物节)", m -> each(m.group())),
          // 截止到5/1
          rule(
              "(?<=截[止至]到?|日期[是为]?|定于|将于|订于)(0?[1-9]|1[0-2])/(0?[1-9]|[12]\\d|3[01])(?![\\d/%.])",
              m -> cardinal(m.group(1)) + '月' + cardinal(m.group(2)) + '日'),
          // 23°30′15″, 5'20"
          rule(
              "(?<!\\d)(\\d{1,3})°(\\d{1,2})[′'](?:(\\d{1,2})(?:[″\"]|''|′′))?+",
              m -> angle(m.group(1) + '度', m.group(2), m.group(3))),
          // 身高6'11"
          rule(
              "(?<=(?:(?<!提)高|高度|尺寸)[为是约达有：]{0,2})(\\d{1,2})[′']0?(\\d|1[01])(?:[″\"]|''|′′)",
              m -> counted(m.group(1)) + "英尺" + counted(m.group(2)) + "英寸"),
          rule(
              "(?<!\\d)(\\d{1,2})[′'](\\d{2})(?:[″\"]|''|′′)",
              m -> angle("", m.group(1), m.group(2))),
          rule(
              "(?<=血压[^，。]{0,6})(\\d{2,3})/(\\d{2,3})(?!\\d)",
              m -> cardinal(m.group(1)) + ',' + cardinal(m.group(2))),
          rule(
              "(?<!\\d)(\\d++)h(\\d{1,2})min",
              m -> counted(m.group(1)) + "小时" + cardinal(m.group(2)) + "分钟"),
          // 3月1日-5日, 周一~周五, 10万-20万
          rule(
              "(?<=\\d(?:[万亿千个元岁米斤次天周人倍级楼层章页集度]|万元|亿元))" + TO + "(?=\\d)(?![^=]{0,30}=)", m -> "到"),
          rule(
              "(?<=[年月日号点时分秒])"
                  + TO
                  + "(?=\\d)(?!\\d++(?:\\.\\d++)?(?:°|℃|度|摄氏度))|(?<=[周期][一二三四五六日天])"
                  + TO
                  + "(?=周|星期|[一二三四五六日天])",
              m -> "到"),
          rule(NUMBERED + "-(?=\\d)", m -> ""),
          rule("(?<![\\d一二三四五六七八九十百千万亿元￥¥$€£₩])-(?=" + CURRENCY + "\\d)", m -> "负"),
          // 100￥
          rule(
              "(?<!" + SIGN + ")(" + NUMBER + ")([万亿]?+)(" + SIGN + ")(?!\\d)",
              m -> money(m.group(1)) + m.group(2) + currency(m.group(3))),
          // 100W粉丝, 年薪50W
          rule(
              "(?<=\\d)W(?=\\+?(?:左右|多|以上)?[人元块粉播阅浏用点赞订销下收条次套件单个字台辆])"
                  + "|(?<=[年月]薪|粉丝|[播阅][放读]量?|销量|存款|房[价贷租]|首付|预算|投资|奖金|收入|[赚赔存花借欠卖罚]了?)(\\d++(?:\\.\\d++)?)W",
              m -> m.group(1) == null ? "万" : number(m.group(1)) + '万'),
          rule(
              CURRENCY + "(" + NUMBER + ")" + TO + "\\1?+(" + NUMBER + ")([万亿]?+)" + ITS_NAME,
              m -> money(m.group(2)) + '到' + money(m.group(3)) + m.group(4) + currency(m.group(1))),
          rule(
              CURRENCY + "(" + NUMBER + ")([万亿]?+)" + ITS_NAME,
              m -> money(m.group(2)) + m.group(3) + currency(m.group(1))),
          rule(
              "(?<!\\d)((?:19|20)\\d\\d)[-/～~](\\d\\d)(?=赛季|年度|财年|学年)",
              m -> each(m.group(1)) + '至' + each(m.group(2))),
          rule(
              "(?<![\\d.])" + YEAR + TO + YEAR + "(?=学?年|财年)",
              m -> each(m.group(1)) + '到' + each(m.group(2))),
          rule(
              "(?<![\\d.\\-])"
                  + YEAR
                  + TO
                  + YEAR
                  + "(?![\\d.%‰°℃A-Za-z+×÷=\\-]|左右|上下|不等|多|"
                  + QUANTIFIER
                  + ")",
              m ->
                  m.group(1).compareTo(m.group(2)) < 0
                      ? each(m.group(1)) + '到' + each(m.group(2))
                      : m.group()),
          rule("(?<=公元前?)(\\d{1,3})年", m -> cardinal(m.group(1)) + '年'),
          // 2024-01
          rule(
              "(?<![\\d.:/\\-])((?:19|20)\\d\\d)-(0[1-9]|1[0-2])(?![\\d.:/\\-赛学财年])",
              m -> each(m.group(1)) + '年' + cardinal(m.group(2)) + '月'),
          // 他住3-501, 雄鹿队120-110湖人队
          rule(
              "(?<=住|住在|房号[是为]?|门牌号?[是为]?)(\\d{1,2})-(\\d{3,4})(?![\\d个天年元])",
              m -> cardinal(m.group(1)) + ',' + telephone(m.group(2))),
          rule(
              "(?<=队)(\\d{1,3})[-–](\\d{1,3})(?=\\p{IsHan}{1,5}队)",
              m -> cardinal(m.group(1)) + '比' + cardinal(m.group(2))),
          rule("(?<![\\d.])([3-9]\\d{3}|1000)年", m -> cardinal(m.group(1)) + '年'),
          rule("(?<![\\d.])(2000)年(?=的?(?:历史|文明|文化|传统))", m -> cardinal(m.group(1)) + '年'),
          rule(
              "(?<![\\d.])(\\d{4}|\\d{2})年(?:(0?[1-9]|1[0-2])月)(?:(0?[1-9]|[12]\\d|3[01])([日号]))?+",
              NumberRules::date),
          rule("(?<![\\d.])(\\d{4}|0\\d|[7-9]\\d(?!年[代来前后间里的多]))年", m -> each(m.group(1)) + '年'),
          rule("(?<!\\d)(0?[1-9]|1[0-2])月(0?[1-9]|[12]\\d|3[01])([日号])", NumberRules::dayOfMonth),
          rule(
              "(?<![\\d.])(\\d{4})([-/.])(0?[1-9]|1[0-2])\\2(0?[1-9]|[12]\\d|3[01])(?![\\d.])",
              m ->
                  each(m.group(1)) + '年' + cardinal(m.group(3)) + '月' + cardinal(m.group(4)) + '日'),
          // 192.168.1.1:8080, 1.2.3
          rule(
              "(?<![\\d.])\\d++(?:\\.\\d++){2,}+(?::(\\d{2,5})(?![\\d:]))?+",
              m -> version(m.group())),
          rule("(?<![\\d:])" + TIME + TO + TIME + "(?![\\d:])", m -> time(m, 1) + '至' + time(m, 4)),
          rule("(?<![\\d:])" + TIME + "(?![\\d:])", m -> time(m, 1)),
          rule("(?<=\\d[点时])0([1-9])(?!\\d)|(?<=\\d分)0([1-9])(?=秒)", m -> sixty(m.group())),
          // 9秒83, 1米75
          rule(
              "(?<!\\d)(\\d++)([秒米])(\\d{2})(?![\\d.%‰:/×*x~-])(?!" + QUANTIFIER + "|" + UNIT + ")",
              m -> counted(m.group(1)) + m.group(2) + each(m.group(3))),
          rule("(?<!\\d)(\\d{3,5})(?=次(?:列车|航班|高铁|动车|特快|快车|直达))", m -> telephone(m.group())),
          rule("(?<!\\d)\\d{3,}+(?=点)", m -> cardinal(m.group())),
          rule("(?<!\\d)2(?=[栋幢座]\\d)", m -> "二"),
          rule(
              "第(\\d++)" + TO + "(\\d++)(?![\\d.\\-])",
              m -> '第' + cardinal(m.group(1)) + '到' + cardinal(m.group(2))),
          rule("(?<![\\d.:第])0?2点(?!\\d(?!\\d?分))", m -> "两点"),
          rule("(?<![\\d.第])2" + TO + "(?=\\d{1,2}点)", m -> "两到"),
          // 比分2-1, 以3-0获胜
          rule(
              "(?<=比分|比分是|比分为|比分：)(\\d{1,3})[-–](\\d{1,3})(?!\\d)"
                  + "|(?<![\\d-])(\\d{1,3})[-–](\\d{1,3})(?=战胜|击败|获胜|取胜|险胜|大胜|完胜|战平|落败|不敌|负于|领先|落后|逆转|横扫|的总?比分)",
              m ->
                  m.group(1) == null
                      ? cardinal(m.group(3)) + '比' + cardinal(m.group(4))
                      : cardinal(m.group(1)) + '比' + cardinal(m.group(2))),
          rule(
              "(?<![\\d:.])(\\d++(?:\\.\\d++)?+):(\\d++(?:\\.\\d++)?+)(?![\\d:])",
              m -> number(m.group(1)) + '比' + number(m.group(2))),
          rule(
              "(-?+)(" + NUMBER + ")(?:°C|℃|度)?+" + TO + "(-?+)(" + NUMBER + ")(°C|℃|摄氏度|度)",
              m ->
                  cold(m.group(1))
                      + number(m.group(2))
                      + (m.group(1).equals(m.group(3)) ? "到" : degrees(m.group(5)) + '到')
                      + cold(m.group(3))
                      + number(m.group(4))
                      + degrees(m.group(5))),
          rule(
              "(-?+)(" + NUMBER + ")(°C|℃|摄氏度)",
              m -> cold(m.group(1)) + number(m.group(2)) + degrees(m.group(3))),
          rule("(" + NUMBER + ")°F", m -> "华氏" + number(m.group(1)) + '度'),
          rule("(" + NUMBER + ")°(?![A-Za-z])", m -> number(m.group(1)) + '度'),
          rule("-(" + NUMBER + ")度", m -> "零下" + number(m.group(1)) + '度'),
          rule(
              "(" + NUMBER + ")([%‰])~(" + NUMBER + ")\\2",
              m ->
                  per(m.group(2))
                      + number(m.group(1))
                      + '至'
                      + per(m.group(2))
                      + number(m.group(3))),
          rule(
              "(" + NUMBER + ")(%|‰)?+" + TO + "(" + NUMBER + ")(%|‰)",
              m ->
                  per(m.group(4))
                      + number(m.group(1))
                      + '到'
                      + per(m.group(4))
                      + number(m.group(3))),
          rule(
              "(-?+" + NUMBER + ")([%‰])",
              m -> negative(m.group(1)) + per(m.group(2)) + number(unsigned(m.group(1)))),
          rule(
              "(" + NUMBER + ")(?:" + UNIT + ")?+" + TO + "(" + NUMBER + ")" + UNIT,
              m -> counted(m.group(1)) + '到' + counted(m.group(3)) + unit(m.group(4))),
          rule("(" + NUMBER + ")" + UNIT, m -> counted(m.group(1)) + unit(m.group(2))),
          rule("(?<![A-Za-z0-9])" + UNIT + "(?=/" + UNIT + ")", m -> unit(m.group(1))),
          rule("(?<=[/每万亿])" + UNIT, m -> unit(m.group(1))),
          rule(
              "(?<!\\d)(?:\\+?86-?)?1(?:[38]\\d|5[0-35-9]|7[678]|9[89])\\d{8}(?!\\d)",
              m -> telephone(m.group())),
          rule(
              "(?<![\\d.])(?:0(?:10|2[1-3]|[3-9]\\d\\d)-?)?[1-9]\\d{6,7}(?![\\d.])(?!"
                  + QUANTIFIER
                  + ")",
              m -> telephone(m.group())),
          rule(
              "(?<!\\d)[48]00(?:-?\\d{3}-?\\d{4}|-?\\d{4}-?\\d{3})(?!\\d)",
              m -> telephone(m.group())),
          // 138-1234-5678, 978-7-111-12345-6
          rule(
              "(?<![\\d.+\\-×÷=])\\d++(?:-\\d++){2,}+(?![.]?\\d|[+×÷=])",
              m -> telephone(m.group())),
          rule(
              "(?<![\\d.+\\-×÷=A-Za-z])("
                  + NUMBER
                  + ")"
                  + TO
                  + "("
                  + NUMBER
                  + ")(?![\\d.+\\-×÷=])"
                  + "(?=(?!"
                  + ORDINAL
                  + ")("
                  + QUANTIFIER
                  + ")|)",
              m -> range(m.group(1), m.group(2), m.group(3) != null)),
          repeated(
              "(" + OPERAND + ")([-+×÷=])(?=" + OPERAND + "|[一二三四五六七八九十零百千万负])",
              m -> m.group(1) + OPERATORS.get(m.group(2))),
          rule("[" + SUPERSCRIPTS + "]++", m -> "的" + power(m.group()) + "次方"),
          rule(
              "(-?+)(?<![\\d/])(\\d++)/(\\d++)(?![\\d/])",
              m -> negative(m.group(1)) + cardinal(m.group(3)) + "分之" + cardinal(m.group(2))),
          rule("(?<![\\d零幺一二三四五六七八九])-(?=\\d)", m -> "负"),
          rule("(?<!\\d)(\\d*+\\.\\d++)", m -> number(m.group(1))),
          rule("第(\\d++)", m -> '第' + cardinal(m.group(1))),
          rule("(?<!\\d)2(?=" + ORDINAL + ")", m -> "二"),
          rule(
              "(?<!\\d)(\\d++)([多余几幾来+]?+)(?=" + QUANTIFIER + ")",
              m -> counted(m.group(1)) + (m.group(2).equals("+") ? "多" : m.group(2))),
          rule("(?<!\\d)[1-9]0{2,}+(?!\\d)", m -> cardinal(m.group())),
          rule("\\d{3,}+", m -> ChineseNumbers.each(m.group(), true)),
          rule("\\d++", m -> cardinal(m.group())));

  private NumberRules() {}

  /** The sentence without digits. */
  static String apply(String sentence) {
    String text = GAME.matcher(sentence).find() ? withScores(sentence) : sentence;
    for (Rule rule : RULES) {
      text = rule.apply(text);
    }
    return text;
  }

  private static String withScores(String sentence) {
    String colons =
        SCORE_LIKE_TIME
            .matcher(sentence)
            .replaceAll(
                m -> {
                  String[] sides = m.group().split(":", -1);
                  return cardinal(sides[0]) + '比' + cardinal(sides[1]);
                });
    return SCORE
        .matcher(colons)
        .replaceAll(m -> isScore(m, colons) ? m.group(1) + ':' + m.group(2) : m.group());
  }

  /** Two numbers that rise are as likely from one to the other: 决赛今晚20-22. */
  private static boolean isScore(MatchResult pair, String sentence) {
    int first = Integer.parseInt(pair.group(1));
    return first == 0
        || first >= Integer.parseInt(pair.group(2))
        || isAt(BESIDE_SCORE, sentence, pair.start())
        || isAt(BEHIND_SCORE, sentence, pair.end());
  }

  private static boolean isAt(Pattern pattern, String text, int at) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true).lookingAt();
  }

  private static Rule rule(String pattern, Function<MatchResult, String> words) {
    return new Rule(Pattern.compile(pattern), words, false);
  }

  private static Rule repeated(String pattern, Function<MatchResult, String> words) {
    return new Rule(Pattern.compile(pattern), words, true);
  }

  private static String number(String number) {
    return ChineseNumbers.number(number);
  }

  /** 1299.00元 has no 点零. */
  private static String money(String amount) {
    return number(amount.replaceFirst("\\.0+$", ""));
  }

  private static String cardinal(String digits) {
    return ChineseNumbers.cardinal(digits);
  }

  private static String each(String digits) {
    return ChineseNumbers.each(digits, false);
  }

  /** Before a measure word 2 is 两. */
  private static String counted(String number) {
    String words = number(number);
    return words.equals("二") ? "两" : words;
  }

  private static String currency(String sign) {
    String words = CURRENCIES.get(sign);
    return words == null ? LatinUnits.spokenCurrency(sign) : words;
  }

  private static String unit(String unit) {
    return LatinUnits.spoken(unit);
  }

  private static String cold(String minus) {
    return minus.isEmpty() ? "" : "零下";
  }

  private static String degrees(String unit) {
    return unit.equals("摄氏度") ? unit : "度";
  }

  private static String negative(String number) {
    return number.startsWith("-") ? "负" : "";
  }

  private static String unsigned(String number) {
    return number.startsWith("-") ? number.substring(1) : number;
  }

  private static String per(String sign) {
    return sign.equals("%") ? "百分之" : "千分之";
  }

  private static String date(MatchResult m) {
    String day = m.group(3) == null ? "" : cardinal(m.group(3)) + m.group(4);
    return each(m.group(1)) + '年' + cardinal(m.group(2)) + '月' + day;
  }

  private static String dayOfMonth(MatchResult m) {
    return cardinal(m.group(1)) + '月' + cardinal(m.group(2)) + m.group(3);
  }

  private static String time(MatchResult m, int group) {
    String minutes = m.group(group + 1);
    String seconds = m.group(group + 2);
    String words = counted(m.group(group).replaceFirst("^0(?=\\d)", "")) + '点';
    if (minutes.equals("30")) {
      words += "半";
    } else if (!minutes.equals("00")) {
      words += sixty(minutes) + '分';
    }
    return seconds == null || seconds.equals("00") ? words : words + sixty(seconds) + '秒';
  }

  private static String angle(String degrees, String minutes, String seconds) {
    String words = degrees + cardinal(minutes) + '分';
    return seconds == null ? words : words + sixty(seconds) + '秒';
  }

  private static String roman(String numeral) {
    return cardinal(String.valueOf(List.of(ROMANS.split("\\|", -1)).indexOf(numeral) + 1));
  }

  private static String sixty(String digits) {
    return (digits.startsWith("0") ? "零" : "") + cardinal(digits);
  }

  private static String telephone(String number) {
    StringBuilder words = new StringBuilder();
    for (String part : number.replace("+", "").split("-", -1)) {
      words.append(words.isEmpty() ? "" : ",").append(ChineseNumbers.each(part, true));
    }
    return words.toString();
  }

  private static String range(String from, String to, boolean counts) {
    return counts ? counted(from) + '到' + counted(to) : number(from) + '到' + number(to);
  }

  private static String version(String number) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      String character = number.substring(i, i + 1);
      words.append(
          switch (character) {
            case "." -> "点";
            case ":" -> "冒号";
            default -> each(character);
          });
    }
    return words.toString();
  }

  private static String power(String superscripts) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < superscripts.length(); i++) {
      plain.append(SUPERSCRIPTED.charAt(SUPERSCRIPTS.indexOf(superscripts.charAt(i))));
    }
    return plain.chars().allMatch(c -> c <= '9') ? cardinal(plain.toString()) : plain.toString();
  }
}

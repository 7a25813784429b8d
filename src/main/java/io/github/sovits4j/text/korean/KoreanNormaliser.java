package io.github.sovits4j.text.korean;

import io.github.sovits4j.text.IdeographEvidence;
import io.github.sovits4j.text.korean.TaggedText.Match;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns written Korean into what is said: numbers, units, money and signs in words, letters by
 * their names, ideographs in Hangul. The rules run one after another; earlier ones are more
 * specific.
 */
final class KoreanNormaliser {

  private record Rule(Pattern pattern, Function<Match, String> words) {}

  private static final String WHOLE = "(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d++)";
  private static final String NUMBER = "(?:" + WHOLE + "(?:\\.\\d++)?+)";
  private static final String NO_NUMBER_BEFORE = "(?<!\\d)(?<!\\d[.,])";

  /** So that digits in a row are looked at from the first on only: else time grows as n². */
  private static final String NO_DIGIT_BEFORE = "(?<!\\d)";

  private static final String MAGNITUDE = "([십백천만억조]*+)";

  /** What is counted from a number to another that a hyphen joins, and no score. */
  private static final String RANGED =
      "명|개|마리|권|살|세|대|일|주|개월|월|년|시|시간|분|초|원|만|천|km|kg|cm|m(?![A-Za-z])|g(?![A-Za-z])|%|℃|도|층|쪽|페이지|인분";

  private static final String TO = "\\s?[~～]\\s?";

  private static final Map<String, String> UNITS = new HashMap<>();

  static {
    String[] units = {
      "km 킬로미터",
      "m 미터",
      "cm 센티미터",
      "mm 밀리미터",
      "kg 킬로그램",
      "g 그램",
      "mg 밀리그램",
      "t 톤",
      "L 리터",
      "l 리터",
      "ml 밀리리터",
      "mL 밀리리터",
      "m² 제곱미터",
      "m2 제곱미터",
      "㎡ 제곱미터",
      "km² 제곱킬로미터",
      "㎢ 제곱킬로미터",
      "m³ 세제곱미터",
      "m3 세제곱미터",
      "㎥ 세제곱미터",
      "㎞ 킬로미터",
      "㎝ 센티미터",
      "㎜ 밀리미터",
      "㎏ 킬로그램",
      "㎎ 밀리그램",
      "㎖ 밀리리터",
      "ℓ 리터",
      "% 퍼센트",
      "℃ 도",
      "°C 도",
      "° 도",
      "Hz 헤르츠",
      "kHz 킬로헤르츠",
      "MHz 메가헤르츠",
      "GHz 기가헤르츠",
      "kW 킬로와트",
      "kWh 킬로와트시",
      "W 와트",
      "V 볼트",
      "dB 데시벨",
      "db 데시벨",
      "ms 밀리초",
      "s 초",
      "h 시간",
      "min 분",
      "KG 킬로그램",
      "Kg 킬로그램",
      "KM 킬로미터",
      "Km 킬로미터",
      "CM 센티미터",
      "MM 밀리미터",
      "ML 밀리리터",
      "cm² 제곱센티미터",
      "cm2 제곱센티미터",
      "cm³ 세제곱센티미터",
      "cm3 세제곱센티미터",
      "km2 제곱킬로미터",
      "mm² 제곱밀리미터",
      "mm2 제곱밀리미터",
      "KB 킬로바이트",
      "MB 메가바이트",
      "GB 기가바이트",
      "TB 테라바이트",
      "MB/s 메가바이트 퍼 세크",
      "GB/s 기가바이트 퍼 세크",
      "kbps 킬로비피에스",
      "Mbps 메가비피에스",
      "Gbps 기가비피에스",
      "mAh 밀리암페어시",
      "fps 에프피에스",
      "dpi 디피아이",
      "cal 칼로리",
      "kcal 킬로칼로리",
      "cc 시시",
      "Pa 파스칼",
      "hPa 헥토파스칼",
      "ppm 피피엠"
    };
    for (String unit : units) {
      int space = unit.indexOf(' ');
      UNITS.put(unit.substring(0, space), unit.substring(space + 1));
    }
  }

  private static final String UNIT =
      UNITS.keySet().stream()
          .sorted((a, b) -> b.length() - a.length())
          .map(Pattern::quote)
          .collect(Collectors.joining("|", "(", ")(?![A-Za-z0-9])"));

  private static final Map<String, String> CURRENCIES =
      Map.of("$", "달러", "€", "유로", "£", "파운드", "₩", "원", "￦", "원", "¥", "엔", "￥", "엔");

  private static final List<String> LETTERS =
      List.of(
          ("에이 비 시 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스" + " 와이 제트")
              .split(" ", -1));

  /** Counters after native numerals. */
  private static final Set<String> NATIVE =
      Set.of(
          ("개 명 마리 권 살 시간 병 잔 대 장 벌 켤레 그루 송이 자루 채 척 통 판 줄 쌍 그릇 번 가지 군데 곳 사람 달"
                  + " 발 발짝 모 모금 숟갈 스푼 방울 조각 마디 바퀴 가닥 포기 다발 묶음 봉지 상자 컵 갑 알 톨 두"
                  + " 방 보루 수 술 쌈 움큼 정 짝 첩 축 닢 뭇 건 해 차례 팀 종류 과목 접시 끼")
              .split(" ", -1));

  /** What a 번 is of that is numbered, not counted. */
  private static final Pattern NUMBERED =
      Pattern.compile("번\\s?(?:버스|출구|국도|승강장|홈|채널|타자|문제|문항|선수|도로|마을버스)");

  /** Scores: 3대 0; and the greatest of their kind: 3대 영양소. */
  private static final Pattern AGAINST =
      Pattern.compile(
          "대\\s?\\d|대강|대\\s?(?:영양소|강국|과제|원칙|도시|기업|기관|명절|명문|명소|비극|재벌|은행|신문|방송|통신사|종교|문명|성인|뉴스|요소"
              + "|의무|권리|독자|광역시|로펌|항공사|메이저|리그|조건|분야|전략|핵심|정책|양(?![가-힣])|주(?![가-힣])|째)");

  private static final Pattern IDEOGRAPHS = Pattern.compile("[\\u3400-\\u9fff\\uf900-\\ufaff]++");

  private static final List<Rule> RULES =
      List.of(
          // Days that are names: 6·25, 3·1, 4.19 혁명.
          rule(
              "(?<![\\d.·])(\\d{1,2})\\.(\\d{1,2})(?=\\s?(?:절|광복절|전쟁|운동|혁명|민주|사태|의거|참사|선언|테러|항쟁))",
              m -> day(m.group(1)) + day(m.group(2))),
          rule(
              "(?<![\\d.·])(\\d{1,2})·(\\d{1,2})(?![\\d.·])",
              m -> day(m.group(1)) + day(m.group(2))),
          rule(
              "(?<![\\d.])(\\d{4})([-./])\\s?(0?[1-9]|1[0-2])\\2\\s?(0?[1-9]|[12]\\d|3[01])(?![\\d])",
              m -> sino(m.group(1)) + "년 " + month(m.group(3)) + ' ' + date(m.group(4)) + '일'),
          // 24.11.26
          rule(
              "(?<![\\d.])([2-9]\\d)\\.\\s?(0[1-9]|1[0-2])\\.\\s?(0[1-9]|[12]\\d|3[01])(?![\\d])",
              m -> sino(m.group(1)) + "년 " + month(m.group(2)) + ' ' + date(m.group(3)) + '일'),
          // 11/26(화), 11/26
          rule(
              "(?<![\\d/.])(0?[1-9]|1[0-2])/(0?[1-9]|[12]\\d|3[01])(?=\\s?\\([월화수목금토일])"
                  + "|(?<![\\d/.])([2-9]|1[0-2])/(1[3-9]|2\\d|3[01])(?![\\d/])",
              m ->
                  m.group(1) == null
                      ? month(m.group(3)) + ' ' + date(m.group(4)) + '일'
                      : month(m.group(1)) + ' ' + date(m.group(2)) + '일'),
          rule("(?<![\\d.])0?([1-9]|1[0-2])\\s?월(?![급요])", m -> month(m.group(1))),
          rule("(?<=\\d:[0-5]\\d)" + TO + "(?=\\d{1,2}:[0-5]\\d)", m -> "에서 "),
          rule(
              "(?<![\\d:])([01]?\\d|2[0-4]):([0-5]\\d)(?::([0-5]\\d))?+(?![\\d:])",
              KoreanNormaliser::time),
          rule(
              "(?<![\\d:])(\\d++):(\\d++)(?![\\d:])",
              m -> sino(m.group(1)) + " 대 " + sino(m.group(2))),
          rule(
              "(?<![\\d-])(?:\\+82[- ]\\d{1,3}-\\d{3,4}-\\d{4}|0\\d{1,2}\\)\\s?\\d{3,4}-\\d{4}"
                  + "|\\d{2,4}-\\d{3,4}-\\d{4}|1\\d{3}-\\d{4})(?![\\d-])",
              m -> telephone(m.group(0))),
          // Accounts, and books
          rule("(?<![\\d.+×÷=-])\\d++(?:-\\d++){2,}+(?!\\s?[\\d+×÷=])", m -> telephone(m.group(0))),
          // The numbers that are called for help.
          rule(
              "(?<![\\d.,])(11[0-9]|120|1339)(?=\\s?(?:(?:에|로) (?:바로 |즉시 )?(?:전화|신고|연락|문의|도움)|에게|신고|센터|구급|구조|상황실|대원|안전|출동|소방|콜))",
              m -> KoreanNumbers.each(m.group(1))),
          rule(
              "(?<![\\d.])([12])\\+1(?=\\s?(?:행사|이벤트|상품|할인|증정|세일))",
              m -> m.group(1).equals("1") ? "원플러스원" : "투플러스원"),
          // 5+3=8
          rule("(?<=\\d)\\s?\\+\\s?(?=\\d)", m -> " 더하기 "),
          rule("(?<=\\d)\\s?×\\s?(?=\\d)", m -> " 곱하기 "),
          rule("(?<=\\d)\\s?÷\\s?(?=\\d)", m -> " 나누기 "),
          rule("(?<=\\d)\\s?[-−]\\s?(?=\\d{1,9}(?:\\.\\d{1,9})?\\s?=)", m -> " 빼기 "),
          rule("(?<=[013678])\\s?=\\s?(?=[-−]?\\d)", m -> "은 "),
          rule("(?<=[2459])\\s?=\\s?(?=[-−]?\\d)", m -> "는 "),
          rule("±\\s?(?=\\d)", m -> "플러스마이너스 "),
          rule(
              "(?<![\\d.])([2-6]0)([3-7]0)(?=\\s?세대)",
              m -> KoreanNumbers.each(m.group(1) + m.group(2)).replace('영', '공')),
          rule(
              "(?<![\\d/.])(\\d++)/(\\d++)(?![\\d/])",
              m -> sino(m.group(2)) + "분의 " + sino(m.group(1))),
          rule(
              "([$€£₩￦¥￥])\\s?(" + NUMBER + ")\\s?" + MAGNITUDE + "(?:원|달러|유로|파운드|엔)?+",
              m -> number(m.group(2)) + m.group(3) + CURRENCIES.get(m.group(1))),
          rule("(?<![\\d\\p{L}])[-−](?=" + NUMBER + "\\s?(?:°C|℃|도))", m -> "영하 "),
          rule("(?<![\\d\\p{L}.-])[-−](?=\\d)", m -> "마이너스 "),
          rule(
              "(?<![\\d.,-])(\\d{1,4})[-–](?=\\d{1,4}\\s?(?:" + RANGED + "))",
              m -> sino(m.group(1)) + "에서 "),
          rule(
              NO_DIGIT_BEFORE + "(" + NUMBER + ")\\s?(?:km|㎞)/h(?![A-Za-z0-9])",
              m -> "시속 " + number(m.group(1)) + " 킬로미터"),
          rule(
              NO_DIGIT_BEFORE + "(" + NUMBER + ")\\s?m/s(?![A-Za-z0-9])",
              m -> "초속 " + number(m.group(1)) + " 미터"),
          rule(
              NO_NUMBER_BEFORE + "(" + NUMBER + ")(?:" + UNIT + ")?+" + TO + "(?=" + NUMBER + ")",
              m -> number(m.group(1)) + (m.group(2) == null ? "" : UNITS.get(m.group(2))) + "에서 "),
          rule(
              NO_DIGIT_BEFORE + "(" + NUMBER + ")\\s?" + UNIT,
              m -> number(m.group(1)) + UNITS.get(m.group(2))),
          rule(
              "(?<![\\d.])\\d++(?:\\.\\d++){2,}+",
              m ->
                  Stream.of(m.group(0).split("\\.", -1))
                      .map(KoreanNumbers::sino)
                      .collect(Collectors.joining("쩜"))),
          rule(NO_NUMBER_BEFORE + "(" + WHOLE + "\\.\\d++)", m -> number(m.group(1))),
          rule("(?<![\\d,.만억조] ?)1(?=만\\s?(?:[\\d원명개여천백]|달러|유로|엔|시간|대|번|마리|톤|킬로|km))", m -> ""),
          rule("(?<![\\d,.만억조] ?)1(?=[천백](?!분))", m -> ""),
          rule(NO_NUMBER_BEFORE + "(" + WHOLE + ")", KoreanNormaliser::counted),
          rule("\\d++", m -> KoreanNumbers.each(m.group(0))),
          rule("%", m -> "퍼센트"),
          rule("℃|°C", m -> "도"),
          rule("[A-Za-z]", m -> LETTERS.get(Character.toLowerCase(m.group(0).charAt(0)) - 'a')));

  private KoreanNormaliser() {}

  private static Rule rule(String pattern, Function<Match, String> words) {
    return new Rule(Pattern.compile(pattern), words);
  }

  /** The text without digits, letters and those ideographs that have a reading. */
  static TaggedText normalised(TaggedText text) {
    TaggedText said = text;
    for (Rule rule : RULES) {
      said = said.replaced(rule.pattern(), rule.words());
    }
    return said.replaced(IDEOGRAPHS, KoreanNormaliser::inHangul);
  }

  /** A run of ideographs in Hangul, where it may be Korean and all of it has readings. */
  private static String inHangul(Match m) {
    if (IdeographEvidence.balance(m.group(0)) != 0) {
      return null;
    }
    StringBuilder words = new StringBuilder();
    int at = m.groups().start();
    for (TaggedMorpheme morpheme : m.in().morphemesFrom(at)) {
      if (morpheme.start() != at || morpheme.end() > m.groups().end()) {
        break;
      }
      words.append(morpheme.reading());
      at = morpheme.reading().isEmpty() ? -1 : morpheme.end();
    }
    return at == m.groups().end() ? words.toString() : null;
  }

  private static String sino(String digits) {
    return KoreanNumbers.sino(digits.replace(",", ""));
  }

  private static String number(String number) {
    return KoreanNumbers.number(number.replace(",", ""));
  }

  /** 6월 and 10월 are 유월 and 시월. */
  private static String month(String number) {
    int month = Integer.parseInt(number);
    return (month == 6 ? "유" : month == 10 ? "시" : KoreanNumbers.sino("" + month)) + '월';
  }

  private static String date(String number) {
    return KoreanNumbers.sino("" + Integer.parseInt(number));
  }

  /** 25 is 이오, 1 is 일, 12 is 십이. */
  private static String day(String digits) {
    return digits.equals("12") || digits.equals("10") ? sino(digits) : KoreanNumbers.each(digits);
  }

  private static String time(Match m) {
    int minutes = Integer.parseInt(m.group(2));
    String seconds = m.group(3) == null ? "" : ' ' + date(m.group(3)) + '초';
    return hour(m.group(1)) + '시' + (minutes == 0 ? "" : ' ' + date(m.group(2)) + '분') + seconds;
  }

  /** Of twelve hours in native words, of twenty-four in Sino-Korean. */
  private static String hour(String digits) {
    int hour = Integer.parseInt(digits);
    return hour >= 1 && hour <= 12
        ? KoreanNumbers.counting("" + hour)
        : KoreanNumbers.sino("" + hour);
  }

  private static String telephone(String number) {
    StringBuilder words = new StringBuilder(number.startsWith("+") ? "플러스 " : "");
    for (String part : number.replace("+", "").split("[- )]+", -1)) {
      words
          .append(words.isEmpty() || words.charAt(words.length() - 1) == ' ' ? "" : "-")
          .append(KoreanNumbers.each(part));
    }
    return words.toString();
  }

  /** A number before what may count it. */
  private static String counted(Match m) {
    String digits = m.group(1).replace(",", "");
    String counter = m.next().orElse("");
    String rest = m.rest().stripLeading();
    String before = m.before().stripTrailing();
    if (before.endsWith("제") || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return KoreanNumbers.sino(digits);
    }
    if (rest.startsWith("번째")) {
      return digits.equals("1") ? "첫" : KoreanNumbers.counting(digits);
    }
    boolean counts =
        switch (counter) {
          case "시" -> digits.length() <= 2 && Integer.parseInt(digits) <= 12;
          case "번" -> !before.endsWith("버스") && !NUMBERED.matcher(rest).lookingAt();
          // 20대 are those in their twenties, 3대 0 a score.
          case "대" -> !digits.endsWith("0") && !AGAINST.matcher(rest).lookingAt();
          default -> NATIVE.contains(counter);
        };
    return counts ? KoreanNumbers.counting(digits) : KoreanNumbers.sino(digits);
  }
}

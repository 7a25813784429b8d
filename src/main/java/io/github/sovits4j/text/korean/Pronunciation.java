package io.github.sovits4j.text.korean;

import java.util.List;
import java.util.Map;

/**
 * How Korean is said where it is not as it is written: the rules of Standard Korean's pronunciation
 * (표준 발음법), by their numbers. Sounds meet within a word and across one space; marks keep them
 * apart.
 */
final class Pronunciation {

  private static final String PLAIN = "ㄱㄷㅂㅅㅈ";
  private static final String TENSE = "ㄲㄸㅃㅆㅉ";
  private static final Map<Character, Character> ASPIRATE =
      Map.of('ㄱ', 'ㅋ', 'ㄷ', 'ㅌ', 'ㅂ', 'ㅍ', 'ㅈ', 'ㅊ');
  private static final Map<Character, Character> NASAL = Map.of('ㄱ', 'ㅇ', 'ㄷ', 'ㄴ', 'ㅂ', 'ㅁ');

  /** Finals of two consonants. */
  private static final Map<Character, String> PAIRS =
      Map.ofEntries(
          Map.entry('ㄳ', "ㄱㅅ"),
          Map.entry('ㄵ', "ㄴㅈ"),
          Map.entry('ㄶ', "ㄴㅎ"),
          Map.entry('ㄺ', "ㄹㄱ"),
          Map.entry('ㄻ', "ㄹㅁ"),
          Map.entry('ㄼ', "ㄹㅂ"),
          Map.entry('ㄽ', "ㄹㅅ"),
          Map.entry('ㄾ', "ㄹㅌ"),
          Map.entry('ㄿ', "ㄹㅍ"),
          Map.entry('ㅀ', "ㄹㅎ"),
          Map.entry('ㅄ', "ㅂㅅ"));

  /** Endings that begin in a plain sound behind ㄹ and are said with a tense one. */
  private static final List<String> TENSED = List.of("걸", "밖에", "세라", "수록", "지라도", "지언정", "진대");

  /** Names of letters that change before a vowel. */
  private static final String LETTER_NAMES = "디귿지읒치읓키읔티읕피읖히읗";

  private final List<Unit> units;

  private Pronunciation(List<Unit> units) {
    this.units = units;
  }

  /** Changes the units to what is said. */
  static void apply(List<Unit> units) {
    Pronunciation pronunciation = new Pronunciation(units);
    for (int i = 0; i < units.size(); i++) {
      changeVowel(units.get(i));
      pronunciation.changeLetterName(i);
      pronunciation.changeBehindVerb(i);
    }
    for (int i = 0; i < units.size(); i++) {
      pronunciation.palatalise(i);
    }
    for (int i = 0; i < units.size(); i++) {
      pronunciation.join(i);
    }
  }

  private Unit after(int at) {
    return at + 1 < units.size() ? units.get(at + 1) : null;
  }

  /** What is heard next: behind one space, too. */
  private Unit heardAfter(int at) {
    Unit next = after(at);
    return next != null && next.isSpace() ? after(at + 1) : next;
  }

  // ---- vowels ----

  /** 5: 져 is said 저, 희 히. */
  private static void changeVowel(Unit unit) {
    if (unit.vowel == 'ㅕ' && unit.beginsWith("ㅈㅉㅊ")) {
      unit.vowel = 'ㅓ';
    } else if (unit.vowel == 'ㅢ' && unit.initial != 'ㅇ') {
      unit.vowel = 'ㅣ';
    }
  }

  // ---- names of letters ----

  /** 16: 디귿이 is 디그시, 키읔이 키으기, 피읖이 피으비. */
  private void changeLetterName(int at) {
    Unit unit = units.get(at);
    Unit next = after(at);
    int name = LETTER_NAMES.indexOf(unit.character);
    if (name % 2 != 1 || at == 0 || next == null || next.initial != 'ㅇ') {
      return;
    }
    if (units.get(at - 1).character == LETTER_NAMES.charAt(name - 1)) {
      unit.last =
          switch (unit.last) {
            case 'ㅋ' -> 'ㄱ';
            case 'ㅍ' -> 'ㅂ';
            default -> 'ㅅ';
          };
    }
  }

  // ---- what depends on the part of speech ----

  private void changeBehindVerb(int at) {
    Unit unit = units.get(at);
    Unit next = after(at);
    if (unit.endsStem && next != null && next.isSyllable()) {
      changeStem(unit, next);
    }
    // 10: 밟다 is 밥따, 넓죽하다 넙쭈카다.
    if (unit.last == 'ㄼ' && isBefore(unit, next)) {
      unit.last = 'ㅂ';
    }
    // 27: 할 것을 is 할 꺼슬.
    if (unit.endsEnding
        && unit.last == 'ㄹ'
        && unit.character != '걸'
        && unit.character != '껄'
        && next != null
        && next.isSpace()) {
      makeTense(heardAfter(at), PLAIN);
    }
    if (unit.last == 'ㄹ' && next != null && isTensedEnding(at + 1)) {
      makeTense(next, PLAIN);
    }
  }

  private static void changeStem(Unit stem, Unit next) {
    if (stem.last == 'ㄺ' && next.beginsWith("ㄱㄲ")) { // 11: 읽고 is 일꼬
      stem.last = 'ㄹ';
      next.initial = 'ㄲ';
    } else if (stem.endsIn("ㄼㄾ")) { // 25
      makeTense(next, "ㄱㄷㅅㅈ");
    } else if (stem.endsIn("ㅁㄵㄻ") || (stem.last == 'ㄴ' && "신안".indexOf(stem.character) >= 0)) {
      makeTense(next, "ㄱㄷㅅㅈ"); // 24: 신고 is 신꼬; no other stem ends in ㄴ alone
    }
  }

  private static boolean isBefore(Unit unit, Unit next) {
    boolean consonant = next == null || !next.isSyllable() || !next.beginsWith("ㅇㅎ");
    boolean wide = next != null && next.vowel == 'ㅜ' && next.beginsWith("ㅈㅉㄷㄸ");
    return switch (unit.character) {
      case '밟' -> consonant;
      case '넓' -> wide;
      default -> false;
    };
  }

  /** Whether an ending of those that are said tense begins at a place. */
  private boolean isTensedEnding(int at) {
    for (String ending : TENSED) {
      int end = at + ending.length();
      if (end > units.size()) {
        continue;
      }
      boolean found = true;
      for (int i = at; i < end; i++) {
        found &= units.get(i).character == ending.charAt(i - at);
      }
      if (found && (units.get(at - 1).endsEnding || units.get(end - 1).endsEnding)) {
        return true;
      }
    }
    return false;
  }

  private static void makeTense(Unit unit, String which) {
    if (unit != null && unit.beginsWith(which)) {
      unit.initial = TENSE.charAt(PLAIN.indexOf(unit.initial));
    }
  }

  // ---- 17: 같이 is 가치, 닫혀 다쳐 ----

  private void palatalise(int at) {
    Unit unit = units.get(at);
    Unit next = after(at);
    if (next == null || !unit.endsIn("ㄷㅌㄾ") || "ㅣㅕ".indexOf(next.vowel) < 0) {
      return;
    }
    if (next.initial == 'ㅇ') {
      next.initial = unit.last == 'ㄷ' ? 'ㅈ' : 'ㅊ';
    } else if (next.initial == 'ㅎ'
        && unit.last == 'ㄷ'
        && (next.vowel == 'ㅣ' || next.last == Unit.NONE || next.last == 'ㅆ')) { // not in 맏형
      next.initial = 'ㅊ';
    } else {
      return;
    }
    unit.last = unit.last == 'ㄾ' ? 'ㄹ' : Unit.NONE;
  }

  // ---- finals and what follows ----

  private void join(int at) {
    Unit unit = units.get(at);
    if (!unit.isSyllable() || unit.last == Unit.NONE) {
      return;
    }
    Unit adjacent = after(at);
    Unit heard = heardAfter(at);
    if (adjacent != null && adjacent.initial == 'ㅇ') {
      link(unit, adjacent);
    } else if (heard != null && heard.isSyllable() && heard.initial != 'ㅇ') {
      meet(unit, heard, heard == adjacent);
    } else {
      unit.last = representative(unit.last);
    }
  }

  /** 12.4, 13, 14: the final, or the second of two, begins the next syllable. */
  private static void link(Unit unit, Unit next) {
    String pair = PAIRS.getOrDefault(unit.last, Unit.NONE + String.valueOf(unit.last));
    char moved = pair.charAt(1);
    if (unit.last == 'ㅇ') {
      return;
    }
    if (moved == 'ㅎ' && pair.charAt(0) == Unit.NONE) {
      unit.last = Unit.NONE;
      return;
    }
    boolean silent = moved == 'ㅎ';
    next.initial =
        silent ? pair.charAt(0) : pair.charAt(0) != Unit.NONE && moved == 'ㅅ' ? 'ㅆ' : moved;
    unit.last = silent ? Unit.NONE : pair.charAt(0);
  }

  /** A final before a consonant. */
  private static void meet(Unit unit, Unit next, boolean inOneWord) {
    if (unit.endsIn("ㅎㄶㅀ")) {
      afterH(unit, next);
    } else if (next.initial == 'ㅎ') {
      beforeH(unit, next, inOneWord);
    } else {
      boolean tensing = unit.endsIn("ㄼㄽ");
      unit.last = representative(unit.last);
      if (tensing || unit.endsIn("ㄱㄷㅂ")) { // 23
        makeTense(next, PLAIN);
      }
    }
    assimilate(unit, next);
  }

  /** 12: 놓고 is 노코, 많소 만쏘, 놓는 논는. */
  private static void afterH(Unit unit, Unit next) {
    char rest = unit.last == 'ㅎ' ? Unit.NONE : PAIRS.get(unit.last).charAt(0);
    if (rest == Unit.NONE && next.initial == 'ㄴ') {
      rest = 'ㄴ';
    } else if (next.initial == 'ㅅ') {
      next.initial = 'ㅆ';
    } else if (next.beginsWith("ㄱㄷㅈ")) {
      next.initial = ASPIRATE.get(next.initial);
    }
    unit.last = rest;
  }

  /** 12: 각하 is 가카, 꽂히다 꼬치다, 앉히다 안치다; between words 낮 한때 is 나 탄때. */
  private static void beforeH(Unit unit, Unit next, boolean inOneWord) {
    char rest = Unit.NONE;
    char stop = representative(unit.last);
    if (inOneWord && unit.endsIn("ㄵㄺㄼ")) {
      rest = PAIRS.get(unit.last).charAt(0);
      stop = PAIRS.get(unit.last).charAt(1);
    } else if (inOneWord && unit.last == 'ㅈ') {
      stop = 'ㅈ';
    }
    if (ASPIRATE.containsKey(stop)) {
      next.initial = ASPIRATE.get(stop);
      unit.last = rest;
    } else {
      unit.last = stop;
    }
  }

  /** 18, 19, 20: 국물 is 궁물, 독립 동닙, 신라 실라. */
  private static void assimilate(Unit unit, Unit next) {
    if (next.initial == 'ㄹ' && unit.endsIn("ㄱㄷㅂㅁㅇ")) {
      next.initial = 'ㄴ';
    } else if (next.initial == 'ㄹ' && unit.last == 'ㄴ') {
      unit.last = 'ㄹ';
    } else if (next.initial == 'ㄴ' && unit.last == 'ㄹ') {
      next.initial = 'ㄹ';
    }
    if (next.beginsWith("ㄴㅁ") && NASAL.containsKey(unit.last)) {
      unit.last = NASAL.get(unit.last);
    }
  }

  /** 9, 10, 11: the seven finals that are heard. */
  private static char representative(char last) {
    return switch (last) {
      case 'ㄲ', 'ㅋ', 'ㄳ', 'ㄺ' -> 'ㄱ';
      case 'ㅅ', 'ㅆ', 'ㅈ', 'ㅊ', 'ㅌ', 'ㅎ' -> 'ㄷ';
      case 'ㅍ', 'ㅄ', 'ㄿ' -> 'ㅂ';
      case 'ㄵ', 'ㄶ' -> 'ㄴ';
      case 'ㄼ', 'ㄽ', 'ㄾ', 'ㅀ' -> 'ㄹ';
      case 'ㄻ' -> 'ㅁ';
      default -> last;
    };
  }
}

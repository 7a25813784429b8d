package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.japanese.kana.Moras;
import java.util.Set;

/**
 * Finds the vowels that are only whispered, i and u between voiceless consonants, and puts a ’
 * behind their moras: です is デス’.
 */
final class SilentVowels {

  private static final char SILENT = '’';

  private static final Set<String> AFTER_S = Set.of("スィ", "ス");
  private static final Set<String> AFTER_H = Set.of("フィ", "ヒ", "フ");
  private static final Set<String> AFTER_OTHERS =
      Set.of(
          "キュ", "シュ", "チュ", "ツィ", "ヒュ", "ピュ", "テュ", "トゥ", "ティ", "キ", "ク", "シ", "チ", "ツ", "ピ", "プ");

  private static final String K = "カキクケコ";
  private static final String S = "サシスセソ";
  private static final String T = "タチツテト";
  private static final String H = "ハヒフヘホ";
  private static final String P = "パピプペポ";

  private static final Set<String> VERBAL = Set.of("動詞", "助動詞", "感動詞");
  private static final Set<String> SHI = Set.of("動詞", "助動詞", "助詞");

  /** What is known of a mora's vowel. */
  private enum Vowel {
    UNKNOWN,
    VOICED,
    SILENT
  }

  /** A mora and its place: in its word, and in its accent phrase. */
  private static final class Place {
    private String mora; // null behind the end, or where there is none
    private AccentedWord word;
    private Vowel vowel = Vowel.UNKNOWN;
    private int size; // in characters
    private int index; // in the accent phrase
    private int accent; // of the phrase

    boolean isAccented() {
      return accent == index + 1;
    }
  }

  private SilentVowels() {}

  static void set(WordChain chain) {
    Place here = null;
    Place next = null;
    Place third = null;
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      StringBuilder marked = new StringBuilder();
      int length = word.pronunciation.length();
      for (int at = 0; at < length; ) {
        if (here == null || here.mora == null) {
          Place start = here == null ? new Place() : here;
          here = find(word, at, start.index, start.accent);
        }
        if (here.mora == null) {
          return; // no mora: this word and what follows stay as they are
        }
        if (next == null || next.mora == null) {
          next = find(word, at + here.size, here.index + 1, here.accent);
        }
        if (third == null || third.mora == null) {
          third = find(word, at + here.size + next.size, next.index + 1, next.accent);
        }
        decide(here, next, third);
        marked.append(here.mora);
        if (here.vowel == Vowel.SILENT) {
          marked.append(SILENT);
        }
        at += here.size;
        here = next;
        next = third;
        third = null;
      }
      word.pronunciation = marked.toString();
    }
  }

  /** The mora so many characters behind the beginning of a word, or in one of the next words. */
  private static Place find(AccentedWord from, int offset, int index, int accent) {
    AccentedWord word = from;
    int at = offset;
    while (word != null && at >= word.pronunciation.length()) {
      at -= word.pronunciation.length();
      word = word.next;
    }
    Place place = new Place();
    if (word == null) {
      return place;
    }
    place.word = word;
    boolean phraseBegins = at == 0 && !word.isJoined();
    place.index = phraseBegins ? 0 : index;
    place.accent = phraseBegins ? word.accent : accent;
    String said = word.pronunciation;
    if (said.equals(Pronunciations.PAUSE) || said.equals(Pronunciations.QUESTION)) {
      place.mora = said;
      place.vowel = Vowel.VOICED;
      place.size = said.length();
      return place;
    }
    place.mora = mora(said, at);
    place.size = place.mora == null ? 0 : place.mora.length();
    if (at + place.size < said.length() && said.charAt(at + place.size) == SILENT) {
      place.vowel = Vowel.SILENT;
      place.size++;
    }
    return place;
  }

  private static String mora(String said, int at) {
    if (said.startsWith(Moras.LONG, at)) {
      return Moras.LONG;
    }
    Moras.Mora mora = Moras.at(said, at);
    if (mora != null && mora.rare()) {
      mora = Moras.at(said.substring(0, at + 1), at);
    }
    return mora == null || mora.rare() ? null : mora.text();
  }

  private static void decide(Place here, Place next, Place third) {
    if (next.mora != null && third.mora != null && isPoliteSu(here, next, third)) {
      boolean spoken =
          third.word.pronunciation.equals(Pronunciations.QUESTION)
              || third.word.pronunciation.equals(Moras.LONG);
      next.vowel = spoken ? Vowel.VOICED : Vowel.SILENT;
    }
    if (here.vowel != Vowel.SILENT
        && next.vowel == Vowel.UNKNOWN
        && third.vowel != Vowel.SILENT
        && next.mora != null
        && next.word.pronunciation.equals("シ")
        && SHI.contains(next.word.part)) {
      next.vowel = next.isAccented() ? Vowel.VOICED : between(next.mora, third.mora);
      if (next.vowel == Vowel.SILENT) {
        voice(here);
        voice(third);
      }
    }
    if (here.vowel == Vowel.UNKNOWN) {
      boolean voiced =
          here.word.isPart(Pronunciations.SPELLED)
              || next.vowel == Vowel.SILENT
              || here.isAccented();
      here.vowel = voiced ? Vowel.VOICED : between(here.mora, next.mora);
    }
    if (here.vowel == Vowel.SILENT) {
      voice(next);
    }
  }

  /** です and ます at the end of a word. */
  private static boolean isPoliteSu(Place here, Place next, Place third) {
    return here.word == next.word
        && next.word != third.word
        && (here.mora.equals("マ") || here.mora.equals("デ"))
        && next.mora.equals("ス")
        && VERBAL.contains(next.word.part);
  }

  private static void voice(Place place) {
    if (place.vowel == Vowel.UNKNOWN) {
      place.vowel = Vowel.VOICED;
    }
  }

  /** Whether a mora's vowel is silent before another mora. */
  private static Vowel between(String mora, String next) {
    if (next == null) {
      return Vowel.VOICED;
    }
    String silencing;
    if (AFTER_S.contains(mora)) {
      silencing = K + T + H + P;
    } else if (AFTER_H.contains(mora)) {
      silencing = K + S + T + P;
    } else if (AFTER_OTHERS.contains(mora)) {
      silencing = K + S + T + H + P;
    } else {
      return Vowel.UNKNOWN;
    }
    return silencing.indexOf(next.charAt(0)) >= 0 ? Vowel.SILENT : Vowel.VOICED;
  }
}

package io.github.sovits4j.text.japanese.njd;

import java.util.ArrayList;
import java.util.List;

/**
 * A word on its way to being pronounced. What is not known of it is {@value #NOTHING}, as in the
 * dictionary.
 */
public final class AccentedWord {

  /** Stands in a field that has nothing. */
  static final String NOTHING = "*";

  private static final int FIELDS = 13;
  private static final int MOST_DIGITS = 6;

  AccentedWord previous;
  AccentedWord next;

  String text = NOTHING;
  String part = NOTHING; // of speech: 名詞, 動詞, …
  String group1 = NOTHING;
  String group2 = NOTHING;
  String group3 = NOTHING;
  String conjugation = NOTHING;
  String form = NOTHING;
  String dictionaryForm = NOTHING;
  String reading = NOTHING; // as kana write it: コンニチハ
  String pronunciation = NOTHING; // as it is said: コンニチワ; ’ behind a mora whose vowel is silent
  int accent; // the mora after which the pitch falls, from 1; 0: it does not fall
  int moras;
  String rule = NOTHING; // how the accent of what precedes changes
  Chain chain = Chain.UNDECIDED;

  /** Whether a word belongs to the accent phrase of the one before. */
  enum Chain {
    UNDECIDED(-1),
    APART(0),
    JOINED(1);

    private final int number;

    Chain(int number) {
      this.number = number;
    }
  }

  AccentedWord() {}

  /**
   * The word of a line {@code text,features}, or the words, where the line has several: readings
   * and accents are then parted by colons.
   */
  static List<AccentedWord> of(String line) {
    AccentedWord word = new AccentedWord();
    String[] fields = word.load(line);
    String accents = fields[10];
    int count = (int) accents.chars().filter(c -> c == '/').count();
    List<AccentedWord> words = new ArrayList<>();
    words.add(word);
    if (accents.contains("*") || count <= 1) {
      return words;
    }
    String[] forms = parts(fields[7], count);
    String[] readings = parts(fields[8], count);
    String[] pronunciations = parts(fields[9], count);
    String[] each = parts(accents, count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        AccentedWord more = word.copy();
        more.chain = Chain.APART;
        words.add(more);
      }
      AccentedWord one = words.getLast();
      one.dictionaryForm = some(forms[i]);
      one.text =
          some(i + 1 < count ? forms[i] : fields[0].substring(Math.min(at, fields[0].length())));
      at += forms[i].length();
      one.reading = some(readings[i]);
      one.pronunciation = some(pronunciations[i]);
      one.setAccent(each[i]);
    }
    return words;
  }

  /** Becomes the one word of a line; whether it is joined stays, where the line does not say. */
  String[] load(String line) {
    String[] fields = parts(line, ",", FIELDS);
    text = some(fields[0]);
    part = some(fields[1]);
    group1 = some(fields[2]);
    group2 = some(fields[3]);
    group3 = some(fields[4]);
    conjugation = some(fields[5]);
    form = some(fields[6]);
    dictionaryForm = some(fields[7]);
    reading = some(fields[8]);
    pronunciation = some(fields[9]);
    rule = some(fields[11]);
    if (fields[12].equals("0")) {
      chain = Chain.APART;
    } else if (fields[12].equals("1")) {
      chain = Chain.JOINED;
    }
    setAccent(fields[10].contains("*") || fields[10].indexOf('/') < 0 ? "0/0" : fields[10]);
    return fields;
  }

  private void setAccent(String accentAndMoras) {
    String[] numbers = parts(accentAndMoras, "/", 2);
    accent = number(numbers[0]);
    moras = number(numbers[1]);
  }

  /** The number that a text begins with; 0 where it begins with none. */
  static int number(String text) {
    int value = 0;
    for (int i = 0; i < Math.min(text.length(), MOST_DIGITS); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private AccentedWord copy() {
    AccentedWord copy = new AccentedWord();
    copy.part = part;
    copy.group1 = group1;
    copy.group2 = group2;
    copy.group3 = group3;
    copy.conjugation = conjugation;
    copy.form = form;
    copy.rule = rule;
    return copy;
  }

  private static String[] parts(String text, int count) {
    return parts(text, ":", count);
  }

  /** So many parts of a text, those that it lacks empty. */
  private static String[] parts(String text, String separator, int count) {
    String[] parts = new String[count];
    String[] found = text.split(separator, -1);
    for (int i = 0; i < count; i++) {
      parts[i] = i < found.length ? found[i] : "";
    }
    return parts;
  }

  private static String some(String field) {
    return field.isEmpty() ? NOTHING : field;
  }

  boolean isPart(String name) {
    return part.equals(name);
  }

  boolean isNumber() {
    return group1.equals("数");
  }

  /** Counters and nouns that may be adverbs (日, 年, 朝). */
  boolean isCounter() {
    return group2.equals("助数詞") || group1.equals("副詞可能");
  }

  /** It is not said; the next clean-up takes it out. */
  void silence() {
    pronunciation = NOTHING;
  }

  boolean isSilent() {
    return pronunciation.equals(NOTHING);
  }

  /** The word as it stands in the text, or as its number is said: 一 for １. */
  public String text() {
    return text;
  }

  /** How it is said, in katakana; 、 is a pause, ？ a question, ’ stands behind a silent vowel. */
  public String pronunciation() {
    return pronunciation;
  }

  /** Whether it is a pause: a mark, or what cannot be read. */
  public boolean isPause() {
    return pronunciation.equals(Pronunciations.PAUSE);
  }

  /** Part of speech and the three groups below it. */
  public List<String> partOfSpeech() {
    return List.of(part, group1, group2, group3);
  }

  /** Type of conjugation. */
  public String conjugation() {
    return conjugation;
  }

  /** Form of conjugation. */
  public String form() {
    return form;
  }

  /** The mora after which the pitch falls, from 1; 0 where it does not. */
  public int accent() {
    return accent;
  }

  /** Whether it belongs to the accent phrase of the word before. */
  public boolean isJoined() {
    return chain == Chain.JOINED;
  }

  /** All fields, as Open JTalk prints them. */
  @Override
  public String toString() {
    return String.join(
        ",",
        text,
        part,
        group1,
        group2,
        group3,
        conjugation,
        form,
        dictionaryForm,
        reading,
        pronunciation,
        accent + "/" + moras,
        rule,
        Integer.toString(chain.number));
  }
}

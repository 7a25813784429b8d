package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.ChineseSpan;
import io.github.sovits4j.text.GivenSyllables;
import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SentenceReadings;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads Chinese: normalises, splits into words, finds the pinyin of each, and changes tones as
 * speech does. Readings that stand in the text as marks are spoken as they are; the tones around
 * them change as ever. Thread-safe.
 */
public final class ChineseReader implements LanguageReader {

  // A yen sign that is no amount of money, or a caret, makes pauses of the commas.
  private static final Pattern YEN_ALONE = Pattern.compile("(?<![\\d０-９万亿])￥(?!\\s*[\\d０-９])");
  private static final Pattern AFTER_MARK = Pattern.compile("(?<=[!?…,.\\-])");

  private final WordSegmenter segmenter;
  private final WordMerger merger;
  private final ToneSandhi sandhi;
  private final Erhua erhua;
  private final PinyinDictionary pinyin = PinyinDictionary.shared();
  private final boolean plain;
  private final SentenceReadings readings;

  private ChineseReader(boolean plain) {
    this.plain = plain;
    this.segmenter = new WordSegmenter();
    this.merger = new WordMerger();
    this.sandhi = new ToneSandhi(segmenter);
    this.erhua = new Erhua();
    this.readings = SentenceReadings.NONE;
  }

  private ChineseReader(ChineseReader other, SentenceReadings readings) {
    this.plain = other.plain;
    this.segmenter = other.segmenter;
    this.merger = other.merger;
    this.sandhi = other.sandhi;
    this.erhua = other.erhua;
    this.readings = readings;
  }

  /**
   * The reader for models with a symbol set, made with its dictionaries when first asked for and
   * shared. Models of the first set learnt plain dictionary readings, without corrections and
   * without merging a final 儿.
   */
  public static ChineseReader of(SymbolSet symbols) {
    return symbols == SymbolSet.V1 ? Plain.READER : Full.READER;
  }

  /** Models of the first set learnt dictionary readings, and go on with them. */
  @Override
  public ChineseReader with(SentenceReadings asked) {
    return plain ? this : new ChineseReader(this, asked);
  }

  @Override
  public Reading read(String text, GivenWords given) {
    boolean shortPause = YEN_ALONE.matcher(text).find();
    boolean pause = shortPause || text.contains("^");
    String marked = shortPause ? YEN_ALONE.matcher(text).replaceAll(",") : text.replace('^', ',');
    GivenSyllables fixed =
        new GivenSyllables(ChineseNormaliser.MANDARIN.normalise(marked), Pinyin.SYLLABARY);
    String normalised = fixed.text();
    int sentenceStart = 0;
    List<String> phones = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (String sentence : AFTER_MARK.split(normalised, -1)) {
      List<String> told = sentence.isEmpty() ? null : readings.of(sentence);
      int at = 0;
      // The original's simplified 麽 is the 么 of 什么 to the dictionaries.
      List<TaggedWord> spokenWords = merger.merge(segmenter.tagged(sentence.replace('麽', '么')));
      for (int i = 0; i < spokenWords.size(); i++) {
        TaggedWord word = spokenWords.get(i);
        List<String> read =
            corrected(
                word,
                told == null ? pinyin.readings(word.text()) : told.subList(at, at + word.length()));
        if (told == null) {
          read = NeighbourReadings.of(spokenWords, i, read, pinyin.knows(word.text()));
        }
        int first = phones.size();
        int from = sentenceStart + at;
        for (String syllable :
            fixed.over(from, spoken(word, before(sentence, at), fixed.over(from, read)))) {
          List<String> symbols =
              isMark(syllable) ? List.of(syllable) : PinyinSymbols.phones(syllable);
          phones.addAll(symbols);
          counts.add(symbols.size());
        }
        if (!isMark(word.text())) {
          words.add(new Word(word.text(), first, phones.size() - first));
        }
        at += word.length();
      }
      sentenceStart += sentence.length();
    }
    if (pause) {
      phones.replaceAll(phone -> phone.equals(",") ? (shortPause ? "SP2" : "SP3") : phone);
    }
    return normalised.isEmpty()
        ? new Reading(normalised, phones, words)
        : new Reading(normalised, phones, words, List.of(new ChineseSpan(0, normalised, counts)));
  }

  private List<String> spoken(TaggedWord word, char before, List<String> read) {
    List<String> changed = sandhi.apply(word, before, read);
    return plain ? changed : erhua.apply(word, changed);
  }

  private List<String> corrected(TaggedWord word, List<String> read) {
    return plain ? read : pinyin.corrected(word.text(), read);
  }

  private static char before(String sentence, int at) {
    return at == 0 ? ' ' : sentence.charAt(at - 1);
  }

  private static boolean isMark(String text) {
    return text.length() == 1 && !Character.isLetter(text.charAt(0));
  }

  @Override
  public int spokenLength(String text) {
    return ChineseNormaliser.MANDARIN.normalise(text).length();
  }

  @Override
  public UnspokenCharacters unspoken(String text) {
    return ChineseNormaliser.MANDARIN.unspoken(text);
  }

  private static final class Full {
    static final ChineseReader READER = new ChineseReader(false);
  }

  private static final class Plain {
    static final ChineseReader READER = new ChineseReader(true);
  }
}

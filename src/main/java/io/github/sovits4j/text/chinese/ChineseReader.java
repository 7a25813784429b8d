package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.ChineseSpan;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.Unspoken;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads Chinese: normalises, splits into words, finds the pinyin of each, and changes tones as
 * speech does. Thread-safe.
 */
public final class ChineseReader implements LanguageReader {

  /** Where the readings of characters come from, where not from dictionaries. */
  @FunctionalInterface
  public interface Readings {

    /**
     * One syllable with a tone digit for each character; marks stand for themselves.
     *
     * @param sentence ideographs and marks
     */
    List<String> of(String sentence);
  }

  // A yen sign that is no amount of money, or a caret, makes pauses of the commas.
  private static final Pattern YEN_ALONE = Pattern.compile("￥(?!\\s*\\d)");
  private static final Pattern AFTER_MARK = Pattern.compile("(?<=[!?…,.\\-])");

  private final WordSegmenter segmenter = new WordSegmenter();
  private final WordMerger merger = new WordMerger();
  private final ToneSandhi sandhi = new ToneSandhi(segmenter);
  private final Erhua erhua = new Erhua();
  private final PinyinDictionary pinyin = PinyinDictionary.shared();
  private final boolean plain;

  private ChineseReader(boolean plain) {
    this.plain = plain;
  }

  /**
   * The reader for models with a symbol set, made with its dictionaries when first asked for and
   * shared. Models of the first set learnt plain dictionary readings, without corrections and
   * without merging a final 儿.
   */
  public static ChineseReader of(SymbolSet symbols) {
    return symbols == SymbolSet.V1 ? Plain.READER : Full.READER;
  }

  /** Reads by dictionary alone: phrases, then characters. */
  @Override
  public Reading read(String text) {
    return read(text, null);
  }

  /**
   * Reads a text.
   *
   * @param readings of whole sentences, by a network for instance; null: by dictionary
   */
  public Reading read(String text, Readings readings) {
    boolean shortPause = YEN_ALONE.matcher(text).find();
    boolean pause = shortPause || text.contains("^");
    String marked = shortPause ? YEN_ALONE.matcher(text).replaceAll(",") : text.replace('^', ',');
    String normalised = ChineseNormaliser.normalise(marked);
    List<String> phones = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (String sentence : AFTER_MARK.split(normalised, -1)) {
      for (String syllable : syllables(sentence, readings)) {
        List<String> symbols =
            syllable.length() == 1 && !Character.isLetter(syllable.charAt(0))
                ? List.of(syllable)
                : PinyinSymbols.phones(syllable);
        phones.addAll(symbols);
        counts.add(symbols.size());
      }
    }
    if (pause) {
      phones.replaceAll(phone -> phone.equals(",") ? (shortPause ? "SP2" : "SP3") : phone);
    }
    return normalised.isEmpty()
        ? new Reading(normalised, phones)
        : new Reading(normalised, phones, List.of(new ChineseSpan(0, normalised, counts)));
  }

  @Override
  public int spokenLength(String text) {
    return ChineseNormaliser.normalise(text).length();
  }

  @Override
  public Unspoken unspoken(String text) {
    return ChineseNormaliser.unspoken(text);
  }

  private List<String> syllables(String sentence, Readings readings) {
    List<String> given = readings == null || sentence.isEmpty() ? null : readings.of(sentence);
    List<String> syllables = new ArrayList<>(sentence.length());
    for (TaggedWord word : merger.merge(segmenter.tagged(sentence))) {
      int at = syllables.size();
      List<String> read =
          given == null ? pinyin.readings(word.text()) : given.subList(at, at + word.length());
      if (plain) {
        syllables.addAll(sandhi.apply(word, read));
      } else {
        List<String> corrected = pinyin.corrected(word.text(), read);
        syllables.addAll(erhua.apply(word, sandhi.apply(word, corrected)));
      }
    }
    return syllables;
  }

  private static final class Full {
    static final ChineseReader READER = new ChineseReader(false);
  }

  private static final class Plain {
    static final ChineseReader READER = new ChineseReader(true);
  }
}

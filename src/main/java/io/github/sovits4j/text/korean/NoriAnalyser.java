package io.github.sovits4j.text.korean;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.Dictionary;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.ko.tokenattributes.ReadingAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Morphemes by Lucene's nori, which has the dictionary of mecab-ko. Thread-safe. */
final class NoriAnalyser {

  /** What has to be there for it. */
  static final String ARTIFACT = "org.apache.lucene:lucene-analysis-nori:9.12.0";

  private static final String CLASS = "org.apache.lucene.analysis.ko.KoreanTokenizer";

  private NoriAnalyser() {}

  /** Whether the library is there. */
  static boolean isPresent() {
    try {
      Class.forName(CLASS, false, NoriAnalyser.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The morphemes of a text, in order; spaces belong to none. */
  static List<TaggedMorpheme> morphemes(String text) {
    List<TaggedMorpheme> morphemes = new ArrayList<>();
    try (KoreanTokenizer tokens =
        new KoreanTokenizer(
            TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, null, DecompoundMode.NONE, false, false)) {
      OffsetAttribute offsets = tokens.addAttribute(OffsetAttribute.class);
      PartOfSpeechAttribute speech = tokens.addAttribute(PartOfSpeechAttribute.class);
      ReadingAttribute readings = tokens.addAttribute(ReadingAttribute.class);
      tokens.setReader(new StringReader(text));
      tokens.reset();
      while (tokens.incrementToken()) {
        int start = offsets.startOffset();
        String reading = readings.getReading();
        morphemes.add(
            new TaggedMorpheme(
                start,
                offsets.endOffset(),
                speech.getRightPOS().name(),
                reading == null ? "" : reading,
                parts(start, speech)));
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return morphemes;
  }

  private static List<Integer> parts(int start, PartOfSpeechAttribute speech) {
    List<Integer> parts = new ArrayList<>();
    if (speech.getPOSType() == POS.Type.COMPOUND) {
      int at = start;
      for (Dictionary.Morpheme part : speech.getMorphemes()) {
        parts.add(at);
        at += part.surfaceForm.length();
      }
    }
    return parts;
  }
}

package io.github.sovits4j.text.japanese;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sovits4j.text.japanese.mecab.DictionaryFolder;
import io.github.sovits4j.text.japanese.mecab.MorphologicalAnalyser;

/** The dictionary that tests of Japanese need. */
public final class JapaneseDictionary {

  private JapaneseDictionary() {}

  /** The analyser over it; skips the test where it is not installed. */
  public static MorphologicalAnalyser require() {
    assumeTrue(
        DictionaryFolder.find().isPresent(),
        "no Japanese dictionary here (Debian, Ubuntu: apt-get install "
            + DictionaryFolder.PACKAGE
            + ")");
    return MorphologicalAnalyser.shared();
  }
}

package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.Locale;

/** The two phone inventories that GPT-SoVITS models were trained with. */
public enum SymbolSet {
  /** 322 symbols (English, Chinese, Japanese): models of version v1. */
  V1(322),
  /**
   * The same, followed by Korean, Cantonese and Japanese pitch marks: v2 and every later version.
   */
  V2(732);

  private final int size;

  SymbolSet(int size) {
    this.size = size;
  }

  /** How many symbols there are; ids run from 0 to one less. */
  public int size() {
    return size;
  }

  /**
   * The set that models of a version use.
   *
   * @param version a model version: v1, v2, v2Pro, v2ProPlus, v3 or v4, in any case
   */
  public static SymbolSet ofModelVersion(String version) {
    return switch (version.toLowerCase(Locale.ROOT)) {
      case "v1" -> V1;
      case "v2", "v2pro", "v2proplus", "v3", "v4" -> V2;
      default ->
          throw new UserException(
              "Unknown model version \""
                  + version
                  + "\". Expected one of v1, v2, v2Pro, v2ProPlus, v3, v4. Check \"version\" in"
                  + " the model's description.");
    };
  }
}

package io.github.sovits4j.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON readers for files of unknown origin: no duplicate keys, no deep nesting, no long numbers.
 */
public final class StrictJson {

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 32;
  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_STRING = 1_000_000;

  private StrictJson() {}

  static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxNameLength(LONGEST_NAME)
                .maxStringLength(LONGEST_STRING)
                .build())
        .build();
  }

  /** Reads one value, and refuses what follows it. */
  public static JsonMapper mapper() {
    return JsonMapper.builder(factory())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }
}

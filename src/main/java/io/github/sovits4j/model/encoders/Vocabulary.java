package io.github.sovits4j.model.encoders;

import io.github.sovits4j.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of BERT. Its tokeniser makes every ideograph and every mark a token of its own, and
 * normalised Chinese text holds nothing else, so a text has one token a character.
 */
public final class Vocabulary {

  private static final String UNKNOWN = "[UNK]";
  private static final String BEGINNING = "[CLS]";
  private static final String END = "[SEP]";

  private final Map<String, Integer> ids = new HashMap<>();

  /**
   * Takes tokens in the order of their ids.
   *
   * @throws UserException when one of the special tokens is missing
   */
  public Vocabulary(List<String> tokens) {
    for (int id = 0; id < tokens.size(); id++) {
      ids.putIfAbsent(tokens.get(id), id);
    }
    for (String special : List.of(UNKNOWN, BEGINNING, END)) {
      if (!ids.containsKey(special)) {
        throw new UserException(
            "The vocabulary of the text encoder lacks "
                + special
                + ". Convert the text encoder again, with the tokenizer.json that belongs to it.");
      }
    }
  }

  /** The tokens of a normalised text, between those that mark its ends. */
  public int[] tokens(String text) {
    int[] tokens = new int[text.length() + 2];
    tokens[0] = ids.get(BEGINNING);
    for (int i = 0; i < text.length(); i++) {
      tokens[i + 1] = ids.getOrDefault(text.substring(i, i + 1), ids.get(UNKNOWN));
    }
    tokens[text.length() + 1] = ids.get(END);
    return tokens;
  }
}

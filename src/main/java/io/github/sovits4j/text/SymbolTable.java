package io.github.sovits4j.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Phone symbols and their ids, as the models know them. Immutable. */
public final class SymbolTable {

  /** The id of {@code UNK}, which stands for every symbol the table does not hold. */
  public static final int UNKNOWN = 86;

  private static final Map<SymbolSet, SymbolTable> TABLES = load();

  private final List<String> symbols;
  private final Map<String, Integer> ids;

  private SymbolTable(List<String> symbols) {
    this.symbols = List.copyOf(symbols);
    Map<String, Integer> byName = HashMap.newHashMap(symbols.size());
    for (int id = 0; id < symbols.size(); id++) {
      byName.put(symbols.get(id), id);
    }
    this.ids = Map.copyOf(byName);
  }

  /** The table of a symbol set. */
  public static SymbolTable of(SymbolSet set) {
    return TABLES.get(set);
  }

  /** How many symbols there are. */
  public int size() {
    return symbols.size();
  }

  /** Whether the table holds the symbol. */
  public boolean contains(String symbol) {
    return ids.containsKey(symbol);
  }

  /** The symbol's id, or {@link #UNKNOWN} where the table does not hold it. */
  public int id(String symbol) {
    return ids.getOrDefault(symbol, UNKNOWN);
  }

  /** The ids of the symbols, in their order. */
  public int[] ids(List<String> phones) {
    return phones.stream().mapToInt(this::id).toArray();
  }

  /**
   * The symbol with an id.
   *
   * @throws IndexOutOfBoundsException for an id outside 0 to {@code size() - 1}
   */
  public String symbol(int id) {
    return symbols.get(id);
  }

  /** The resource lists the larger set in id order; the smaller one is its beginning. */
  private static Map<SymbolSet, SymbolTable> load() {
    List<String> all;
    try (InputStream in = SymbolTable.class.getResourceAsStream("symbols.txt")) {
      all = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<SymbolSet, SymbolTable> tables = new EnumMap<>(SymbolSet.class);
    for (SymbolSet set : SymbolSet.values()) {
      tables.put(set, new SymbolTable(all.subList(0, set.size())));
    }
    return tables;
  }
}

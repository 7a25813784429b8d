package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SymbolTableTest {

  private final SymbolTable v1 = SymbolTable.of(SymbolSet.V1);
  private final SymbolTable v2 = SymbolTable.of(SymbolSet.V2);

  @Test
  void holdsAsManySymbolsAsTheModelsKnow() {
    assertEquals(322, v1.size());
    assertEquals(732, v2.size());
  }

  @Test
  void smallerTableIsTheBeginningOfTheLarger() {
    for (int id = 0; id < v1.size(); id++) {
      assertEquals(v2.symbol(id), v1.symbol(id));
    }
  }

  @Test
  void symbolsAreDistinctAndFoundAgain() {
    Set<String> seen = new HashSet<>();
    for (int id = 0; id < v2.size(); id++) {
      assertTrue(seen.add(v2.symbol(id)), v2.symbol(id));
      assertEquals(id, v2.id(v2.symbol(id)));
    }
  }

  @Test
  void knownIds() {
    assertArrayEquals(
        new int[] {0, 42, 86, 95, 321, 322, 731},
        v2.ids(List.of("!", "EY1", "UNK", "_", "…", "[", "Yz")));
  }

  @Test
  void unknownSymbolsBecomeUnk() {
    assertEquals(86, v2.id("nonsense"));
    assertEquals(86, v1.id("Yz"));
    assertFalse(v1.contains("Yz"));
    assertTrue(v2.contains("Yz"));
  }

  @Test
  void modelVersionsChooseTheirSet() {
    assertEquals(SymbolSet.V1, SymbolSet.ofModelVersion("v1"));
    assertEquals(SymbolSet.V2, SymbolSet.ofModelVersion("v2ProPlus"));
    UserException e = assertThrows(UserException.class, () -> SymbolSet.ofModelVersion("v9"));
    assertTrue(e.getMessage().contains("v9") && e.getMessage().contains("v2Pro"), e.getMessage());
  }
}

package io.github.sovits4j.text.japanese.mecab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DictionaryFolderTest {

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(DictionaryFolder.PROPERTY);
  }

  @Test
  void aFolderThatIsNamedIsNeverReplaced() {
    System.setProperty(DictionaryFolder.PROPERTY, folder.toString());
    assertEquals(Optional.of(folder), DictionaryFolder.find());
    UserException e = assertThrows(UserException.class, DictionaryFolder::require);
    assertTrue(e.getMessage().startsWith("The Japanese dictionary should be in " + folder));
    assertTrue(
        e.getMessage().contains("apt-get install open-jtalk-mecab-naist-jdic"), e.getMessage());
    assertTrue(e.getMessage().contains("SOVITS_JAPANESE_DICTIONARY"), e.getMessage());
  }
}

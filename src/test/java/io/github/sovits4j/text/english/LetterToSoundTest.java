package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.english.LetterToSoundTrainer.Accuracy;
import io.github.sovits4j.text.english.LetterToSoundTrainer.Word;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterToSoundTest {

  @Test
  void wordsItHasNotSeen() throws IOException, URISyntaxException {
    Path dictionary = Path.of(LetterToSound.class.getResource("cmudict.txt.gz").toURI());
    List<Word> held =
        LetterToSoundTrainer.words(dictionary).stream()
            .filter(word -> LetterToSoundTrainer.isHeldOut(word.letters()))
            .toList();
    Accuracy accuracy = Accuracy.measure(LetterToSound.shared(), held);
    System.out.println("letter to sound on held-out words: " + accuracy);
    assertTrue(accuracy.words() > 5_000);
    assertTrue(accuracy.exact() > 0.63, accuracy::toString);
    assertTrue(accuracy.withoutStress() > 0.71, accuracy::toString);
    assertTrue(accuracy.phones() > 0.90, accuracy::toString);
  }

  @Test
  void everyLetterSequenceGetsKnownPhones() {
    SymbolTable symbols = SymbolTable.of(SymbolSet.V2);
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'z'; b++) {
        String word = "" + a + b + a + b;
        assertTrue(LetterToSound.shared().phones(word).stream().allMatch(symbols::contains), word);
      }
    }
  }
}

package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.text.Reading;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heuristic on everyday sentences, judged by the sound it leads to. */
class PartOfSpeechTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "They will record it.|record|R IH0 K AO1 R D",
        "That was a world record.|record|R EH1 K ER0 D",
        "We never use it.|use|Y UW1 Z",
        "It is of no use.|use|Y UW1 S",
        "I have read it.|read|R EH1 D",
        "I like to read.|read|R IY1 D",
        "He read the letter.|read|R EH1 D",
        "Please close the door.|close|K L OW1 Z",
        "They are very close.|close|K L OW1 S",
        "She wants to present her work.|present|P R IY0 Z EH1 N T",
        "It was a nice present.|present|P R EH1 Z AH0 N T",
        "The content of the book.|content|K AA1 N T EH0 N T",
        "He was content.|content|K AH0 N T EH1 N T",
        "Tools that use power.|use|Y UW1 Z",
        "A complex plan.|complex|K AH0 M P L EH1 K S",
        "The complex was closed.|complex|K AA1 M P L EH0 K S",
        "The book was used by many.|used|Y UW1 Z D",
        "I used to know.|used|Y UW1 S T",
      })
  void chooses(String sentence, String word, String phones) {
    List<String> tokens = EnglishTokeniser.tokens(sentence);
    String tag = PartOfSpeech.guess(tokens, tokens.indexOf(word));
    assertEquals(
        phones,
        Homographs.shared().find(word).orElseThrow().phones(tag).stream()
            .collect(Collectors.joining(" ")),
        sentence + " → " + tag);
    Reading reading = EnglishReader.shared().read(sentence);
    assertEquals(
        true, String.join(" ", reading.phones()).contains(phones), reading.phones()::toString);
  }
}

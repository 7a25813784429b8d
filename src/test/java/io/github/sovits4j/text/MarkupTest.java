package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings and silences that stand in the text. */
class MarkupTest {

  private static final TextFrontend FRONTEND = TextFrontend.of(SymbolSet.V2);

  private static List<Sentence> sentences(String text, String language) {
    return FRONTEND.analyse(text, language, CutMethod.CUT0);
  }

  private static String phones(String text, String language) {
    return sentences(text, language).stream()
        .flatMap(sentence -> sentence.phones().stream())
        .collect(Collectors.joining(" "));
  }

  private static Sentence only(String text, String language) {
    List<Sentence> sentences = sentences(text, language);
    assertEquals(1, sentences.size(), sentences.toString());
    return sentences.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "他长[chang2]得很好看。, 长, ch ang2",
    "他很好[hao4]客。, 好, h ao4",
    "好[ HAO4 ]客的人。, 好, h ao4",
    "这是绿[lu:4]色。, 绿, l v4",
    "这是绿[lü4]色。, 绿, l v4",
    "我的[de0]书在哪里。, 的, d e5",
    "銀行[yin2 xing2]在那里。, 行, x ing2",
    "他說長[chang2]話。, 长, ch ang2",
  })
  void ideographsGetTheReadingInBrackets(String text, String character, String phones) {
    Sentence sentence = only(text, "zh");
    ChineseSpan span = sentence.chinese().getFirst();
    int at = span.text().indexOf(character);
    int phone = span.phonesPerCharacter().stream().limit(at).mapToInt(Integer::intValue).sum();
    assertEquals(phones, String.join(" ", sentence.phones().subList(phone, phone + 2)));
    assertTrue(sentence.text().indexOf('[') < 0, sentence.text());
    assertTrue(sentence.normalised().chars().noneMatch(c -> c >= 0xe000 && c <= 0xf8ff));
  }

  @Test
  void aGivenReadingChangesNothingElse() {
    String plain = "我在重庆的银行里一共存了不少钱。";
    assertEquals(phones(plain, "zh"), phones(plain.replace("行", "行[hang2]"), "zh"));
    List<String> words =
        only(plain.replace("行", "行[hang2]"), "zh").words().stream().map(Word::text).toList();
    assertEquals(only(plain, "zh").words().stream().map(Word::text).toList(), words);
    // What is given is spoken as it is; what stands beside it follows.
    assertTrue(phones("不[bu2]好的人在这里。", "zh").startsWith("b u2 h ao3"));
    assertTrue(phones("不长[zhang4]的树在这里。", "zh").startsWith("b u2 zh ang4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Say {HH AH0 L OW1} to them.|en|S EY1 HH AH0 L OW1 T UW1 DH EH1 M .",
        "Say hello to {D AA1 T S}'s owner.|en|S EY1 HH AH0 L OW1 T UW1 D AA1 T S AH0 Z OW1 N ER0 .",
        "A {Z EH1 D}-based plan for all.|en|AH0 Z EH1 D B EY1 S T P L AE1 N F AO1 R AO1 L .",
        "pre{F AY1}post is no word.|en|P R IY1 F AY1 P OW1 S T IH1 Z N OW1 W ER1 D .",
        "我们用{G IH1 T HH AH1 B}写书。|zh|w o3 m en5 y ong4 G IH1 T HH AH1 B x ie3 sh u1 .",
      })
  void phonesInBracesAreAWord(String text, String language, String phones) {
    assertEquals(phones, phones(text, language));
  }

  @Test
  void aWordInPhonesStandsInTheResultAsItWasWritten() {
    Sentence sentence = only("Say {HH AH0 L OW1} to them.", "en");
    assertEquals("Say {HH AH0 L OW1} to them.", sentence.text());
    assertEquals("{HH AH0 L OW1}", sentence.words().get(1).text());
    assertEquals("Say {HH AH0 L OW1} to them.", sentence.normalised());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "One set {x} and [2] here.",
        "He stopped [pause for effect] and left.",
        "Code {OK} is [a1] fine.",
        "See that a<b, and c > d holds.",
        "Nothing {} and [] here."
      })
  void whatOnlyLooksLikeMarkupIsText(String text) {
    Sentence sentence = only(text, "en");
    assertEquals(text, sentence.text());
    assertEquals(OptionalDouble.empty(), sentence.silence());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|<speak>See <b>this</b> here.</speak>|See this here.",
        "zh|<speak>你好，<em>世界</em>。<say-as interpret-as='x'>再见</say-as></speak>|你好,世界.再见",
      })
  void tagsAreLeftOutAndReported(String language, String text, String normalised) {
    Sentence sentence = only(text, language);
    assertEquals(
        normalised, sentence.normalised().replaceFirst("^\\.(?=你)", "").replaceFirst("见.$", "见"));
    assertTrue(sentence.text().indexOf('<') < 0, sentence.text());
    UnspokenCharacters unspoken = FRONTEND.unspoken(text, language);
    assertTrue(unspoken.describe().matches("[46] tags \\(<speak>.*"), unspoken.describe());
  }

  @Test
  void ideographsInEnglishHaveNoReadings() {
    assertEquals("Note 好[hao4] here.", only("Note 好[hao4] here.", "en").text());
  }

  @ParameterizedTest
  @CsvSource({
    "[pause 300ms], 0.3",
    "[pause 1.5s], 1.5",
    "[ Pause 2 sec ], 2",
    "[pause 0s], 0",
    "<break time=\"250ms\"/>, 0.25",
    "<break time='2s' />, 2",
    "<break time=\"1s\"></break>, 1",
    "<break strength=\"strong\"/>, 0.7",
    "<break strength=\"weak\" time=\"1s\"/>, 1",
    "<break/>, 0.4",
  })
  void marksOfSilenceCut(String mark, double seconds) {
    List<Sentence> sentences = sentences("Before it all " + mark + " and after. The end.", "en");
    assertEquals(2, sentences.size(), sentences.toString());
    assertEquals("Before it all,", sentences.get(0).text());
    assertEquals(OptionalDouble.of(seconds), sentences.get(0).silence());
    assertEquals(OptionalDouble.empty(), sentences.get(1).silence());
    assertEquals("and after. The end.", sentences.get(1).text().strip());
  }

  @Test
  void silencesAtTheEndsAndInARow() {
    List<Sentence> sentences =
        sentences("[pause 1s] ! [pause 2s] Hello there. [pause 1s]\n\n[pause 500ms]", "en");
    assertEquals(1, sentences.size());
    assertEquals(3, sentences.getFirst().silenceBefore());
    assertEquals(OptionalDouble.of(1.5), sentences.getFirst().silence());
    List<Sentence> cut = sentences("你好[pause]世界很大。", "zh");
    assertEquals(2, cut.size());
    assertEquals(OptionalDouble.empty(), cut.getFirst().silence());
    assertTrue(cut.getFirst().text().endsWith("你好，"), cut.getFirst().text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Go [pause 3 minutes] on.|en|[pause 3 minutes]: expected a duration such as 300ms or 1.5s.",
        "Go [pause 61s] on.|en|at most 60 seconds",
        "Go <break time=\"soon\"/> on.|en|expected a duration",
        "Go <break strength=\"loud\"/> on.|en|x-weak",
        "Go <break for=\"1s\"/> on.|en|<break time=\"300ms\"/>",
        "Say {HH AH L OW1}.|en|a vowel needs its stress, AH0, AH1 or AH2",
        "Say {HH AH0 L OW9}.|en|\"OW9\" is no phone",
        "行[yin2 hang2]。|zh|a syllable of pinyin with its tone for each ideograph",
        "银行[yin2 hangg2]。|zh|got 2 of which 1 are known, after \"银行\"",
        "[pause 1s] ?!|en|nothing that can be read",
        "A. [pause 40s] [pause 40s] B.|en|at most 60 s between",
      })
  void mistakesAreExplained(String text, String language, String part) {
    UserException e = assertThrows(UserException.class, () -> sentences(text, language));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void whatIsInMarkupIsNotReportedAsUnspoken() {
    assertTrue(FRONTEND.unspoken("好[hao4]客 {HH AY1} [pause 1s] <break/>。", "zh").isEmpty());
    UnspokenCharacters privateUse = FRONTEND.unspoken("Hello \ue123 there.", "en");
    assertEquals(List.of("\ue123"), privateUse.characters().get(UnspokenCharacters.Kind.CONTROL));
  }

  @Test
  void madeUpWordsOfTheTextItselfAreLeftAlone() {
    String text = "The zqxaaaaa and ZQXQ {HH AY1} stay.";
    assertEquals("The zqxaaaaa and ZQXQ {HH AY1} stay.", only(text, "en").text());
  }
}

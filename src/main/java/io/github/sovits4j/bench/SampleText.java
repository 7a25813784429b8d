package io.github.sovits4j.bench;

import io.github.sovits4j.text.CutMethod;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sentences to measure with, five of each language; more are the same again. */
public enum SampleText {
  /** English. */
  EN(
      "en",
      "The weather is fine today, so we will walk along the river.",
      "Nobody was there to hear it.",
      "When the last train had left, the old clock above the platform struck twelve.",
      "Seven windows were open.",
      "She remembers the quiet morning at the station better than I do."),
  /** Chinese. */
  ZH(
      "zh",
      "今天天气很好，我们沿着河边走一走。",
      "那里没有人听见。",
      "最后一班火车开走以后，站台上的旧钟敲了十二下。",
      "七扇窗户都开着。",
      "她比我更记得车站里那个安静的早晨。"),
  /** Chinese with English words. */
  MIXED(
      "zh",
      "今天我们用Python写一个小程序，然后去river边走走。",
      "他说Good morning的时候没有人听见。",
      "最后一班train开走以后，站台上的旧钟敲了12下。",
      "七个window都开着。",
      "她的iPhone里有那个morning的照片。"),
  /** Japanese. */
  JA(
      "ja",
      "今日は天気がいいので、川に沿って歩きましょう。",
      "それを聞いた人は誰もいませんでした。",
      "最後の電車が出たあと、ホームの古い時計が12時を打った。",
      "七つの窓が開いていました。",
      "彼女は駅の静かな朝を私よりよく覚えている。"),
  /** Korean. */
  KO(
      "ko",
      "오늘은 날씨가 좋아서 강을 따라 걷겠습니다.",
      "그것을 들은 사람은 아무도 없었다.",
      "마지막 기차가 떠난 뒤에 승강장의 낡은 시계가 12시를 쳤다.",
      "창문 일곱 개가 열려 있었습니다.",
      "그녀는 역의 조용한 아침을 나보다 더 잘 기억한다."),
  /** Cantonese. */
  YUE(
      "yue",
      "今日天氣好好，我哋沿住河邊行下。",
      "嗰度冇人聽到。",
      "最後一班火車開走之後，月台上面嘅舊鐘敲咗十二下。",
      "七隻窗都開咗。",
      "佢比我仲記得車站嗰個靜靜哋嘅朝早。");

  private final String language;
  private final String lines; // a sentence each

  SampleText(String language, String... sentences) {
    this.language = language;
    this.lines = String.join("\n", sentences);
  }

  /** The code of its language. */
  public String language() {
    return language;
  }

  /** The five sentences. */
  public List<String> sentences() {
    return lines.lines().toList();
  }

  /** Where to cut so that each sentence is spoken by itself. */
  CutMethod cut() {
    return this == EN || this == KO ? CutMethod.CUT4 : CutMethod.CUT3;
  }

  /** So many sentences in one text. */
  String text(int count) {
    List<String> sentences = sentences();
    return IntStream.range(0, count)
        .mapToObj(i -> sentences.get(i % sentences.size()))
        .collect(Collectors.joining(cut() == CutMethod.CUT4 ? " " : ""));
  }
}

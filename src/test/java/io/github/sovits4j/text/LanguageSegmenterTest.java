package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.text.LanguageSegmenter.Piece;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageSegmenterTest {

  /** Pieces separated by bars, each with its language. */
  @ParameterizedTest
  @CsvSource({
    "auto, 今日天气很好，今日はいい天気。, zh:今日天气很好，|ja:今日はいい天気。",
    "auto, 你也喜欢まいご吗？, zh:你也喜欢|ja:まいご|zh:吗？",
    "auto, 我会说日本語のテスト。, zh:我会说|ja:日本語のテスト。",
    "auto, 'ありがとう，谢谢你。', ja:ありがとう，|zh:谢谢你。",
    "auto, 東京駅。新大阪。, ja:東京駅。新大阪。",
    "auto, 東京。新大阪。, zh:東京。新大阪。",
    "auto, お元気ですか。東京。, ja:お元気ですか。東京。",
    "auto, 謝謝你，這是繁體字。, zh:謝謝你，這是繁體字。",
    "auto, 你好，Hello，こんにちは，안녕하세요。, zh:你好，|en:Hello，|ja:こんにちは，|ko:안녕하세요。",
    "auto, 이것은 中國과 日本의 문제, ko:이것은 中國과 日本의 문제",
    "auto, 我喜欢한국음식。, zh:我喜欢|ko:한국음식。",
    "auto, 他跑了10km。, zh:他跑了10km。",
    "auto, I ran 10km today., en:I ran 10km today.",
    "auto_yue, 我哋去東京。, yue:我哋去東京。",
    "auto_yue, 佢話「ありがとう」。, yue:佢話「|ja:ありがとう」。",
    "ko, 나는 10km를 뛰었다., ko:나는 10km를 뛰었다.",
    "yue, 跑咗10km呀。, yue:跑咗10km呀。",
    "zh, 气温30°C，热。, zh:气温30°C，热。",
    "zh, 他得了No.1。, zh:他得了|en:No.1。",
    "all_zh, 歼-20和PM2.5。, zh:歼-20和|en:PM|zh:2.5。",
    "all_zh, B2B的H2O, en:B2B|zh:的|en:H2O",
    "all_zh, 写给li123@qq.com。, zh:写给|en:li123@qq.com。",
    "all_zh, 看https://a.com/b2?x=1。, zh:看|en:https://a.com/b2?x=1。",
    "all_zh, 文件a2.txt的, zh:文件|en:a2.txt|zh:的",
    "zh, QQ：12345, en:QQ：|zh:12345",
    "ja, 容量は16GBです, ja:容量は16GBです",
    "ja, ＡＢＣと, ja:ＡＢＣと",
    "yue, ＡＢＣ呀, en:ＡＢＣ|yue:呀",
    "ko, -3°C의 추위, ko:-3°C의 추위",
    "zh, 左/L，右/R。, zh:左/|en:L，|zh:右/|en:R。",
    "zh, 10元/kg。, zh:10元/kg。",
    "zh, 第X次和第V个。, zh:第|en:X|zh:次和第|en:V|zh:个。",
    "zh, 第X章和第II次。, zh:第X章和第II次。",
    "zh, 安装CAD 2020。, zh:安装|en:CAD 2020。",
    "zh, 付CAD 2万。, zh:付CAD 2万。",
    "ja, 今天Python です。, ja:今天|en:Python |ja:です。"
  })
  void languagesAreToldApart(String mode, String text, String pieces) {
    assertEquals(
        pieces,
        LanguageSegmenter.pieces(text, TextLanguage.of(mode)).stream()
            .map(piece -> piece.language().code() + ':' + piece.text())
            .collect(Collectors.joining("|")));
  }

  @Test
  void aUnitAfterANumberIsReadInTheLanguageOfTheText() {
    assertEquals(
        List.of(new Piece(TextLanguage.ZH, "他跑了10km。")),
        LanguageSegmenter.pieces("他跑了10km。", TextLanguage.ZH));
    assertEquals(2, LanguageSegmenter.pieces("他有10MB", TextLanguage.ZH).size());
  }

  /** As the models learnt it: nearer to the longer side, and never English in all_zh. */
  @Test
  void digitsBehindALatinWordAreNotItsOwn() {
    assertEquals(
        List.of(
            new Piece(TextLanguage.ZH, "用"),
            new Piece(TextLanguage.EN, "GPT4"),
            new Piece(TextLanguage.ZH, "写")),
        LanguageSegmenter.pieces("用GPT4写", TextLanguage.ZH));
    assertEquals(
        List.of(
            new Piece(TextLanguage.ZH, "用"),
            new Piece(TextLanguage.EN, "GPT"),
            new Piece(TextLanguage.ZH, "4写")),
        LanguageSegmenter.pieces("用GPT4写", TextLanguage.ALL_ZH));
  }
}

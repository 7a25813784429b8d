package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.audio.encoding.SoundEncoder;
import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechPart;
import io.github.sovits4j.tts.Timings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Sends speech as OpenAI's events: {@code speech.audio.delta} a part, at last one with counts. */
final class EventSender implements SpeechSender {

  private final Exchange exchange;
  private final SoundFormat format;
  private final int rate; // 0: as it is spoken
  private final int characters;
  private final boolean detailed;
  private int sentences; // that are all there
  private String text = ""; // of the sentence that the last part was of
  private SoundEncoder encoder;
  private OutputStream out;

  /**
   * @param rate that the sound has to have; 0: any
   * @param characters of the text
   * @param detailed whether a client of ours asks, who is also told what is said and how long it
   *     took
   */
  EventSender(Exchange exchange, SoundFormat format, int rate, int characters, boolean detailed) {
    this.exchange = exchange;
    this.format = format;
    this.rate = rate;
    this.characters = characters;
    this.detailed = detailed;
  }

  @Override
  public void part(SpeechPart part) {
    int sampleRate = part.sampleRate();
    if (out == null) {
      encoder = StreamSender.encoder(format, sampleRate, rate);
      out = exchange.stream("text/event-stream", rate == 0 ? sampleRate : rate);
    }
    text = part.text();
    delta(encoder.encode(part.samples()), sentences);
    sentences += part.sentence().isPresent() ? 1 : 0;
  }

  /**
   * @param sentence that it is of
   */
  private void delta(byte[] audio, int sentence) {
    if (audio.length > 0) {
      ObjectNode event = Json.object().put("type", "speech.audio.delta");
      event.put("audio", Base64.getEncoder().encodeToString(audio));
      send(detailed ? event.put("sentence", sentence).put("text", text) : event);
    }
  }

  @Override
  public void end(Speech speech) {
    delta(encoder.finish(), Math.max(0, sentences - 1));
    ObjectNode event = Json.object().put("type", "speech.audio.done");
    ObjectNode usage = event.putObject("usage");
    usage.put("input_tokens", characters).put("output_tokens", speech.codes());
    usage.put("total_tokens", characters + speech.codes());
    if (detailed) {
      Timings timings = speech.timings();
      event
          .putObject("timings")
          .put("first_audio", timings.firstAudio())
          .put("text", timings.text())
          .put("transformer", timings.transformer())
          .put("vocoder", timings.vocoder())
          .put("real_time_factor", speech.realTimeFactor());
    }
    send(event);
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(ObjectNode event) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(
        ("event: " + event.get("type").textValue() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    lines.writeBytes(Json.bytes(event));
    lines.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    try {
      out.write(lines.toByteArray());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

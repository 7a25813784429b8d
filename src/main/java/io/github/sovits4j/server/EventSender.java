package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.audio.encoding.SoundEncoder;
import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Speech;
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
  private SoundEncoder encoder;
  private OutputStream out;

  EventSender(Exchange exchange, SoundFormat format, int rate, int characters) {
    this.exchange = exchange;
    this.format = format;
    this.rate = rate;
    this.characters = characters;
  }

  @Override
  public void part(float[] samples, int sampleRate) {
    if (out == null) {
      encoder = StreamSender.encoder(format, sampleRate, rate);
      out = exchange.stream("text/event-stream", rate == 0 ? sampleRate : rate);
    }
    delta(encoder.encode(samples));
  }

  private void delta(byte[] audio) {
    if (audio.length > 0) {
      ObjectNode event = Json.object().put("type", "speech.audio.delta");
      send(event.put("audio", Base64.getEncoder().encodeToString(audio)));
    }
  }

  @Override
  public void end(Speech speech) {
    delta(encoder.finish());
    ObjectNode event = Json.object().put("type", "speech.audio.done");
    ObjectNode usage = event.putObject("usage");
    usage.put("input_tokens", characters).put("output_tokens", speech.codes());
    usage.put("total_tokens", characters + speech.codes());
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

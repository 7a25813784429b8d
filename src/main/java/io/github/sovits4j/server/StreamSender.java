package io.github.sovits4j.server;

import io.github.sovits4j.audio.encoding.SoundEncoder;
import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechPart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Sends speech part by part, one chunk of HTTP each. */
final class StreamSender implements SpeechSender {

  private final Exchange exchange;
  private final String mediaType;
  private final SoundFormat format;
  private final int rate; // 0: as it is spoken
  private final boolean chained; // a file for every part
  private SoundEncoder encoder;
  private OutputStream out;

  private StreamSender(
      Exchange exchange, String mediaType, SoundFormat format, int rate, boolean chained) {
    this.exchange = exchange;
    this.mediaType = mediaType;
    this.format = format;
    this.rate = rate;
    this.chained = chained;
  }

  /**
   * One file; but with Ogg, every sentence is a file of its own, as clients of GPT-SoVITS read it.
   *
   * @param inChunks whether parts begin and end within sentences, and so cannot be files
   */
  static StreamSender likeUpstream(Exchange exchange, SoundFormat format, boolean inChunks) {
    boolean chained = format == SoundFormat.OGG && !inChunks;
    return new StreamSender(exchange, format.mediaType(), format, 0, chained);
  }

  /**
   * One file, whatever the format.
   *
   * @param mediaType to call it
   * @param rate that it has to have; 0: any
   */
  static StreamSender oneFile(Exchange exchange, String mediaType, SoundFormat format, int rate) {
    return new StreamSender(exchange, mediaType, format, rate, false);
  }

  @Override
  public void part(SpeechPart part) {
    int sampleRate = part.sampleRate();
    if (out == null) {
      encoder = chained ? format.chain(sampleRate) : encoder(format, sampleRate, rate);
      out = exchange.stream(mediaType, rate == 0 ? sampleRate : rate);
    }
    write(encoder.encode(part.samples()));
  }

  /** An encoder for speech of one rate that gives another. */
  static SoundEncoder encoder(SoundFormat format, int sampleRate, int rate) {
    return rate == 0
        ? format.encoder(sampleRate)
        : SoundFormat.resampling(format.encoder(rate), sampleRate, rate);
  }

  @Override
  public void end(Speech speech) {
    write(encoder.finish());
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

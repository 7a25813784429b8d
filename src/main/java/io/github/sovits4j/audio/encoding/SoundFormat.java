package io.github.sovits4j.audio.encoding;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.PartResampler;
import io.github.sovits4j.audio.Resampler;
import io.github.sovits4j.audio.ResamplerQuality;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** The formats that sound can be had in. */
public enum SoundFormat {
  /** WAV, PCM of 16 bits. */
  WAV("audio/wav"),
  /** PCM of 16 bits, little endian, without a header. */
  RAW("audio/raw"),
  /** FLAC of 16 bits. */
  FLAC("audio/flac"),
  /** MP3. Needs jump3r. */
  MP3("audio/mpeg", "de.sciss.jump3r.lowlevel.LameEncoder", "de.sciss:jump3r:1.0.5"),
  /** Opus in Ogg. Needs Concentus. */
  OGG(
      "audio/ogg",
      "io.github.jaredmdobson.concentus.OpusEncoder",
      "io.github.jaredmdobson:concentus:1.0.2");

  private final String mediaType;
  private final String needed; // a class; null: nothing
  private final String artifact;

  SoundFormat(String mediaType) {
    this(mediaType, null, null);
  }

  SoundFormat(String mediaType, String needed, String artifact) {
    this.mediaType = mediaType;
    this.needed = needed;
    this.artifact = artifact;
  }

  /** What the web calls it, such as {@code audio/wav}. */
  public String mediaType() {
    return mediaType;
  }

  /** Whether what it needs is there. */
  public boolean isPresent() {
    if (needed == null) {
      return true;
    }
    try {
      Class.forName(needed, false, SoundFormat.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Refuses to go on without what it needs.
   *
   * @throws UserException unless it is there
   */
  public void require() {
    if (!isPresent()) {
      throw new UserException(
          "The format "
              + this
              + " needs the library "
              + artifact
              + ", which is not on the class path. Add it, or ask for wav, raw or flac.");
    }
  }

  /** The lowest rate of this format that loses nothing; else its highest. */
  int rateFor(int sampleRate) {
    int[] rates =
        switch (this) {
          case WAV, RAW, FLAC -> new int[] {sampleRate};
          case MP3 ->
              new int[] {8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000};
          case OGG -> new int[] {8_000, 12_000, 16_000, 24_000, 48_000};
        };
    return Arrays.stream(rates)
        .filter(rate -> rate >= sampleRate)
        .findFirst()
        .orElse(rates[rates.length - 1]);
  }

  /**
   * Encodes sound whose length is not known yet.
   *
   * @param sampleRate of the samples that will be given
   * @throws UserException unless what the format needs is there
   */
  public SoundEncoder encoder(int sampleRate) {
    require();
    int rate = rateFor(sampleRate);
    SoundEncoder encoder =
        switch (this) {
          case WAV -> PcmEncoder.wav(rate);
          case RAW -> PcmEncoder.raw();
          case FLAC -> new FlacEncoder(rate);
          case MP3 -> new Mp3Encoder(rate);
          case OGG -> new OggOpusEncoder(rate, 1);
        };
    return resampling(encoder, sampleRate, rate);
  }

  /**
   * Encodes a whole sound; the header of a WAV then tells its length.
   *
   * @param samples one channel, full scale at ±1
   * @throws UserException unless what the format needs is there
   */
  public byte[] encode(float[] samples, int sampleRate) {
    SoundEncoder encoder =
        this == WAV ? PcmEncoder.wav(sampleRate, samples.length) : encoder(sampleRate);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(encoder.encode(samples));
    if (this != WAV) {
      out.writeBytes(encoder.finish());
    }
    return out.toByteArray();
  }

  /**
   * Encodes every part as a file of its own, which are one for players that read on behind an end:
   * Ogg streams may be chained (RFC 3533).
   *
   * @param sampleRate of the samples that will be given
   * @throws UserException unless this is {@link #OGG}, and what it needs is there
   */
  public SoundEncoder chain(int sampleRate) {
    if (this != OGG) {
      throw new UserException("Files of " + this + " cannot be chained; only those of ogg can.");
    }
    require();
    return new OggChain(sampleRate, rateFor(sampleRate));
  }

  /** Sound of another rate for an encoder; parts join without a seam. */
  public static SoundEncoder resampling(SoundEncoder encoder, int from, int to) {
    if (from == to) {
      return encoder;
    }
    PartResampler resampler = new PartResampler(new Resampler(from, to, ResamplerQuality.FINE));
    return new SoundEncoder() {
      @Override
      public byte[] encode(float[] samples) {
        return encoder.encode(resampler.resample(samples));
      }

      @Override
      public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(resampler.finish()));
        out.writeBytes(encoder.finish());
        return out.toByteArray();
      }
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

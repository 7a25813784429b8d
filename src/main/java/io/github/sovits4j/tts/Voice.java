package io.github.sovits4j.tts;

import static java.util.Objects.requireNonNull;

import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.pipeline.VoicePrompt;
import io.github.sovits4j.weights.VoiceFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose voice is spoken with: made once by {@link TextToSpeech#voice} or read by {@link
 * TextToSpeech#loadVoice}, used for any number of requests, by any thread, with the model that made
 * it.
 */
public final class Voice {

  private final VoiceData data;
  private final TextToSpeech owner;

  Voice(VoiceData data, TextToSpeech owner) {
    this.data = data;
    this.owner = owner;
  }

  /** Whether a folder holds a voice that {@link #save} wrote; its files are not checked. */
  public static boolean isSaved(Path folder) {
    return VoiceFolder.isVoice(requireNonNull(folder, "folder"));
  }

  VoiceData data() {
    return data;
  }

  TextToSpeech owner() {
    return owner;
  }

  /** The words that speech goes on from, where the voice has any. */
  public Optional<String> transcript() {
    return Optional.ofNullable(data.prompt()).map(VoicePrompt::transcript);
  }

  /** The language of the transcript. */
  public Optional<Language> language() {
    return Optional.ofNullable(data.prompt()).map(prompt -> new Language(prompt.language()));
  }

  /** What was odd about the recordings it was made of, as sentences for people. */
  public List<String> remarks() {
    return data.remarks();
  }

  /**
   * Writes it to a folder, from which {@link TextToSpeech#loadVoice} reads it in no time.
   *
   * @param folder made when there is none; must not hold a voice yet
   * @throws OutputException when it holds one, or cannot be written
   */
  public void save(Path folder) {
    save(folder, false);
  }

  /**
   * Writes it to a folder.
   *
   * @param replace whether a voice that is there already may be replaced
   * @throws OutputException when it may not, or the folder cannot be written
   */
  public void save(Path folder, boolean replace) {
    SovitsException.translating(
        OutputException::new,
        () -> {
          owner.pipeline().save(data, folder, replace);
          return null;
        });
  }
}

package io.github.sovits4j.spark;

import java.io.Serializable;

/**
 * What every executor speaks with. Folders lie at the same place on every machine, on a shared disk
 * or brought by {@code --archives}.
 *
 * @param model folder of the model
 * @param voice folder of a voice that {@code sovits voice create} made, or a recording
 * @param backend name of a backend, or {@code auto}
 * @param language of texts that name none
 * @param maxSeconds longest speech of a sentence; 0: what the model allows
 */
public record SpeechSettings(
    String model, String voice, String backend, String language, double maxSeconds)
    implements Serializable {}

package io.github.sovits4j.tts;

/**
 * What a device is at.
 *
 * @param slots of the transformer: sentences that its steps compute at once; 0 before the first
 * @param taken slots with a sentence in them
 * @param waiting sentences that wait for a slot
 * @param busySeconds in which the device was at work, or was waited for, since the model was loaded
 * @param busyShare the same as a share of the last half minute, 0 to 1
 */
public record DeviceLoad(int slots, int taken, int waiting, double busySeconds, double busyShare) {}

package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Voices are made once each, and nobody waits for another's. */
@Timeout(60)
class LoadedModelTest {

  @TempDir Path folder;

  @Test
  void aVoiceThatIsBeingMadeHoldsUpThoseAloneWhoWantIt() throws Exception {
    SyntheticModel.writeTiny(folder.resolve("model"), 3);
    try (TextToSpeech tts =
            TextToSpeech.builder(folder.resolve("model")).backend("reference").open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LoadedModel model = new LoadedModel(tts);
      float[] sound = new float[32_000 * 3];
      for (int i = 0; i < sound.length; i++) {
        sound[i] = (float) (0.4 * Math.sin(0.05 * i));
      }
      Voice made = tts.voice(List.of(VoiceSource.of(sound, 32_000)));
      AtomicInteger makings = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      Future<Voice> slow =
          threads.submit(
              () ->
                  model.voice(
                      "slow",
                      () -> {
                        makings.incrementAndGet();
                        begun.countDown();
                        try {
                          goOn.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return made;
                      }));
      begun.await();
      Future<Voice> same = threads.submit(() -> model.voice("slow", () -> null));
      assertEquals(made, model.voice("quick", () -> made), "while the slow one is made");
      assertThrows(TimeoutException.class, () -> same.get(100, TimeUnit.MILLISECONDS));
      goOn.countDown();
      assertEquals(made, slow.get());
      assertEquals(made, same.get());
      assertEquals(1, makings.get());
    }
  }

  @Test
  void whatFailedIsTriedAgain() {
    LoadedModel model = new LoadedModel(null);
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      HttpProblem thrown =
          assertThrows(
              HttpProblem.class,
              () ->
                  model.voice(
                      "broken",
                      () -> {
                        tries.incrementAndGet();
                        throw HttpProblem.of(400, "silent", "it is silent.");
                      }));
      assertEquals("it is silent.", thrown.getMessage());
    }
    assertEquals(2, tries.get());
  }
}

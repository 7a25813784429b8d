package io.github.sovits4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers, processes of their own, speak what one process speaks, byte for byte. */
class SpeechFrameTest {

  private static final int TEXTS = 24;
  private static final double SECONDS = 0.3;

  @TempDir Path folder;

  @Test
  void twoWorkersSpeakAsOneProcessDoes() throws IOException {
    SyntheticModel.writeTiny(folder.resolve("model"), 5);
    Map<String, byte[]> alone = new HashMap<>();
    List<String> lines = new ArrayList<>();
    try (TextToSpeech speech =
        TextToSpeech.builder(folder.resolve("model")).backend("reference").open()) {
      Voice voice = speech.voice(List.of(VoiceSource.of(tone(), 32_000)));
      voice.save(folder.resolve("voice"));
      for (int i = 0; i < TEXTS; i++) {
        String text = "Number " + i + ".";
        lines.add("{\"id\": \"" + i + "\", \"text\": \"" + text + "\", \"seed\": " + i + "}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        speech
            .speak(SpeechRequest.builder(text, voice).seed(i).maxSeconds(SECONDS).build())
            .writeWav(out);
        alone.put(Integer.toString(i), out.toByteArray());
      }
    }
    lines.add("{\"id\": \"nothing\", \"text\": \"?!\", \"seed\": 0}");
    Path input = Files.write(folder.resolve("in.jsonl"), lines);

    SpeechSettings settings =
        new SpeechSettings(
            folder.resolve("model").toString(),
            folder.resolve("voice").toString(),
            "reference",
            "en",
            SECONDS);
    List<Row> rows;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,2,1024]") // workers, cores and MB of each
            .appName("sovits4j-test")
            .config("spark.executor.memory", "900m")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate()) {
      Dataset<Row> spoken = SpeechFrame.of(spark.read().json(input.toString()), settings, 8);
      spoken.write().parquet(folder.resolve("out").toString());
      rows = spark.read().parquet(folder.resolve("out").toString()).collectAsList();
    }

    assertEquals(TEXTS + 1, rows.size());
    for (Row row : rows) {
      String id = row.getAs("id");
      if (id.equals("nothing")) {
        assertNull(row.getAs("audio"));
        assertTrue(row.<String>getAs("error").contains("letter"), row::toString);
      } else {
        assertArrayEquals(alone.get(id), row.getAs("audio"), id);
        assertTrue(row.<Double>getAs("transformer_seconds") > 0, row::toString);
        assertEquals(1, row.<Integer>getAs("models"), "one model for all tasks of an executor");
      }
    }
    Set<String> executors =
        rows.stream().map(row -> row.<String>getAs("executor")).collect(Collectors.toSet());
    assertEquals(Set.of("0", "1"), executors);
  }

  private static float[] tone() {
    float[] samples = new float[4 * 32_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * 220 * i / 32_000));
    }
    return samples;
  }
}

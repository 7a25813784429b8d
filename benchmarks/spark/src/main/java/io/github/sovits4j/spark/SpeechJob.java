package io.github.sovits4j.spark;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The job: JSON lines in (as {@code sovits batch} takes them), Parquet out.
 *
 * <p>Arguments: input, output, model folder, voice, partitions, and where the default is not wanted
 * the backend.
 */
public final class SpeechJob {

  private SpeechJob() {}

  /** Runs in the driver. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 5) {
      System.err.println("expected INPUT OUTPUT MODEL VOICE PARTITIONS [BACKEND]");
      System.exit(2);
    }
    SpeechSettings settings =
        new SpeechSettings(
            arguments[2],
            arguments[3],
            arguments.length > 5 ? arguments[5] : "auto",
            "en",
            0);
    try (SparkSession spark = SparkSession.builder().appName("sovits4j").getOrCreate()) {
      Dataset<Row> texts = spark.read().json(arguments[0]);
      SpeechFrame.of(texts, settings, Integer.parseInt(arguments[4]))
          .write()
          .mode("errorifexists")
          .parquet(arguments[1]);
    }
  }
}

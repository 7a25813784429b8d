package io.github.sovits4j.spark;

import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.RequestException;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A data frame of texts to one of speech. A text that cannot be spoken becomes a row with an error;
 * a device that fails, fails the task, which Spark tries again elsewhere.
 */
public final class SpeechFrame {

  /** The rows of the result. */
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("audio", DataTypes.BinaryType) // a WAV file; null: it failed
          .add("sample_rate", DataTypes.IntegerType)
          .add("seconds", DataTypes.DoubleType) // of speech
          .add("text_seconds", DataTypes.DoubleType) // of work
          .add("transformer_seconds", DataTypes.DoubleType)
          .add("vocoder_seconds", DataTypes.DoubleType)
          .add("executor", DataTypes.StringType, false)
          .add("models", DataTypes.IntegerType, false) // that its process has loaded
          .add("error", DataTypes.StringType);

  private static final int COLUMNS = SCHEMA.size();

  private SpeechFrame() {}

  /**
   * Speaks.
   *
   * @param texts with the columns {@code id} and {@code text}, and where they are known {@code
   *     language} and {@code seed}
   * @param partitions of the work; some for each core of the cluster, so that none waits for the
   *     last
   * @return rows of {@link #SCHEMA}
   */
  public static Dataset<Row> of(Dataset<Row> texts, SpeechSettings settings, int partitions) {
    Dataset<Row> whole = withColumn(withColumn(texts, "language", "string"), "seed", "long");
    return whole
        .select("id", "text", "language", "seed")
        .repartition(partitions)
        // Texts of about one length are spoken at the same time and share the steps of S1 best.
        .sortWithinPartitions(functions.length(functions.col("text")).desc())
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) rows -> speak(rows, settings), Encoders.row(SCHEMA));
  }

  private static Dataset<Row> withColumn(Dataset<Row> texts, String name, String type) {
    return Arrays.asList(texts.columns()).contains(name)
        ? texts
        : texts.withColumn(name, functions.lit(null).cast(type));
  }

  private static Iterator<Row> speak(Iterator<Row> texts, SpeechSettings settings) {
    ExecutorModel model = ExecutorModel.of(settings);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public Row next() {
        return speak(texts.next(), model, settings);
      }
    };
  }

  private static Row speak(Row text, ExecutorModel model, SpeechSettings settings) {
    Object[] row = new Object[COLUMNS];
    row[0] = text.getString(0);
    row[7] = SparkEnv.get().executorId();
    row[8] = ExecutorModel.count();
    try {
      Speech speech = model.speech().speak(request(text, model, settings));
      row[1] = wav(speech);
      row[2] = speech.sampleRate();
      row[3] = speech.seconds();
      row[4] = speech.timings().text();
      row[5] = speech.timings().transformer();
      row[6] = speech.timings().vocoder();
    } catch (RequestException e) {
      row[9] = e.getMessage();
    }
    return RowFactory.create(row);
  }

  private static SpeechRequest request(Row text, ExecutorModel model, SpeechSettings settings) {
    SpeechRequest.Builder request =
        SpeechRequest.builder(text.isNullAt(1) ? "" : text.getString(1), model.voice())
            .language(Language.of(text.isNullAt(2) ? settings.language() : text.getString(2)))
            .seed(text.isNullAt(3) ? 0 : text.getLong(3));
    return (settings.maxSeconds() > 0 ? request.maxSeconds(settings.maxSeconds()) : request).build();
  }

  private static byte[] wav(Speech speech) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      speech.writeWav(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes what is written", e);
    }
    return out.toByteArray();
  }
}

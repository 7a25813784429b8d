package io.github.sovits4j.batch;

import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.weights.FolderLock;
import io.github.sovits4j.weights.Quote;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that a run writes: a WAV for every item and the file of results. It is right at every
 * moment, whenever the process is killed:
 *
 * <ol>
 *   <li>a sound is written whole into the folder {@value #WORK}, and forced to the disk;
 *   <li>beside it a note, the line of the results to come;
 *   <li>the sound is moved to its name, and then the line is added to the results;
 *   <li>the note is deleted.
 * </ol>
 *
 * Whoever opens the folder next finishes what a note tells of, and deletes the rest of {@value
 * #WORK}: no sound that was whole is made again.
 */
public final class BatchFolder implements AutoCloseable {

  /** The file of results. */
  public static final String RESULTS = "results.jsonl";

  private static final String WORK = ".sovits-batch";
  private static final String NOTE = ".json";
  private static final String PART = ".part";
  private static final int MOST_NAMED = 5;

  private final Path folder;
  private final Path work;
  private final FolderLock lock;
  private ResultLog log;

  private BatchFolder(Path folder) {
    this.folder = folder;
    work = folder.resolve(WORK);
    lock = FolderLock.take(folder);
  }

  /**
   * Opens a folder, made where there is none, for this run alone.
   *
   * @param items that are to be written
   * @param inputs files that must not be written over
   * @throws UserException when it cannot be written, another run is at it, or files that no run
   *     made would be lost
   */
  public static BatchFolder open(Path folder, List<BatchItem> items, List<Path> inputs) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          Quote.path(folder) + " is no folder and cannot be made one. Choose another.", e);
    }
    BatchFolder opened = new BatchFolder(folder);
    try {
      opened.begin(items, inputs);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw opened.unwritable(e);
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private void begin(List<BatchItem> items, List<Path> inputs) throws IOException {
    Path results = folder.resolve(RESULTS);
    for (Path input : inputs) {
      refuseToLose(input, items);
    }
    if (!Files.exists(results)) {
      refuseForeign(items);
    }
    log = ResultLog.open(results);
    Files.createDirectories(work);
    finishWhatWasBegun();
  }

  private void refuseToLose(Path input, List<BatchItem> items) throws IOException {
    if (!Files.exists(input)) {
      return; // who reads it tells
    }
    Path real = input.toRealPath();
    Path here = folder.toRealPath();
    if (here.equals(real.getParent())
        && (real.equals(here.resolve(RESULTS))
            || items.stream().anyMatch(item -> real.equals(here.resolve(item.file()))))) {
      throw new UserException(
          Quote.path(input) + " would be written over. Choose another --output-dir.");
    }
  }

  private void refuseForeign(List<BatchItem> items) {
    List<String> there =
        items.stream().map(BatchItem::file).filter(f -> Files.exists(folder.resolve(f))).toList();
    if (!there.isEmpty()) {
      throw new UserException(
          Quote.path(folder)
              + " holds "
              + Quote.plain(String.join(", ", there.subList(0, Math.min(MOST_NAMED, there.size()))))
              + (there.size() > MOST_NAMED ? ", …" : "")
              + ", but no "
              + RESULTS
              + ", so another program made them, and they would be lost. Choose another"
              + " --output-dir, or move them away.");
    }
  }

  private void finishWhatWasBegun() throws IOException {
    for (Path note : files(work, NOTE)) {
      Optional<BatchResult> told = note(note);
      if (told.isPresent() && told.get().wav() != null) {
        BatchResult result = told.get();
        Path part = work.resolve(BatchItem.file(result.id()));
        Path file = folder.resolve(BatchItem.file(result.id()));
        if (is(part, result.wav())) {
          move(part, file);
        }
        boolean known =
            log.of(result.id()).filter(last -> last.line().equals(result.line())).isPresent();
        if (!known && is(file, result.wav())) {
          log.add(result);
        }
      }
      Files.delete(note);
    }
    for (String ending : List.of(".wav", PART)) {
      for (Path rest : files(work, ending)) {
        Files.delete(rest);
      }
    }
  }

  private static Optional<BatchResult> note(Path note) {
    BatchResult[] found = new BatchResult[1];
    JsonLines.read(
        note,
        line -> {
          if (line.object() != null) {
            found[0] = BatchResult.of(line.object()).orElse(null);
          }
        });
    return Optional.ofNullable(found[0]);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  private static boolean is(Path file, BatchResult.Wav wav) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != wav.bytes()) {
      return false;
    }
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Files.copy(file, out);
    }
    return HexFormat.of().formatHex(digest.digest()).equals(wav.sha256());
  }

  /** Lines of the results that cannot be read; they do not count. */
  public int unreadableResults() {
    return log.unreadable();
  }

  /**
   * Whether an item's file stands: the last line of its id says so, of the same input, and the file
   * is there with the length that the line tells.
   *
   * @param input fingerprint of all that its sound depends on
   */
  public boolean has(BatchItem item, String input) {
    Optional<BatchResult> last = log.of(item.id());
    try {
      Path file = folder.resolve(item.file());
      return last.isPresent()
          && last.get().wav() != null
          && input.equals(last.get().input())
          && Files.isRegularFile(file)
          && Files.size(file) == last.get().wav().bytes();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes an item's sound, then its result.
   *
   * @throws UserException when it cannot be written
   */
  void keep(BatchItem item, String input, Speech speech) {
    try {
      Path part = work.resolve(item.file());
      BatchResult result = BatchResult.spoken(item, input, speech, write(speech, part));
      Path note = work.resolve(item.id() + NOTE);
      Path unfinished = work.resolve(item.id() + NOTE + PART);
      try (FileChannel channel = create(unfinished)) {
        ByteBuffer bytes = ByteBuffer.wrap(result.bytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      move(unfinished, note);
      move(part, folder.resolve(item.file()));
      log.add(result);
      Files.delete(note);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static BatchResult.Wav write(Speech speech, Path part) throws IOException {
    MessageDigest digest = sha256();
    try (FileChannel channel = create(part);
        OutputStream out =
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), digest), 1 << 16)) {
      speech.writeWav(out);
      out.flush();
      channel.force(true);
    }
    return new BatchResult.Wav(Files.size(part), HexFormat.of().formatHex(digest.digest()));
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Notes that an item could not be spoken. A file of an earlier run stays.
   *
   * @param input null: it was not found out
   * @throws UserException when it cannot be written
   */
  void fail(BatchItem item, String input, String message) {
    log.add(BatchResult.failed(item, input, message));
  }

  private UserException unwritable(IOException e) {
    return new UserException(
        Quote.path(folder)
            + " cannot be written: "
            + Quote.plain(String.valueOf(e.getMessage()))
            + ". Check that the disk has room and the folder may be written; then start again, and"
            + " what stands is kept.",
        e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Lets others at the folder. */
  @Override
  public void close() {
    try {
      if (log != null) {
        log.close();
      }
      Files.deleteIfExists(work); // empty, unless something went wrong
    } catch (IOException e) {
      // What is left is looked at when the folder is opened again.
    } finally {
      lock.close();
    }
  }
}

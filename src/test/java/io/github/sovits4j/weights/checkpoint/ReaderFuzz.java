package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Damage;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.SafetensorsBytes;
import io.github.sovits4j.weights.StoredTensorSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads good files with changes that respect their structure: exchanged instructions of the pickle
 * in an archive that is sound otherwise, lying headers, other JSON, and plain damage. Whatever
 * happens but a {@link UserException} of one line ends the run; so does an input that takes more
 * than two seconds of processor time.
 */
final class ReaderFuzz {

  private static final List<String> CHECKPOINTS =
      List.of(
          "checkpoints/views.pth",
          "checkpoints/handmade_ok.pth",
          "checkpoints-2/view_stride_size1.pth",
          "checkpoints-2/s1_config_tree.ckpt",
          "checkpoints-2/s1_protocol5.ckpt",
          "checkpoints-2/s2_nano.pth");
  private static final int SMALL = 3; // the first so many of them are
  private static final List<String> SAFETENSORS =
      List.of(
          "checkpoints/views.expected.safetensors",
          "checkpoints/handmade_ok.expected.safetensors",
          "checkpoints-2/st_misaligned.safetensors");
  private static final Pattern JSON_VALUE = Pattern.compile("\\d+|\"[^\"]*\"|[\\[\\]{},:]");
  private static final String[] JSON_PIECES = {
    "0",
    "-1",
    "1e9",
    "9223372036854775807",
    "99999999999999999999",
    "\"\"",
    "\"F32\"",
    "\"I64\"",
    "null",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "[0,8]",
    "\"\\u001b\\u009b\"",
    "\"dtype\"",
    "\"a\"",
    "\"__metadata__\"",
    "\ud83d"
  };
  private static final long MOST_NANOS = 2_000_000_000L;

  private final Random random;
  private final List<ZipBytes> archives = new ArrayList<>();
  private final List<byte[]> safetensors = new ArrayList<>();
  private long read;
  private long refused;
  private long slowest;

  private ReaderFuzz(Path golden, long seed) throws IOException {
    random = new Random(seed);
    for (String name : CHECKPOINTS) {
      byte[] bytes = Files.readAllBytes(golden.resolve(name));
      archives.add(ZipBytes.of(ZipView.open(golden.resolve(name), MemorySegment.ofArray(bytes))));
    }
    for (String name : SAFETENSORS) {
      safetensors.add(Files.readAllBytes(golden.resolve(name)));
    }
  }

  /**
   * Runs.
   *
   * @param args folder of the good files, seed, number of inputs, where to write an input that
   *     fails
   */
  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    long inputs = Long.parseLong(args[2]);
    ReaderFuzz fuzz = new ReaderFuzz(Path.of(args[0]), seed);
    var cpu = ManagementFactory.getThreadMXBean();
    for (long i = 0; i < inputs; i++) {
      boolean archive = fuzz.random.nextInt(4) > 0;
      byte[] input = archive ? fuzz.archive() : fuzz.safetensors();
      long started = cpu.getCurrentThreadCpuTime();
      String failure = archive ? fuzz.readArchive(input) : fuzz.readSafetensors(input);
      long took = cpu.getCurrentThreadCpuTime() - started;
      fuzz.slowest = Math.max(fuzz.slowest, took);
      if (failure == null && took > MOST_NANOS) {
        failure = "took " + took / 1_000_000 + " ms";
      }
      if (failure != null) {
        Files.write(Path.of(args[3]), input);
        System.out.printf("FAILED seed %d input %d: %s%n", seed, i, failure);
        return;
      }
    }
    System.out.printf(
        "seed %d: %d inputs, %d read wholly, %d refused then or before, slowest %.3f s, heap %d MB of %d%n",
        seed,
        inputs,
        fuzz.read,
        fuzz.refused,
        fuzz.slowest * 1e-9,
        (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private byte[] archive() {
    int which = random.nextInt(20) == 0 ? random.nextInt(archives.size()) : random.nextInt(SMALL);
    ZipBytes zip = archives.get(which).copy();
    int kind = random.nextInt(10);
    if (kind < 6) {
      mutatePickle(zip);
    } else if (kind < 8) {
      mutateParts(zip);
    }
    byte[] out = zip.build(random.nextInt(4) == 0);
    if (kind == 8) {
      mutateHeaders(zip, out);
    }
    return kind == 9 ? Damage.apply(out, random) : out;
  }

  private void mutatePickle(ZipBytes zip) {
    ZipBytes other = archives.get(random.nextInt(archives.size()));
    byte[] foreign = other.parts.get(pickle(other)).data();
    int at = pickle(zip);
    ZipBytes.Part part = zip.parts.get(at);
    byte[] changed = PickleMutation.apply(part.data(), foreign, random);
    zip.parts.set(at, new ZipBytes.Part(part.name(), changed, part.extra()));
  }

  private static int pickle(ZipBytes zip) {
    for (int i = 0; i < zip.parts.size(); i++) {
      if (new String(zip.parts.get(i).name(), StandardCharsets.UTF_8).endsWith("data.pkl")) {
        return i;
      }
    }
    throw new IllegalStateException("no pickle");
  }

  private void mutateParts(ZipBytes zip) {
    int at = random.nextInt(zip.parts.size());
    ZipBytes.Part part = zip.parts.get(at);
    switch (random.nextInt(5)) {
      case 0 -> zip.parts.remove(at);
      case 1 -> zip.parts.add(part);
      case 2 ->
          zip.parts.set(
              at,
              new ZipBytes.Part(
                  Damage.apply(notEmpty(part.name()), random), part.data(), part.extra()));
      case 3 ->
          zip.parts.set(
              at,
              new ZipBytes.Part(
                  part.name(), Damage.apply(notEmpty(part.data()), random), part.extra()));
      default -> {
        byte[] extra = new byte[random.nextInt(40)];
        random.nextBytes(extra);
        if (extra.length > 2 && random.nextBoolean()) {
          extra[0] = 1;
          extra[1] = 0;
        }
        zip.parts.set(at, new ZipBytes.Part(part.name(), part.data(), extra));
      }
    }
  }

  private static byte[] notEmpty(byte[] bytes) {
    return bytes.length == 0 ? new byte[1] : bytes;
  }

  private void mutateHeaders(ZipBytes zip, byte[] out) {
    ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int kind = random.nextInt(4);
      int header =
          switch (kind) {
            case 0 -> zip.locals.get(random.nextInt(zip.locals.size()));
            case 1 -> zip.centrals.get(random.nextInt(zip.centrals.size()));
            case 2 -> zip.end;
            default -> Math.max(0, zip.end - 76);
          };
      int size = kind == 0 ? ZipBytes.LOCAL : kind == 1 ? ZipBytes.CENTRAL : 22;
      long number = PickleMutation.NUMBERS[random.nextInt(PickleMutation.NUMBERS.length)];
      int at = header + 2 * random.nextInt(size / 2);
      if (random.nextBoolean() && at + 4 <= out.length) {
        buffer.putInt(at, (int) number);
      } else if (at + 2 <= out.length) {
        buffer.putShort(at, (short) number);
      }
    }
  }

  private byte[] safetensors() {
    byte[] sound = safetensors.get(random.nextInt(safetensors.size()));
    if (random.nextInt(3) == 0) {
      return Damage.apply(sound, random);
    }
    ByteBuffer in = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) in.getLong();
    String json = new String(sound, 8, length, StandardCharsets.UTF_8);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      List<int[]> spans = new ArrayList<>();
      Matcher matcher = JSON_VALUE.matcher(json);
      while (matcher.find()) {
        spans.add(new int[] {matcher.start(), matcher.end()});
      }
      if (spans.isEmpty()) {
        break;
      }
      int[] span = spans.get(random.nextInt(spans.size()));
      String piece = JSON_PIECES[random.nextInt(JSON_PIECES.length)];
      int to = random.nextBoolean() ? span[1] : span[0];
      json = json.substring(0, span[0]) + piece + json.substring(to);
    }
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + header.length + sound.length - 8 - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    long stated =
        random.nextInt(20) == 0
            ? PickleMutation.NUMBERS[random.nextInt(PickleMutation.NUMBERS.length)]
            : header.length;
    return out.putLong(stated)
        .put(header)
        .put(sound, 8 + length, sound.length - 8 - length)
        .array();
  }

  /** What is wrong with how the input was taken; null when nothing is. */
  private String readArchive(byte[] input) {
    MemorySegment file = MemorySegment.ofArray(input).asReadOnly();
    return read(
        () -> {
          ZipView zip = ZipView.open(Path.of("fuzz.pth"), file);
          zip.names().forEach(zip::size);
          TorchArchive archive = TorchArchive.read(Path.of("fuzz.pth"), Arena.ofConfined(), file);
          try (Checkpoint checkpoint = Checkpoint.of(archive)) {
            readAll(checkpoint.weights());
            RecognisedModel.of(
                checkpoint, new RecognisedModel.Wishes(true, Optional.empty(), Optional.empty()));
          }
        });
  }

  private String readSafetensors(byte[] input) {
    return read(
        () -> {
          try (Safetensors tensors = SafetensorsBytes.open(input)) {
            readAll(tensors);
          }
        });
  }

  private void readAll(StoredTensorSource tensors) {
    for (String name : tensors.names()) {
      if (tensors.bytes(name).byteSize() != tensors.info(name).byteSize()) {
        throw new IllegalStateException("tensor of another size than stated");
      }
    }
    read++;
  }

  private String read(Runnable reading) {
    try {
      reading.run();
      return null;
    } catch (UserException e) {
      refused++;
      String message = e.getMessage();
      boolean unsafe = message.codePoints().anyMatch(c -> Character.isISOControl(c) || isFormat(c));
      return unsafe || message.length() > 1500 ? "message: " + message : null;
    } catch (RuntimeException | Error e) {
      StringBuilder trace = new StringBuilder(e.toString());
      for (StackTraceElement element : e.getStackTrace()) {
        trace.append(" < ").append(element);
      }
      return trace.toString();
    }
  }

  private static boolean isFormat(int c) {
    return Character.getType(c) == Character.FORMAT;
  }
}

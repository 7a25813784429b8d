package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpicklerTest {

  private static final byte[] NO_WEIGHTS = latin("X\6\0\0\0weight}s");

  @TempDir Path folder;

  @Test
  void readsPlainValues() {
    assertEquals(-2L, read("J\u00fe\u00ff\u00ff\u00ff."));
    assertEquals(65535L, read("M\u00ff\u00ff."));
    assertEquals(0L, read("\u008a\0."));
    assertEquals(-1L, read("\u008a\1\u00ff."));
    assertEquals(BigInteger.ONE.shiftLeft(64), read("\u008a\t\0\0\0\0\0\0\0\0\1."));
    assertEquals(1.5, read("G?\u00f8\0\0\0\0\0\0."));
    assertEquals("ä", read("X\2\0\0\0\u00c3\u00a4."));
    assertEquals("ab", read("\u008c\2ab\u0094."));
    assertEquals(true, read("\u0080\5\u0088."));
    assertArrayEquals(new byte[] {1, 2}, (byte[]) read("C\2\1\2."));
    assertEquals(Pickled.None.NONE, read("N."));
    Pickled.Sequence list = (Pickled.Sequence) read("](K\1K\2e.");
    assertEquals(List.of(1L, 2L), list.items);
    Pickled.Sequence tuple = (Pickled.Sequence) read("K\1K\2K\3\u0087.");
    assertEquals(List.of(1L, 2L, 3L), tuple.items);
    assertEquals(List.of(1L, 1L), ((Pickled.Sequence) read("K\1q\5h\5\u0086.")).items);
    assertEquals(List.of(4L, 4L), ((Pickled.Sequence) read("(K\0K\0" + "1K\4" + "2\u0086.")).items);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cos\\nsystem\\n.|os.system
          c__builtin__\\neval\\n.|__builtin__.eval
          ctorch\\nload\\n.|torch.load
          cos\\nOrderedDict\\n.|os.OrderedDict
          ctorch\\nHParams\\n.|torch.HParams
          ccollections\\ndefaultdict\\n.|collections.defaultdict
          (ios\\nsystem\\n.|INST
          (o.|OBJ
          Px\\n.|protocol 0 or 1
          \\x80\\x01N.|protocol 1
          \\x80\\x09N.|protocol 9
          h\\x05.|recalls object 5
          t.|never opened
          .|empty stack
          (.|empty stack
          0.|empty stack
          K\\x01K\\x02.|1 objects left over
          K\\x01K\\x02a.|not a list
          )K\\x02a.|not a list
          ]K\\x01K\\x02s.|not a dictionary
          }]K\\x02s.|not a plain value
          }(K\\x01K\\x02K\\x01K\\x03u.|twice
          }(K\\x01u.|without a value
          NNR.|not a tuple
          N)R.|not a function
          ctorch\\nFloatStorage\\n)R.|called as a function
          N}b.|state
          }Nb.|state
          NQ.|not a tuple
          (NNNNNtQ.|not a storage
          \\x8b\\xff\\xff\\xff\\x7f.|2147483647 bytes
          \\x8d\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xffN.|breaks off
          X\\x02\\x00\\x00\\x00\\xc3\\x28.|not UTF-8
          ccollections\\nOrderedDict\\nK\\x01\\x85R.|pairs
          cutils\\nHParams\\nK\\x01\\x85\\x81.|with arguments
          """)
  void refusesAllElse(String pickle, String message) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pickle.length(); i++) {
      if (pickle.startsWith("\\n", i)) {
        text.append('\n');
        i++;
      } else if (pickle.startsWith("\\x", i)) {
        text.append((char) Integer.parseInt(pickle.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        text.append(pickle.charAt(i));
      }
    }
    UserException e = assertThrows(UserException.class, () -> read(text.toString()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void limitsTheNumberOfSteps() {
    byte[] many = new byte[1_000_000];
    Arrays.fill(many, (byte) ']');
    UserException e = assertThrows(UserException.class, () -> Unpickler.read("file", many));
    assertTrue(e.getMessage().contains("steps"), e.getMessage());
  }

  @Test
  void limitsWhatIsCopied() {
    // A tuple of a thousand, then a torch.Size of it ten thousand times.
    String thousand = "(" + "K\0".repeat(1000) + "t\u0085q\0";
    String bomb = "0ctorch\nSize\nq\1" + "0h\1h\0R".repeat(10_000) + ".";
    UserException e = assertThrows(UserException.class, () -> read(thousand + bomb));
    assertTrue(e.getMessage().contains("copies more than"), e.getMessage());
  }

  @Test
  void attributesAreNoItems() {
    String state = "}X\1\0\0\0aK\1s";
    Pickled.Dict dict = (Pickled.Dict) read("ccollections\nOrderedDict\n)R" + state + "b.");
    assertEquals(0, dict.items.size());
    Pickled.Dict config = (Pickled.Dict) read("cutils\nHParams\n)\u0081" + state + "b.");
    assertEquals(1, config.items.size());
    assertTrue(config.attributes);
    UserException e =
        assertThrows(UserException.class, () -> read("cutils\nHParams\n)\u0081X\1\0\0\0aK\1s."));
    assertTrue(e.getMessage().contains("not a dictionary"), e.getMessage());
  }

  @Test
  void depthCostsNoStack() {
    byte[] deep = new byte[200_002];
    Arrays.fill(deep, 0, 100_001, (byte) ']');
    Arrays.fill(deep, 100_001, 200_001, (byte) 'a');
    deep[200_001] = '.';
    assertTrue(Unpickler.read("file", deep) instanceof Pickled.Sequence);
  }

  @Test
  void endsConfigurationsThatHoldThemselves() throws IOException {
    // config = {'a': config}
    refusesConfig("}q\1X\1\0\0\0ah\1s");
  }

  @Test
  void endsConfigurationsThatShareWithoutEnd() throws IOException {
    StringBuilder laughs = new StringBuilder("}X\1\0\0\0aK\1");
    for (int i = 0; i < 60; i++) {
      laughs
          .append("q")
          .append((char) i)
          .append("0](")
          .append(("h" + (char) i).repeat(10))
          .append('e');
    }
    refusesConfig(laughs.append('s').toString());
  }

  @ParameterizedTest
  @CsvSource({
    "0,3,1,true",
    "1,2,1,true",
    "1,3,1,false",
    "0,2,2,true",
    "1,2,2,false",
    "3,0,1,true",
    "4,0,1,false"
  })
  void tensorsStayWithinTheirStorage(int offset, int size, int stride, boolean sound)
      throws IOException {
    String tensor =
        "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
            + "X\1\0\0\0"
            + "0NK\3tQK"
            + (char) offset
            + "K"
            + (char) size
            + "\u0085K"
            + (char) stride
            + "\u0085\u0089}tR";
    Path path = folder.resolve("a.pth");
    byte[] pickle = latin("\u0080\2}X\6\0\0\0weight}X\1\0\0\0w" + tensor + "ss.");
    TorchFile.writePickle(path, pickle, new byte[12]);
    if (sound) {
      try (Checkpoint checkpoint = Checkpoint.open(path)) {
        assertArrayEquals(new float[size], checkpoint.weights().floats("w"));
      }
    } else {
      UserException e = assertThrows(UserException.class, () -> Checkpoint.open(path).close());
      assertTrue(e.getMessage().contains("leaves its storage of 3"), e.getMessage());
    }
  }

  private void refusesConfig(String config) throws IOException {
    Path path = folder.resolve("a.pth");
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(latin("\u0080\2}"));
    pickle.writeBytes(NO_WEIGHTS);
    pickle.writeBytes(latin("X\6\0\0\0config" + config + "s."));
    TorchFile.writePickle(path, pickle.toByteArray(), new byte[0]);
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      UserException e = assertThrows(UserException.class, checkpoint::config);
      assertTrue(e.getMessage().contains("nested deeper"), e.getMessage());
    }
  }

  private static Object read(String pickle) {
    return Unpickler.read("file", latin(pickle));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

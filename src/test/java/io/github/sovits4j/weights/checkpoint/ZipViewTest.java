package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZipViewTest {

  /** PyTorch pads entries with a field of this kind. */
  private static final byte[] PADDING = {'F', 'B', 2, 0, 'Z', 'Z'};

  /** Info-ZIP's field: version, a checksum of the first name, the name "b". */
  private static final byte[] OTHER_NAME = {0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 'b'};

  @Test
  void fieldsOfOtherKindsAreAllowed() {
    assertEquals(Set.of("a"), open("a", PADDING, false).names());
    assertEquals(Set.of("a"), open("a", PADDING, true).names());
  }

  @Test
  void aSecondNameIsRefused() {
    byte[] behind = new byte[PADDING.length + OTHER_NAME.length];
    System.arraycopy(PADDING, 0, behind, 0, PADDING.length);
    System.arraycopy(OTHER_NAME, 0, behind, PADDING.length, OTHER_NAME.length);
    for (byte[] extra : new byte[][] {OTHER_NAME, behind}) {
      refused("the entry 'a' with a second name", "a", extra, false);
      refused("the entry 'a' with a second name", "a", extra, true);
    }
  }

  /** It may stand in one of the two headers alone. */
  @Test
  void aSecondNameInEitherHeaderIsRefused() {
    for (boolean local : new boolean[] {true, false}) {
      byte[] other = OTHER_NAME.clone();
      other[0] = 'F'; // as good as padding
      ZipBytes zip = zip("a", other);
      byte[] bytes = zip.build(false);
      int header =
          local
              ? zip.locals.getFirst() + ZipBytes.LOCAL
              : zip.centrals.getFirst() + ZipBytes.CENTRAL;
      bytes[header + 1] = OTHER_NAME[0];
      UserException e =
          assertThrows(
              UserException.class,
              () -> ZipView.open(Path.of("x.pth"), MemorySegment.ofArray(bytes)));
      assertTrue(e.getMessage().contains("with a second name"), e.getMessage());
    }
  }

  private static void refused(String what, String name, byte[] extra, boolean zip64) {
    UserException e = assertThrows(UserException.class, () -> open(name, extra, zip64));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private static ZipView open(String name, byte[] extra, boolean zip64) {
    return ZipView.open(
        Path.of("x.pth"), MemorySegment.ofArray(zip(name, extra).build(zip64)).asReadOnly());
  }

  private static ZipBytes zip(String name, byte[] extra) {
    ZipBytes zip = new ZipBytes();
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    zip.parts.add(new ZipBytes.Part(utf8, new byte[] {1, 2, 3}, extra));
    return zip;
  }
}

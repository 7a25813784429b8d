package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  @TempDir Path folder;

  @Test
  void oneHasItAtATimeAndItsFileGoesWithIt() {
    FolderLock lock = FolderLock.take(folder);
    UserException e = assertThrows(UserException.class, () -> FolderLock.take(folder));
    assertTrue(e.getMessage().contains("written by another run"), e.getMessage());
    assertTrue(Files.exists(folder.resolve(FolderLock.FILE)), "the other's");
    lock.close();
    assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
    FolderLock.take(folder).close();
  }

  /** Ctrl-C may come while the lock is taken. */
  @Test
  void anInterruptLeavesNoFile() {
    Thread.currentThread().interrupt();
    assertThrows(UserException.class, () -> FolderLock.take(folder));
    assertTrue(Thread.interrupted(), "the flag is kept");
    assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
  }

  @Test
  void anInterruptLeavesTheFileOfWhoeverHasIt() {
    FolderLock lock = FolderLock.take(folder);
    Thread.currentThread().interrupt();
    assertThrows(UserException.class, () -> FolderLock.take(folder));
    assertTrue(Thread.interrupted());
    assertTrue(Files.exists(folder.resolve(FolderLock.FILE)));
    lock.close();
  }
}

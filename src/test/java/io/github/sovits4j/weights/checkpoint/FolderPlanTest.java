package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.weights.EncoderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole folders as users of GPT-SoVITS have them. */
class FolderPlanTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  private Path put(String from, String to) throws IOException {
    Path target = folder.resolve(to);
    Files.createDirectories(target.getParent());
    return Files.copy(GOLDEN.resolve(from), target);
  }

  @Test
  void findsPairsAndEncodersAndNamesTheRest() throws IOException {
    put("checkpoints-2/s1_nano.ckpt", "GPT_weights_v2/alice-e5.ckpt");
    Path first = put("checkpoints-2/s1_nano.ckpt", "GPT_weights_v2/alice-e15.ckpt");
    put("checkpoints-2/s2_nano.pth", "SoVITS_weights_v2/alice_e4_s48.pth");
    Path second = put("checkpoints-2/s2_nano.pth", "SoVITS_weights_v2/alice_e8_s96.pth");
    put("checkpoints/s2_tiny_v1_e8_s96.pth", "SoVITS_weights/old_e8_s96.pth");
    Path base = put("checkpoints-2/s1_nano.ckpt", "pretrained_models/s1bert25hz-5kh.ckpt");
    put("checkpoints-2/s1_nano.ckpt", "pretrained_models/s1v3.ckpt");
    Path v2 = put("checkpoints-2/s2_nano.pth", "pretrained_models/s2G2333k.pth");
    put(
        "hubert/tiny_checkpoint.safetensors",
        "pretrained_models/chinese-hubert-base/m.safetensors");
    put("checkpoints-2/v4_like.pth", "SoVITS_weights_v4/bob_e2_s8_l32.pth");
    put("checkpoints/noise.ckpt", "GPT_weights/noise.ckpt");
    Files.writeString(folder.resolve("README.md"), "not looked at");

    FolderPlan plan = FolderPlan.of(folder);
    assertEquals(Set.of(EncoderKind.HUBERT), plan.encoders().keySet());
    assertEquals(
        List.of(
            new FolderPlan.Voice("alice", first, second, Optional.empty(), Optional.empty()),
            new FolderPlan.Voice("base-v2", base, v2, Optional.empty(), Optional.empty())),
        plan.voices().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList());
    String remarks = String.join("\n", plan.remarks());
    for (String expected :
        List.of(
            "alice-e5.ckpt: not used, a later epoch is there",
            "alice_e4_s48.pth: not used, a later epoch is there",
            "old_e8_s96.pth: not used, there is no first stage",
            "bob_e2_s8_l32.pth",
            "noise.ckpt",
            "missing: the text encoder",
            "missing: the speaker network",
            "sv/pretrained_eres2netv2w24s4ep4.ckpt")) {
      assertTrue(remarks.contains(expected), () -> expected + " in\n" + remarks);
    }
  }

  @Test
  void theLatestEpochOfAnUnusedStageIsNotCalledOld() throws IOException {
    put("checkpoints-2/s1_nano.ckpt", "GPT_weights_v2/alice-e5.ckpt");
    put("checkpoints-2/s1_nano.ckpt", "GPT_weights_v2/alice-e15.ckpt");
    String remarks = String.join("\n", FolderPlan.of(folder).remarks());
    assertTrue(remarks.contains("alice-e5.ckpt: not used, a later epoch is there"), remarks);
    assertTrue(remarks.contains("alice-e15.ckpt: not used, nothing goes with it"), remarks);
  }

  /** Weights lie on another disk, and the folder itself is a link; one of them leads back. */
  @Test
  void followsLinks() throws IOException {
    put("checkpoints-2/s1_nano.ckpt", "disk/GPT_weights/alice-e5.ckpt");
    put("checkpoints-2/s2_nano.pth", "disk/SoVITS_weights/alice_e4_s48.pth");
    Path real = Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(real.resolve("weights"), folder.resolve("disk"));
    Files.createSymbolicLink(folder.resolve("disk/back"), real);
    Files.createSymbolicLink(real.resolve("gone.ckpt"), folder.resolve("nowhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    for (Path root : List.of(real, link)) {
      FolderPlan plan = FolderPlan.of(root);
      assertEquals(List.of("alice"), plan.voices().stream().map(FolderPlan.Voice::name).toList());
    }
  }

  /** Folders that lead to each other, and to the same files, hold them once. */
  @Test
  void meetsWhatIsLinkedOnce() throws IOException {
    put("checkpoints-2/s1_nano.ckpt", "run5/alice-e5.ckpt");
    put("checkpoints-2/s2_nano.pth", "run5/alice_e4_s48.pth");
    put("checkpoints/noise.ckpt", "other/noise.ckpt");
    Files.createSymbolicLink(folder.resolve("latest"), folder.resolve("run5"));
    Files.createSymbolicLink(
        folder.resolve("other/alice-e5.ckpt"), folder.resolve("run5/alice-e5.ckpt"));
    Files.createSymbolicLink(folder.resolve("run5/there"), folder.resolve("other"));
    Files.createSymbolicLink(folder.resolve("other/here"), folder.resolve("run5"));
    FolderPlan plan = FolderPlan.of(folder);
    assertEquals(1, plan.voices().size());
    List<String> remarks =
        plan.remarks().stream().filter(remark -> !remark.startsWith("missing")).toList();
    assertEquals(1, remarks.size(), remarks.toString());
    assertTrue(remarks.getFirst().contains("noise.ckpt"), remarks.getFirst());
  }

  /** A name says what goes together, so a file may have two; neither is said to be of no use. */
  @Test
  void aFileThatIsUsedUnderAnotherNameIsSaidToBe() throws IOException {
    Path first = put("checkpoints-2/s1_nano.ckpt", "alice-e5.ckpt");
    put("checkpoints-2/s2_nano.pth", "alice_e4_s48.pth");
    Files.createSymbolicLink(folder.resolve("newest.ckpt"), first);
    Files.createSymbolicLink(folder.resolve("bob-e9.ckpt"), folder.resolve("no-disk/bob-e9.ckpt"));
    String remarks = String.join("\n", FolderPlan.of(folder).remarks());
    assertTrue(
        remarks.contains("newest.ckpt: used under the file's other name, " + first), remarks);
    assertTrue(remarks.contains("bob-e9.ckpt is a link to "), remarks);
    assertTrue(remarks.contains("no-disk/bob-e9.ckpt, which is not there"), remarks);
  }

  /** Training leaves a file for every recording: they neither hide what counts nor fill screens. */
  @Test
  void aFolderFullOfOtherFilesIsCounted() throws IOException {
    Path many = Files.createDirectories(folder.resolve("logs/alice/4-cnhubert"));
    for (int i = 0; i < 2100; i++) {
      Files.writeString(many.resolve(i + ".wav.pt"), "no tensors");
    }
    put("checkpoints-2/s1_nano.ckpt", "weights/alice-e5.ckpt");
    put("checkpoints-2/s2_nano.pth", "weights/alice_e4_s48.pth");
    FolderPlan plan = FolderPlan.of(folder);
    assertEquals(1, plan.voices().size());
    assertTrue(plan.remarks().size() < 20, plan.remarks().toString());
    assertTrue(
        String.join("\n", plan.remarks()).contains("4-cnhubert: 2092 more files are not used"),
        plan.remarks().toString());
  }
}

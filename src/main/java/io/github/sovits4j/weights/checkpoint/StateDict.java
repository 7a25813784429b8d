package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The named tensors of a checkpoint, under the names that the network gives them: prefixes that
 * wrappers put before every name are taken off.
 *
 * @param tensors by name, in the file's order
 * @param wrappers prefixes that were taken off, for people to be told
 */
record StateDict(Map<String, TensorRef> tensors, List<String> wrappers) {

  /** DataParallel and torch.compile put these before the name of every tensor. */
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  private static final int MOST_WRAPPERS = 4;
  private static final String NEW_G = ".parametrizations.weight.original0";
  private static final String NEW_V = ".parametrizations.weight.original1";

  /** Entries that only a training state has. */
  private static final Set<String> TRAINING =
      Set.of("optimizer", "optimizer_states", "iteration", "learning_rate", "epoch", "global_step");

  /**
   * Finds the weights of a model that GPT-SoVITS exported: its entry {@code weight}.
   *
   * @param file what to call the file in complaints
   * @param root the saved object
   * @throws UserException saying what is there instead
   */
  static StateDict ofVoice(String file, Object root) {
    if (!(root instanceof Pickled.Dict dict) || dict.attributes) {
      throw new UserException(
          file
              + " holds "
              + (root instanceof Pickled.Sequence ? "a list" : "a single value")
              + " at the top, expected the entries 'weight', 'config' and 'info'. It is not a"
              + " GPT-SoVITS model.");
    }
    if (!(dict.items.get("weight") instanceof Pickled.Dict weight) || weight.attributes) {
      throw new UserException(file + instead(dict));
    }
    return of(file, weight);
  }

  /** Where BigVGAN's trainer puts the weights. */
  private static final String OF_VOCODERS = "generator";

  /** Entries under which programs keep the weights of an inference network, the best first. */
  private static final List<String> HOLDERS =
      List.of("model_ema", "ema", "state_dict", "model", "weight", "net", OF_VOCODERS);

  /**
   * Finds the weights of an encoder or a vocoder: tensors at the top, as its library saves them, or
   * under one of the usual entries of a trainer.
   *
   * @param file what to call the file in complaints
   * @param root the saved object
   * @throws UserException saying what is there instead
   */
  static StateDict ofEncoder(String file, Object root) {
    if (root instanceof Pickled.Dict dict && !dict.attributes) {
      if (tensors(dict) > 0) {
        return of(file, dict);
      }
      for (String holder : HOLDERS) {
        if (dict.items.get(holder) instanceof Pickled.Dict held
            && !held.attributes
            && tensors(held) > 0) {
          StateDict found = of(file, held);
          List<String> wrappers = new ArrayList<>();
          if (!holder.equals(OF_VOCODERS)) { // where they always lie
            wrappers.add(holder + '.');
          }
          wrappers.addAll(found.wrappers);
          return new StateDict(found.tensors, List.copyOf(wrappers));
        }
      }
    }
    throw new UserException(
        file
            + " holds no tensors at the top, nor under one of "
            + HOLDERS
            + ". It is no encoder of GPT-SoVITS.");
  }

  /**
   * Reads a dictionary of tensors.
   *
   * @throws UserException when it holds anything else
   */
  private static StateDict of(String file, Pickled.Dict dict) {
    Set<String> names = dict.items.keySet();
    StringBuilder prefix = new StringBuilder();
    List<String> wrappers = new ArrayList<>();
    while (wrappers.size() < MOST_WRAPPERS && !names.isEmpty()) {
      int from = prefix.length();
      Optional<String> wrapper = WRAPPERS.stream().filter(w -> allHave(names, w, from)).findFirst();
      if (wrapper.isEmpty()) {
        break;
      }
      prefix.append(wrapper.get());
      wrappers.add(wrapper.get());
    }
    Map<String, TensorRef> out = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : dict.items.entrySet()) {
      if (!(entry.getValue() instanceof TensorRef ref)) {
        throw new UserException(
            file
                + " has the weight "
                + Quote.of(entry.getKey())
                + ", which is not a named tensor"
                + (tensors(entry.getValue()) > 0
                    ? " but a group of " + tensors(entry.getValue()) + " tensors"
                    : "")
                + ". It is damaged or not a GPT-SoVITS model.");
      }
      String name = usualName(entry.getKey().substring(prefix.length()));
      if (out.put(name, ref) != null) {
        throw new UserException(
            file
                + " has two tensors that are both called "
                + Quote.of(name)
                + ". It is damaged; get the file again.");
      }
    }
    return new StateDict(out, List.copyOf(wrappers));
  }

  private static boolean allHave(Set<String> names, String wrapper, int from) {
    return names.stream().allMatch(name -> name.startsWith(wrapper, from));
  }

  /** What a file without the entry {@code weight} is, as the end of a sentence about it. */
  private static String instead(Pickled.Dict root) {
    Set<String> entries = new TreeSet<>(root.items.keySet());
    if (entries.stream().anyMatch(name -> root.items.get(name) instanceof TensorRef)) {
      return " is a bare state dict: it holds tensors at the top, expected the entries 'weight',"
          + " 'config' and 'info'. Take the file that GPT-SoVITS exports for inference.";
    }
    if (entries.stream().anyMatch(TRAINING::contains)) {
      return " is a training state (entries "
          + list(entries)
          + "), expected the entries 'weight', 'config' and 'info'. Take the smaller file that"
          + " GPT-SoVITS exports for inference: S1 from GPT_weights (….ckpt), S2 from"
          + " SoVITS_weights (…_e8_s96.pth).";
    }
    String most = null;
    int tensors = 0;
    IdentityHashMap<Object, Integer> counts = new IdentityHashMap<>(); // entries may share a group
    for (String name : entries) {
      int count = counts.computeIfAbsent(root.items.get(name), StateDict::tensors);
      if (count > tensors) {
        most = name;
        tensors = count;
      }
    }
    return " has no entry 'weight' with tensors, expected 'weight', 'config' and 'info'; it has "
        + (most == null
            ? list(entries)
            : tensors
                + " tensors under "
                + Quote.of(most)
                + (most.contains("ema") ? " (averages kept while training)" : ""))
        + ". Take the file that GPT-SoVITS exports for inference"
        + (most == null
            ? "."
            : ", or save it again with that entry as 'weight' if you know it to be right.");
  }

  private static int tensors(Object value) {
    return value instanceof Pickled.Dict dict
        ? (int) dict.items.values().stream().filter(TensorRef.class::isInstance).count()
        : 0;
  }

  private static String list(Set<String> names) {
    if (names.isEmpty()) {
      return "no entries";
    }
    List<String> shown = names.stream().limit(6).map(Quote::of).toList();
    return String.join(", ", shown) + (names.size() > 6 ? " and more" : "");
  }

  /** The older names of weight normalisation, which the networks here use. */
  private static String usualName(String name) {
    if (name.endsWith(NEW_G)) {
      return name.substring(0, name.length() - NEW_G.length()) + ".weight_g";
    }
    if (name.endsWith(NEW_V)) {
      return name.substring(0, name.length() - NEW_V.length()) + ".weight_v";
    }
    return name;
  }
}

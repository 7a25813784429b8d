package io.github.sovits4j.weights.checkpoint;

import java.nio.charset.StandardCharsets;

/** What to say about names in a pickle that are refused though honest files have them. */
final class Refusal {

  /** What to say where no honest reason is known. */
  static final String GENERAL =
      "which no voice model needs; nothing was executed. Only tensors and plain values are"
          + " accepted. Get the model from a source you trust.";

  private static final String TYPES =
      "expected tensors of float32, float16 or bfloat16. Convert them in PyTorch (for example with"
          + " .half()) and save again.";

  private Refusal() {}

  /** Why a module's name is not read and what to do; for unknown ones the general advice. */
  static String of(String module, String name) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(module + name)) {
      return "which is spelt with letters that may look like those of a usual name but are others;"
          + " nothing was executed. Do not use this file.";
    }
    String full = module + "." + name;
    if (full.equals("torch._utils._rebuild_tensor_v3")) {
      return "which makes tensors of rare types such as float8; " + TYPES;
    }
    if (module.equals("torch._utils") && name.contains("meta_tensor")) {
      return "which makes tensors on the device 'meta', without any numbers; expected weights. Load"
          + " the network's weights before saving it.";
    }
    if (module.equals("torch._utils") && name.matches("_rebuild_(q|sparse|nested|mkldnn).*")) {
      return "which makes quantised, sparse or nested tensors; " + TYPES;
    }
    if (module.equals("torch") && name.endsWith("Storage")) {
      return "a storage of a type that no weights have here; " + TYPES;
    }
    if (module.startsWith("torch.nn.") || name.equals("SynthesizerTrn")) {
      return "so it holds a whole network object instead of its weights, and reading it would run"
          + " its code. Save the state_dict() instead.";
    }
    return GENERAL;
  }
}

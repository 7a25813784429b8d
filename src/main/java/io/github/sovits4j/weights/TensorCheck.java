package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares the tensors of a file with those that a network's description calls for. */
public final class TensorCheck {

  private TensorCheck() {}

  /**
   * Checks that every expected tensor is there with its shape and a type that weights may have.
   *
   * @param file what to call the file in complaints
   * @param tensors the file's tensors
   * @param expected name and shape of the network's tensors
   * @return names of tensors that the network does not know
   * @throws UserException naming the first tensor that is missing or wrong
   */
  public static List<String> check(
      String file, Map<String, TensorInfo> tensors, Map<String, int[]> expected) {
    for (Map.Entry<String, int[]> entry : expected.entrySet()) {
      TensorInfo got = tensors.get(entry.getKey());
      String tensor = "tensor " + Quote.of(entry.getKey());
      if (got == null) {
        throw new UserException(
            file + " lacks the " + tensor + ". The file is not complete; export or get it again.");
      }
      if (!Arrays.equals(got.shape(), entry.getValue())) {
        throw new UserException(
            file
                + ": "
                + tensor
                + " has the shape "
                + Arrays.toString(got.shape())
                + ", expected "
                + Arrays.toString(entry.getValue())
                + ". The file does not fit its own configuration; export or get it again.");
      }
      if (!got.dtype().isWeight()) {
        throw new UserException(
            file
                + ": "
                + tensor
                + " holds "
                + got.dtype()
                + " elements, expected F32, F16 or BF16. These are not a network's weights;"
                + " export or get the file again.");
      }
    }
    List<String> unknown = new ArrayList<>(tensors.keySet());
    unknown.removeAll(expected.keySet());
    return unknown;
  }
}

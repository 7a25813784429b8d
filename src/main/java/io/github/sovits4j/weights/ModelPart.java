package io.github.sovits4j.weights;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model folder says about one of its two networks.
 *
 * @param <C> the kind of description
 * @param config the network's sizes
 * @param precision how its weights are stored: {@code f32}, {@code f16}, {@code bf16} or {@code
 *     mixed}
 * @param origin where they came from
 * @param data the file that holds them
 */
public record ModelPart<C>(C config, String precision, WeightOrigin origin, DataFile data) {

  /** The precision of a set of tensors, in the words of {@link #precision}. */
  public static String precisionOf(Collection<TensorInfo> tensors) {
    Set<DType> found = tensors.stream().map(TensorInfo::dtype).collect(Collectors.toSet());
    return found.size() == 1 ? found.iterator().next().name().toLowerCase(Locale.ROOT) : "mixed";
  }
}

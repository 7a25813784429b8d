package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.WeightNorm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A view of a network's tensors: those below a prefix, some rows of each, or several stacked. A
 * layer asks it for {@code weight} and {@code bias} and gets them on the device, in the form its
 * operators want.
 *
 * <p>{@code parameters.at("enc_p.mrte").at("c_pre").kernel("weight")} uploads {@code
 * enc_p.mrte.c_pre.weight}.
 */
public final class Parameters {

  /** Where a view finds its tensors. */
  private interface View {

    /** The full name, for messages. */
    String full(String name);

    boolean contains(String name);

    int[] shape(String name);

    float[] floats(String name);
  }

  private final DeviceWeights weights;
  private final View view;

  Parameters(DeviceWeights weights, TensorSource source) {
    this(weights, new Whole(source));
  }

  private Parameters(DeviceWeights weights, View view) {
    this.weights = weights;
    this.view = view;
  }

  // ---- other views ----

  /** The tensors below a prefix: {@code name} stands for {@code prefix.name}. */
  public Parameters at(String prefix) {
    return new Parameters(weights, new Below(view, prefix + '.'));
  }

  /** The tensors of one of several numbered parts. */
  public Parameters at(int index) {
    return at(Integer.toString(index));
  }

  /** Rows {@code from … from+count-1} of every tensor: some of the outputs of a layer. */
  public Parameters rows(int from, int count) {
    return new Parameters(weights, new Rows(view, from, count));
  }

  /** Columns {@code from … from+count-1} of every matrix, and vectors whole: some of the inputs. */
  public Parameters columns(int from, int count) {
    return new Parameters(weights, new Columns(view, from, count));
  }

  /**
   * Tensors of equally wide layers, one below the other: what is applied to the same input is one
   * launch.
   *
   * @param prefixes of the layers, in the order of their outputs
   */
  public Parameters stacked(String... prefixes) {
    return new Parameters(
        weights,
        new Stacked(
            Arrays.stream(prefixes).map(prefix -> (View) new Below(view, prefix + '.')).toList()));
  }

  // ---- tensors ----

  /** Whether there is a tensor of this name. */
  public boolean contains(String name) {
    return view.contains(name);
  }

  /** A tensor as it is stored, in 32 bits. */
  public Tensor get(String name) {
    return weights.upload(view.full(name), view.floats(name), view.shape(name));
  }

  /** As {@link #get}; null when there is no such tensor. */
  public Tensor find(String name) {
    return contains(name) ? get(name) : null;
  }

  /**
   * A matrix {@code [out, in]} for products over rows, in the storage of this network's matrices.
   *
   * @throws io.github.sovits4j.UserException when a value is too large for 16 bits
   */
  public Tensor matrix(String name) {
    return weights.uploadMatrix(view.full(name), view.floats(name), view.shape(name));
  }

  /**
   * The kernel of a convolution {@code [out, in, kernel]}: folded from {@code name_g} and {@code
   * name_v} where it is weight-normed, along whichever axis the factors lie; a matrix {@code [out,
   * in]} is a kernel of size 1.
   */
  public Tensor kernel(String name) {
    boolean normed = view.contains(name + "_g");
    String stored = normed ? name + "_v" : name;
    int[] shape = view.shape(stored);
    float[] data = view.floats(stored);
    if (normed) {
      int axis = WeightNorm.axis(view.shape(name + "_g"));
      data = WeightNorm.fold(view.floats(name + "_g"), data, shape, axis);
    }
    return weights.upload(
        view.full(name), data, shape.length == 2 ? new int[] {shape[0], shape[1], 1} : shape);
  }

  /** A tensor's elements, for a layer that uploads them in another form. */
  float[] floats(String name) {
    return view.floats(name);
  }

  /** A tensor's extents. */
  int[] shape(String name) {
    return view.shape(name);
  }

  /** The full name, for what is uploaded in another form. */
  String full(String name) {
    return view.full(name);
  }

  /** The only element of a tensor, for what is fixed when a graph is captured. */
  public float scalar(String name) {
    return view.floats(name)[0];
  }

  /** A table made by the program rather than learned. */
  public Tensor table(String name, float[] data, int... shape) {
    return weights.upload(name, data, shape);
  }

  // ---- views ----

  private record Whole(TensorSource source) implements View {

    @Override
    public String full(String name) {
      return name;
    }

    @Override
    public boolean contains(String name) {
      return source.contains(name);
    }

    @Override
    public int[] shape(String name) {
      return source.shape(name);
    }

    @Override
    public float[] floats(String name) {
      return source.floats(name);
    }
  }

  private record Below(View view, String prefix) implements View {

    @Override
    public String full(String name) {
      return view.full(prefix + name);
    }

    @Override
    public boolean contains(String name) {
      return view.contains(prefix + name);
    }

    @Override
    public int[] shape(String name) {
      return view.shape(prefix + name);
    }

    @Override
    public float[] floats(String name) {
      return view.floats(prefix + name);
    }
  }

  private record Rows(View view, int from, int count) implements View {

    @Override
    public String full(String name) {
      return view.full(name) + '[' + from + ".." + (from + count - 1) + ']';
    }

    @Override
    public boolean contains(String name) {
      return view.contains(name);
    }

    @Override
    public int[] shape(String name) {
      int[] shape = view.shape(name);
      if (shape.length == 0 || shape[0] < from + count) {
        throw new IllegalArgumentException(full(name) + ": got shape " + Arrays.toString(shape));
      }
      shape[0] = count;
      return shape;
    }

    @Override
    public float[] floats(String name) {
      int row = Arrays.stream(shape(name)).skip(1).reduce(1, Math::multiplyExact);
      return Arrays.copyOfRange(view.floats(name), from * row, (from + count) * row);
    }
  }

  private record Columns(View view, int from, int count) implements View {

    @Override
    public String full(String name) {
      return view.full(name) + "[][" + from + ".." + (from + count - 1) + ']';
    }

    @Override
    public boolean contains(String name) {
      return view.contains(name);
    }

    @Override
    public int[] shape(String name) {
      int[] shape = view.shape(name);
      if (shape.length > 2 || (shape.length == 2 && shape[1] < from + count)) {
        throw new IllegalArgumentException(full(name) + ": got shape " + Arrays.toString(shape));
      }
      if (shape.length == 2) {
        shape[1] = count;
      }
      return shape;
    }

    @Override
    public float[] floats(String name) {
      int[] shape = view.shape(name);
      float[] all = view.floats(name);
      if (shape.length < 2) {
        return all;
      }
      float[] some = new float[shape[0] * count];
      for (int row = 0; row < shape[0]; row++) {
        System.arraycopy(all, row * shape[1] + from, some, row * count, count);
      }
      return some;
    }
  }

  private record Stacked(List<View> views) implements View {

    @Override
    public String full(String name) {
      return views.stream().map(view -> view.full(name)).collect(Collectors.joining("+"));
    }

    @Override
    public boolean contains(String name) {
      return views.stream().allMatch(view -> view.contains(name));
    }

    @Override
    public int[] shape(String name) {
      int[] stacked = views.getFirst().shape(name);
      stacked[0] = 0;
      for (View view : views) {
        int[] shape = view.shape(name);
        if (!Arrays.equals(shape, 1, shape.length, stacked, 1, stacked.length)) {
          throw new IllegalArgumentException(full(name) + ": expected tensors of equal width");
        }
        stacked[0] += shape[0];
      }
      return stacked;
    }

    @Override
    public float[] floats(String name) {
      float[] all = new float[0];
      for (View view : views) {
        float[] more = view.floats(name);
        all = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, all, all.length - more.length, more.length);
      }
      return all;
    }
  }
}

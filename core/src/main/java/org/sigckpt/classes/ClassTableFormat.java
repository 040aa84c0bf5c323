package org.sigckpt.classes;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The class table as bytes; a closed world of the records of this package.
 *
 * <pre>
 *   Table   --> version, count, Loader*, count, Class*, count, Layer*
 *   Loader  --> classId, heapId, parentIndex, parallel, name, nameAndId, Ids        (by index)
 *   Class   --> kind, name, loaderIndex, initialised, failed, parallelRegistered,
 *               superId, Ids, componentId, domainHeapId, Bytes, Lambda if kind is LAMBDA,
 *               Hidden if kind is HIDDEN                                            (by id - 1)
 *   Hidden  --> hostId, flags, stateHeapId
 *   Lambda  --> hostId, Type, name, Type, kind, ownerId, name, Type, Type,
 *               serializable, Ids, count, Type*
 *   Type    --> returnId, Ids
 *   Layer   --> Ids (parents), count, (Descriptor, loaderIndex)*, count, Door*,
 *               see {@link ModuleFormat}
 *   Door    --> layer, name, package, layer, name, open
 *   Ids     --> count, id*
 *   Bytes   --> length + 1 (0 is null), byte*
 * </pre>
 *
 * Integers are Kryo's variable-length ones, strings Kryo's.
 */
public final class ClassTableFormat {
  private static final int VERSION = 2;

  private ClassTableFormat() {}

  /** Returns the table's bytes. */
  public static byte[] toBytes(ClassTableImage image) {
    Output out = new Output(4096, -1);
    out.writeVarInt(VERSION, true);
    writeList(out, image.loaders(), ClassTableFormat::writeLoader);
    writeList(out, image.classes(), ClassTableFormat::writeClass);
    writeList(out, image.layers(), ClassTableFormat::writeLayer);
    return out.toBytes();
  }

  /**
   * Returns the table.
   *
   * @throws IllegalArgumentException if the bytes are of another version, cut short or damaged
   */
  public static ClassTableImage fromBytes(byte[] bytes) {
    Input in = new Input(bytes);
    try {
      int version = in.readVarInt(true);
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "Cannot read class table version " + version + ": this build reads " + VERSION + ".");
      }
      List<LoaderImage> loaders = readLoaders(in);
      List<ClassImage> classes = readList(in, ClassTableFormat::readClass);
      return new ClassTableImage(loaders, classes, readList(in, ClassTableFormat::readLayer));
    } catch (KryoException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "Cannot read class table: " + e.getMessage() + " (truncated or damaged?).", e);
    }
  }

  private static void writeLoader(Output out, LoaderImage loader) {
    out.writeVarInt(loader.classId(), true);
    out.writeVarLong(loader.heapId(), true);
    out.writeVarInt(loader.parentIndex(), true);
    out.writeBoolean(loader.parallelCapable());
    out.writeString(loader.name());
    out.writeString(loader.nameAndId());
    writeIds(out, loader.initiatedIds());
  }

  private static List<LoaderImage> readLoaders(Input in) {
    int[] index = {0};
    return readList(in, input -> readLoader(index[0]++, input));
  }

  private static LoaderImage readLoader(int index, Input in) {
    return new LoaderImage(
        index,
        in.readVarInt(true),
        in.readVarLong(true),
        in.readVarInt(true),
        in.readBoolean(),
        in.readString(),
        in.readString(),
        readIds(in));
  }

  @SuppressWarnings("EnumOrdinal") // ClassKind says that its order is part of the format.
  private static void writeClass(Output out, ClassImage image) {
    out.writeVarInt(image.kind().ordinal(), true);
    out.writeString(image.name());
    out.writeVarInt(image.loaderIndex(), true);
    out.writeBoolean(image.initialised());
    out.writeBoolean(image.failed());
    out.writeBoolean(image.parallelRegistered());
    out.writeVarInt(image.superId(), true);
    writeIds(out, image.interfaceIds());
    out.writeVarInt(image.componentId(), true);
    out.writeVarLong(image.domainHeapId(), true);
    writeBytes(out, image.bytes());
    LambdaImage lambda = image.lambda();
    if (lambda != null) {
      writeLambda(out, lambda);
    }
    HiddenImage hidden = image.hidden();
    if (hidden != null) {
      out.writeVarInt(hidden.hostId(), true);
      out.writeInt(hidden.flags());
      out.writeVarLong(hidden.stateHeapId(), true);
    }
  }

  private static ClassImage readClass(Input in) {
    ClassKind kind = ClassKind.of(in.readVarInt(true));
    return new ClassImage(
        kind,
        in.readString(),
        in.readVarInt(true),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readVarInt(true),
        readIds(in),
        in.readVarInt(true),
        in.readVarLong(true),
        readBytes(in),
        kind == ClassKind.LAMBDA ? readLambda(in) : null,
        kind == ClassKind.HIDDEN
            ? new HiddenImage(in.readVarInt(true), in.readInt(), in.readVarLong(true))
            : null);
  }

  private static void writeLambda(Output out, LambdaImage lambda) {
    out.writeVarInt(lambda.hostId(), true);
    writeType(out, lambda.factoryType());
    out.writeString(lambda.methodName());
    writeType(out, lambda.methodType());
    out.writeVarInt(lambda.implementationKind(), true);
    out.writeVarInt(lambda.implementationOwnerId(), true);
    out.writeString(lambda.implementationName());
    writeType(out, lambda.implementationType());
    writeType(out, lambda.dynamicType());
    out.writeBoolean(lambda.serializable());
    writeIds(out, lambda.markerIds());
    writeList(out, lambda.bridges(), ClassTableFormat::writeType);
  }

  private static LambdaImage readLambda(Input in) {
    return new LambdaImage(
        in.readVarInt(true),
        readType(in),
        in.readString(),
        readType(in),
        in.readVarInt(true),
        in.readVarInt(true),
        in.readString(),
        readType(in),
        readType(in),
        in.readBoolean(),
        readIds(in),
        readList(in, ClassTableFormat::readType));
  }

  private static void writeType(Output out, MethodTypeImage type) {
    out.writeVarInt(type.returnId(), true);
    writeIds(out, type.parameterIds());
  }

  private static MethodTypeImage readType(Input in) {
    return new MethodTypeImage(in.readVarInt(true), readIds(in));
  }

  private static void writeLayer(Output out, LayerImage layer) {
    writeIds(out, layer.parents());
    writeList(
        out,
        layer.modules(),
        (output, module) -> {
          ModuleFormat.write(output, module.descriptor());
          output.writeVarInt(module.loaderIndex(), true);
        });
    writeList(out, layer.doors(), ClassTableFormat::writeDoor);
  }

  private static LayerImage readLayer(Input in) {
    return new LayerImage(
        readIds(in),
        readList(
            in,
            input -> new LayerImage.ModuleImage(ModuleFormat.read(input), input.readVarInt(true))),
        readList(in, ClassTableFormat::readDoor));
  }

  private static void writeDoor(Output out, LayerImage.DoorImage door) {
    out.writeVarInt(door.fromLayer(), true);
    out.writeString(door.from());
    out.writeString(door.packageName());
    out.writeVarInt(door.toLayer(), true);
    out.writeString(door.to());
    out.writeBoolean(door.isOpen());
  }

  private static LayerImage.DoorImage readDoor(Input in) {
    return new LayerImage.DoorImage(
        in.readVarInt(true),
        in.readString(),
        in.readString(),
        in.readVarInt(true),
        in.readString(),
        in.readBoolean());
  }

  private static void writeIds(Output out, List<Integer> ids) {
    writeList(out, ids, (output, id) -> output.writeVarInt(id, true));
  }

  private static List<Integer> readIds(Input in) {
    return readList(in, input -> input.readVarInt(true));
  }

  private static void writeBytes(Output out, byte @Nullable [] bytes) {
    out.writeVarInt(bytes == null ? 0 : bytes.length + 1, true);
    if (bytes != null) {
      out.writeBytes(bytes);
    }
  }

  private static byte @Nullable [] readBytes(Input in) {
    int lengthPlusOne = in.readVarInt(true);
    return lengthPlusOne == 0 ? null : in.readBytes(checkedCount(in, lengthPlusOne - 1));
  }

  private static <T> void writeList(Output out, List<T> elements, BiConsumer<Output, T> writer) {
    out.writeVarInt(elements.size(), true);
    for (T element : elements) {
      writer.accept(out, element);
    }
  }

  private static <T> List<T> readList(Input in, Function<Input, T> reader) {
    int count = checkedCount(in, in.readVarInt(true));
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(reader.apply(in));
    }
    return List.copyOf(elements);
  }

  /** Every element takes a byte at least, so that a damaged count can't exhaust the heap. */
  private static int checkedCount(Input in, int count) {
    int left = in.limit() - in.position();
    if (count < 0 || count > left) {
      throw new IllegalArgumentException(
          "Cannot read class table: a count is " + count + ", but " + left + " bytes are left.");
    }
    return count;
  }
}

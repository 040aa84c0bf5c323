package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import com.esotericsoftware.kryo.io.Input;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Makes the objects of an image again, in one pass over the stream that {@link HeapImageWriter}
 * describes: a HEADERS block allocates, RECORDS let handlers create, BODIES fill, and at the end
 * weak references get their referents, handlers complete, and static fields are set.
 *
 * <p>An object gets the identity hash it had, in its fresh mark word. Objects that this JVM itself
 * owns keep a hash they already have; the restored tables that were ordered by the old one are
 * mended by {@link RestoredHashes}.
 *
 * <p><b>Stage and threads.</b> One thread; no participant has run. After an exception the JVM must
 * not go on.
 */
public final class HeapImageReader {
  private static final Field QUEUE = JdkReflection.field(Reference.class, "queue");

  private final ReadableByteChannel in;
  private final IntFunction<Class<?>> classes;
  private final LongFunction<Object> preMade;
  private final List<ObjectHandler> handlers;
  private final MarkWords words = MarkWords.calibrated();
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Object> items = new ArrayList<>();
  private final ObjectTable table = new ObjectTable();
  private final BodyReader bodies = new BodyReader(table, shapes);
  private final Map<Integer, Integer> pendingHashes = new HashMap<>();
  private final List<Created> created = new ArrayList<>();
  private final IntQueue finalizable = new IntQueue();
  private final IntQueue cleared = new IntQueue();
  private final LinkedHandles linked = new LinkedHandles();
  private final RestoredHashes hashes = new RestoredHashes();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();

  /**
   * @param classes class of each id that the writer's class table gave
   * @param preMade object of each id that the writer announced, for class loaders and such
   * @param handlers the writer's, in the same order
   */
  public HeapImageReader(
      ReadableByteChannel in,
      IntFunction<Class<?>> classes,
      LongFunction<Object> preMade,
      List<ObjectHandler> handlers) {
    this.in = in;
    this.classes = classes;
    this.preMade = preMade;
    this.handlers = List.copyOf(handlers);
    shapes.add(new Shape(null, ShapeKind.ITEM, ShapeTable.ITEM_INDEX, 0, null, null));
  }

  /**
   * Restores all objects and static fields of the image.
   *
   * @throws ImageRestoreException if the image is damaged or this JVM lacks something it needs
   */
  public void read() throws IOException {
    try (BlockReader blocks = new BlockReader(in);
        NativeBuffer payload = new NativeBuffer(1 << 22)) {
      boolean ended = false;
      while (!ended) {
        BlockKind kind = blocks.next();
        if (kind == BlockKind.DEFINITIONS) {
          definitions(blocks.payload());
          continue;
        }
        blocks.payload(payload);
        switch (kind) {
          case HEADERS -> headers(payload.address(), payload.length());
          case RECORDS -> records(payload.address(), payload.length());
          case BODIES -> bodies.read(payload.address(), payload.length());
          case REFERENTS -> {
            referents(payload.address(), payload.length());
            completeAll();
          }
          case FINALIZABLE -> finalizable(payload.address(), payload.length());
          case STATICS -> statics(payload.address(), payload.length());
          default -> ended = true;
        }
      }
      if (UNSAFE.getInt(payload.address()) != table.count()) {
        throw BodyReader.damaged("it ends after " + table.count() + " objects");
      }
    }
    hashes.mend();
    linked.tie();
    registerFinalizable();
    enqueueCleared();
    atEnd.forEach(Runnable::run);
    table.close();
  }

  /** Returns the object that the writer gave this id; null for 0. */
  public Object get(long id) {
    return bodies.object(Math.toIntExact(id));
  }

  /** Returns how many objects there are; ids are 1 to this number. */
  public long objectCount() {
    return table.count();
  }

  /** Returns what handlers want done when all threads stand; live. */
  public List<Runnable> late() {
    return late;
  }

  // ---- definitions ----

  private void definitions(byte[] payload) {
    Input input = new Input(payload);
    while (input.position() < payload.length) {
      switch (Definition.values()[input.readByte()]) {
        case SHAPE -> shape(input);
        case WELL_KNOWN -> {
          String owner = input.readString();
          String field = input.readString();
          items.add(new WellKnownObjects.Place(owner, field, input.readInt()).resolve());
        }
        case INTERNED -> items.add(input.readString().intern());
      }
    }
  }

  private void shape(Input input) {
    ShapeKind kind = ShapeKind.values()[input.readByte()];
    int classId = input.readInt();
    int fingerprint = input.readInt();
    ObjectHandler handler = handlerAt(input.readInt(), input.readString());
    Class<?> type = classes.apply(classId);
    Shape shape = new Shape(type, kind, shapes.size(), classId, handler, null);
    if (shape.fingerprint() != fingerprint) {
      throw otherFields(type);
    }
    shapes.add(shape);
  }

  private ObjectHandler handlerAt(int index, String className) {
    if (index < 0) {
      return null;
    }
    if (index < handlers.size() && handlers.get(index).getClass().getName().equals(className)) {
      return handlers.get(index);
    }
    throw new ImageRestoreException(
        "Cannot restore objects of handler "
            + className
            + " (number "
            + index
            + "): this build of sigckpt has others; restart with the one of the checkpoint.");
  }

  private static ImageRestoreException otherFields(Class<?> type) {
    return new ImageRestoreException(
        "Cannot restore objects of "
            + type.getName()
            + ": its fields are not those of the checkpoint; restart with the same jars and JDK.");
  }

  // ---- headers and records ----

  private void headers(long address, long lengthBytes) {
    long p = address;
    long end = address + lengthBytes;
    while (p < end) {
      int word = UNSAFE.getInt(p);
      p += Integer.BYTES;
      int hash = 0;
      if ((word & 1) != 0) {
        hash = UNSAFE.getInt(p);
        p += Integer.BYTES;
      }
      Shape shape = shapes.get(word >>> 1);
      int length = 0;
      if (shape.elementBytes != 0 && hasLength(shape.kind)) {
        length = UNSAFE.getInt(p);
        p += Integer.BYTES;
      }
      int id = table.reserve();
      Object object = allocate(shape, length, id);
      table.add(id, object, shape.index);
      if (hash != 0) {
        hash(id, object, hash, shape.markable);
      }
      if (shape.tied) {
        linked.add(object);
      }
    }
  }

  private static boolean hasLength(ShapeKind kind) {
    return kind == ShapeKind.REFERENCE_ARRAY
        || kind == ShapeKind.PRIMITIVE_ARRAY
        || kind == ShapeKind.ITEM;
  }

  private Object allocate(Shape shape, int length, int id) {
    return switch (shape.kind) {
      case INSTANCE -> instance(shape.type);
      case REFERENCE_ARRAY -> Array.newInstance(shape.type.getComponentType(), length);
      case PRIMITIVE_ARRAY ->
          UNSAFE.allocateUninitializedArray(shape.type.getComponentType(), length);
      case ITEM -> items.get(length);
      case PRE_MADE, PRE_MADE_WHOLE -> preMade(id, shape);
      case HANDLED -> null;
      case REFUSED -> throw BodyReader.damaged("object " + id + " was refused");
    };
  }

  private static Object instance(Class<?> type) {
    try {
      return UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new ImageRestoreException("Cannot make an instance of " + type.getName() + ".", e);
    }
  }

  private Object preMade(int id, Shape shape) {
    Object object = preMade.apply(id);
    if (object == null || object.getClass() != shape.type) {
      throw new ImageRestoreException(
          "Cannot restore object "
              + id
              + " of "
              + shape.type.getName()
              + ": nobody made it ("
              + (object == null ? "null" : object.getClass().getName())
              + ").");
    }
    return object;
  }

  private void hash(int id, Object object, int hash, boolean fresh) {
    if (object == null) {
      pendingHashes.put(id, hash);
    } else if (!words.setHash(object, hash, fresh)) {
      hashes.changed(object);
    }
  }

  private void records(long address, long lengthBytes) {
    long p = address;
    long end = address + lengthBytes;
    while (p < end) {
      int id = UNSAFE.getInt(p);
      byte[] bytes = new byte[UNSAFE.getInt(p + Integer.BYTES)];
      p += 2 * Integer.BYTES;
      UNSAFE.copyMemory(null, p, bytes, NativeBuffer.BYTE_ARRAY_BASE, bytes.length);
      p += bytes.length;
      create(id, bytes);
    }
  }

  private void create(int id, byte[] bytes) {
    Shape shape = shapes.get(table.shapeOf(id));
    Input input = new Input(bytes);
    RecordReader record = new RecordReader(input, classes, bodies::object, atEnd, late);
    Object object = shape.handler.create(shape.type, record);
    if (object == null) {
      throw new ImageRestoreException(
          shape.handler.getClass().getSimpleName() + " made no " + shape.type.getName() + ".");
    }
    table.set(id, object);
    Integer hash = pendingHashes.remove(id);
    if (hash != null) {
      hash(id, object, hash, false);
    }
    byte[] rest = Arrays.copyOfRange(bytes, input.position(), bytes.length);
    created.add(new Created(shape.handler, object, rest));
  }

  // ---- the end ----

  private void referents(long address, long lengthBytes) {
    for (long p = address; p < address + lengthBytes; p += 2 * Integer.BYTES) {
      int id = UNSAFE.getInt(p);
      int referent = UNSAFE.getInt(p + Integer.BYTES);
      if (referent == 0) {
        cleared.add(id);
      } else {
        UNSAFE.putReference(bodies.object(id), PathFinder.REFERENT_OFFSET, bodies.object(referent));
      }
    }
  }

  private void completeAll() {
    for (Created one : created) {
      RecordReader record =
          new RecordReader(new Input(one.rest()), classes, bodies::object, atEnd, late);
      record.completing();
      one.handler().complete(one.object(), record);
    }
    created.clear();
    for (int id = 1; id <= table.count() && hashes.isNeeded(); id++) {
      hashes.visit(table.get(id));
    }
  }

  private void statics(long address, long lengthBytes) {
    long p = address;
    while (p < address + lengthBytes) {
      int classId = UNSAFE.getInt(p);
      p += Integer.BYTES;
      if (classId >= 0) {
        Class<?> type = classes.apply(classId);
        FieldLayout layout = FieldLayout.ofStatics(type);
        if (layout.fingerprint() != UNSAFE.getInt(p)) {
          throw otherFields(type);
        }
        p = bodies.fields(UNSAFE.staticFieldBase(FieldLayout.anyStatic(type)), layout, p + 4);
      } else {
        byte[] owner = text(p);
        p += Integer.BYTES + owner.length;
        byte[] name = text(p);
        p += Integer.BYTES + name.length;
        Field field = carried(owner, name);
        p = bodies.fields(UNSAFE.staticFieldBase(field), FieldLayout.of(List.of(field)), p);
      }
    }
  }

  private static byte[] text(long address) {
    byte[] bytes = new byte[UNSAFE.getInt(address)];
    UNSAFE.copyMemory(
        null, address + Integer.BYTES, bytes, NativeBuffer.BYTE_ARRAY_BASE, bytes.length);
    return bytes;
  }

  private static Field carried(byte[] owner, byte[] name) {
    String className = new String(owner, StandardCharsets.UTF_8);
    String fieldName = new String(name, StandardCharsets.UTF_8);
    try {
      Class<?> type = Class.forName(className, true, ClassLoader.getPlatformClassLoader());
      return JdkReflection.field(type, fieldName);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new ImageRestoreException(
          "Cannot restore the JDK's "
              + className
              + "."
              + fieldName
              + "; restart with the JDK of the checkpoint.",
          e);
    }
  }

  private void finalizable(long address, long lengthBytes) {
    for (long p = address; p < address + lengthBytes; p += Integer.BYTES) {
      finalizable.add(UNSAFE.getInt(p));
    }
  }

  private void registerFinalizable() {
    for (int id : finalizable.toArray()) {
      Finalizers.register(table.get(id));
    }
  }

  private void enqueueCleared() {
    Method enqueue =
        cleared.isEmpty()
            ? null
            : JdkReflection.method(ReferenceQueue.class, "enqueue", Reference.class);
    for (int id : cleared.toArray()) {
      Object reference = table.get(id);
      JdkReflection.call(enqueue, JdkUnsafe.get(reference, QUEUE), reference);
    }
  }

  /** An object whose handler has yet to complete it. */
  private record Created(ObjectHandler handler, Object object, byte[] rest) {}
}

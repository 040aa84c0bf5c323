package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import com.esotericsoftware.kryo.io.Input;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Makes the objects of an image again, from the parts and the map that {@link HeapImageWriter}
 * describes: one pass over all parts allocates, handlers create, a second pass links, and at the
 * end weak references get their referents, handlers complete, and static fields are set. A crew
 * shares the parts of both passes.
 *
 * <p>An object gets the identity hash it had, in its fresh mark word. Objects that this JVM itself
 * owns keep a hash they already have; the restored tables that were ordered by the old one are
 * mended by {@link #mendHashTables}.
 *
 * <p><b>Stage and threads.</b> One thread, apart from the crew; no participant has run. After an
 * exception the JVM must not go on.
 */
public final class HeapImageReader implements AutoCloseable {
  private static final Field QUEUE = JdkReflection.field(Reference.class, "queue");
  private static final int LIST_ENTRY_BYTES = 20;

  private final PartSource source;
  private final ReadableByteChannel map;
  private final IntFunction<Class<?>> classes;
  private final LongFunction<Object> preMade;
  private final List<ObjectHandler> handlers;
  private final Crew crew;
  private final MarkWords words = MarkWords.calibrated();
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Object> items = new ArrayList<>();
  private final List<WellKnownObjects.Place> places = new ArrayList<>();
  private final IdRanks ranks = new IdRanks();
  private final List<PartReader> readers = new ArrayList<>();
  private final List<Created> created = new ArrayList<>();
  private final List<Integer> finalizable = new ArrayList<>();
  private final List<Object> cleared = new ArrayList<>();
  private final LinkedHandles linked = new LinkedHandles();
  private final RestoredHashes hashes = new RestoredHashes();
  private final Set<Class<?>> constantOwners = new HashSet<>();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  private ObjectTable table = new ObjectTable();
  private FieldReader fields = new FieldReader(ranks, table);

  /**
   * @param map what {@link HeapImageWriter#writeMap} wrote
   * @param classes class of each id that the writer's class table gave
   * @param preMade object of each id that the writer announced, for class loaders and such
   * @param handlers the writer's, in the same order
   */
  public HeapImageReader(
      PartSource source,
      ReadableByteChannel map,
      IntFunction<Class<?>> classes,
      LongFunction<Object> preMade,
      List<ObjectHandler> handlers,
      Crew crew) {
    this.source = source;
    this.map = map;
    this.classes = classes;
    this.preMade = preMade;
    this.handlers = List.copyOf(handlers);
    this.crew = crew;
    shapes.add(new Shape(null, ShapeKind.ITEM, ShapeTable.ITEM_INDEX, 0, null, null));
  }

  /**
   * Restores all objects and static fields of the image.
   *
   * @throws ImageRestoreException if the image is damaged or this JVM lacks something it needs
   */
  public void read() throws IOException {
    try {
      readAll();
    } catch (OutOfMemoryError e) {
      drop();
      throw e;
    }
  }

  private void readAll() throws IOException {
    try (BlockReader blocks = new BlockReader(map);
        NativeBuffer payload = new NativeBuffer(1 << 16);
        NativeBuffer parts = new NativeBuffer(1 << 16)) {
      boolean ended = false;
      while (!ended) {
        BlockKind kind = blocks.next();
        if (kind == BlockKind.DEFINITIONS) {
          definitions(blocks.payload());
          continue;
        }
        blocks.payload(payload);
        switch (kind) {
          case IDS -> ranks.addPage(payload.address(), payload.length());
          case PARTS -> {
            parts.putBytes(payload);
            allocateAll(parts);
            createAll();
            pass(parts, PartReader::link);
          }
          case REFERENTS -> {
            referents(payload.address(), payload.length());
            completeAll();
          }
          case FINALIZABLE -> finalizable(payload.address(), payload.length());
          case STATICS -> statics(payload.address(), payload.length());
          default -> ended = true;
        }
      }
      if (UNSAFE.getLong(payload.address()) != table.count()) {
        throw FieldReader.damaged("it ends after " + table.count() + " objects");
      }
    }
    readers.forEach(PartReader::fillPlaces);
    linked.tie();
    registerFinalizable();
    enqueueCleared();
    atEnd.forEach(Runnable::run);
    readers.clear();
  }

  /** Lets go of all objects, so that there is room to say that there was none. */
  private void drop() {
    readers.clear();
    created.clear();
    table = new ObjectTable();
    fields = new FieldReader(ranks, table);
  }

  /** Returns the object that the writer gave this id; null for 0. */
  public Object get(long id) {
    return fields.object((int) id);
  }

  /**
   * Puts right the hash tables that were ordered by what has another hash now. Calls hashCode of
   * such keys, so all must be there that the program's methods need.
   */
  public void mendHashTables() {
    hashes.mend();
  }

  /** Returns the JDK's classes of which static final fields were set. */
  public Set<Class<?>> constantOwners() {
    return constantOwners;
  }

  /** Returns how many objects there are. */
  public long objectCount() {
    return table.count();
  }

  /** Returns what handlers want done when all threads stand; live. */
  public List<Runnable> late() {
    return late;
  }

  /** Frees the memory outside the heap; {@link #get} must not be called any more. */
  @Override
  public void close() {
    ranks.close();
  }

  // ---- definitions ----

  private void definitions(byte[] payload) {
    Input input = new Input(payload);
    while (input.position() < payload.length) {
      switch (Definition.values()[input.readByte()]) {
        case SHAPE -> shape(input);
        case WELL_KNOWN -> items.add(place(input).resolve());
        case PLACE -> places.add(place(input));
        case INTERNED -> items.add(input.readString().intern());
      }
    }
  }

  private static WellKnownObjects.Place place(Input input) {
    return new WellKnownObjects.Place(input.readString(), input.readString(), input.readInt());
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

  // ---- parts ----

  private void allocateAll(NativeBuffer parts) throws IOException {
    table = ObjectTable.ofCount(ranks.count());
    fields = new FieldReader(ranks, table);
    pass(parts, PartReader::allocate);
    long count = 0;
    for (PartReader reader : readers) {
      count += reader.count();
      reader.otherHash().forEach(hashes::changed);
      reader.tied().forEach(linked::add);
      reader.tables().forEach(hashes::table);
    }
    if (count != table.count()) {
      throw FieldReader.damaged(count + " objects of " + table.count());
    }
  }

  /** What is done with a part. */
  private interface Action {
    void accept(PartReader reader, long address, long lengthBytes);
  }

  /** Lets everybody do it with parts until none is left. */
  private void pass(NativeBuffer parts, Action action) throws IOException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicInteger member = new AtomicInteger();
    while (readers.size() <= crew.size()) {
      readers.add(new PartReader(shapes, items, places, fields, table, preMade));
    }
    Runnable task =
        () -> {
          try {
            readParts(parts, next, readers.get(member.getAndIncrement()), action, failure);
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        };
    crew.start(task);
    task.run();
    crew.await();
    HeapImageWriter.rethrow(failure.get());
  }

  private void readParts(
      NativeBuffer parts,
      AtomicInteger next,
      PartReader reader,
      Action action,
      AtomicReference<Throwable> failure)
      throws IOException {
    long count = (parts.length() - Integer.BYTES) / LIST_ENTRY_BYTES;
    ByteBuffer buffer = ByteBuffer.allocateDirect(PartWriter.PART_BYTES);
    Unpacker unpacker = new Unpacker(codecOf(parts));
    try {
      for (int i; failure.get() == null && (i = next.getAndIncrement()) < count; ) {
        long entry = parts.address() + Integer.BYTES + (long) LIST_ENTRY_BYTES * i;
        int length = UNSAFE.getInt(entry + 8);
        if (length > buffer.capacity()) {
          UNSAFE.invokeCleaner(buffer);
          buffer = ByteBuffer.allocateDirect(length);
        }
        source.read(UNSAFE.getLong(entry), buffer.clear().limit(length), UNSAFE.getInt(entry + 16));
        ByteBuffer plain = unpacker.unpack(buffer, UNSAFE.getInt(entry + 12));
        action.accept(reader, BlockWriter.addressOf(plain), plain.remaining());
      }
    } finally {
      unpacker.close();
      UNSAFE.invokeCleaner(buffer);
    }
  }

  private static Codec codecOf(NativeBuffer parts) {
    int codec = UNSAFE.getInt(parts.address());
    if (codec < 0 || codec >= Codec.values().length) {
      throw FieldReader.damaged("codec " + codec);
    }
    return Codec.values()[codec];
  }

  private void createAll() {
    List<PartReader.Handled> all = new ArrayList<>();
    readers.forEach(reader -> all.addAll(reader.handled()));
    all.sort(Comparator.comparingInt(PartReader.Handled::number));
    all.forEach(this::create);
  }

  private void create(PartReader.Handled handled) {
    Shape shape = handled.shape();
    Input input = new Input(handled.bytes());
    RecordReader record = new RecordReader(input, classes, fields::object, atEnd, late);
    Object object = shape.handler.create(shape.type, record);
    if (object == null) {
      throw new ImageRestoreException(
          shape.handler.getClass().getSimpleName() + " made no " + shape.type.getName() + ".");
    }
    table.set(handled.number(), object);
    if (handled.hash() != 0 && !words.setHash(object, handled.hash(), false)) {
      hashes.changed(new RestoredHashes.Change(object, handled.hash()));
    }
    byte[] bytes = handled.bytes();
    byte[] rest = Arrays.copyOfRange(bytes, input.position(), bytes.length);
    created.add(new Created(shape.handler, object, rest));
  }

  // ---- the end ----

  private void referents(long address, long lengthBytes) {
    for (long p = address; p < address + lengthBytes; p += 2 * Integer.BYTES) {
      Object reference = fields.object(UNSAFE.getInt(p));
      int referent = UNSAFE.getInt(p + Integer.BYTES);
      if (referent == 0) {
        cleared.add(reference);
      } else {
        UNSAFE.putReference(reference, PathFinder.REFERENT_OFFSET, fields.object(referent));
      }
    }
  }

  private void completeAll() {
    for (Created one : created) {
      RecordReader record =
          new RecordReader(new Input(one.rest()), classes, fields::object, atEnd, late);
      record.completing();
      one.handler().complete(one.object(), record);
    }
    created.clear();
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
        p = staticFields(UNSAFE.staticFieldBase(FieldLayout.anyStatic(type)), layout, p + 4);
      } else {
        byte[] owner = text(p);
        p += Integer.BYTES + owner.length;
        byte[] name = text(p);
        p += Integer.BYTES + name.length;
        Field field = carried(owner, name);
        if (Modifier.isFinal(field.getModifiers())) {
          constantOwners.add(field.getDeclaringClass());
        }
        p = staticFields(UNSAFE.staticFieldBase(field), FieldLayout.of(List.of(field)), p);
      }
    }
  }

  private long staticFields(Object base, FieldLayout layout, long address) {
    fields.references(base, layout, FieldReader.primitives(base, layout, address));
    return address + layout.lengthBytes();
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
    for (int id : finalizable) {
      Finalizers.register(fields.object(id));
    }
  }

  private void enqueueCleared() {
    if (cleared.isEmpty()) {
      return;
    }
    Method enqueue = JdkReflection.method(ReferenceQueue.class, "enqueue", Reference.class);
    for (Object reference : cleared) {
      JdkReflection.call(enqueue, JdkUnsafe.get(reference, QUEUE), reference);
    }
  }

  /** An object whose handler has yet to complete it. */
  private record Created(ObjectHandler handler, Object object, byte[] rest) {}
}

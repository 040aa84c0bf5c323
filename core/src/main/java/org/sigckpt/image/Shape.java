package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** All that the fast path needs to know about one class. */
final class Shape {
  private static final String INVOKE = "java.lang.invoke";

  /** Of java.lang.ClassLoader, what is the program's; the rest is tied to the VM. */
  private static final Set<String> LOADER_FIELDS =
      Set.of(
          "parallelLockMap",
          "assertionLock",
          "defaultDomain",
          "packages",
          "package2certs",
          "defaultAssertionStatus",
          "packageAssertionStatus",
          "classAssertionStatus");

  /**
   * What java.lang.invoke makes anew when it needs it: caches, and the code generated from a form.
   */
  private static final Map<String, Set<String>> LAZY_HANDLE_FIELDS =
      Map.of(
          "VarHandle", Set.of("methodTypeTable", "methodHandleTable", "typesAndInvokers"),
          "MethodHandle",
              Set.of("asTypeCache", "asTypeSoftCache", "customizationCount", "updateInProgress"),
          "MethodHandleImpl$AsVarargsCollector", Set.of("asCollectorCache"),
          "LambdaForm",
              Set.of("vmentry", "isCompiled", "invocationCounter", "transformCache", "customized"),
          "CallSite", Set.of("context"));

  /**
   * What leads to native structures of images and colour spaces, which make it again; and the class
   * of a frame, which the VM leaves in the elements of a thread dump, where nothing reads it.
   */
  private static final Map<String, Set<String>> LAZY_FIELDS =
      Map.of(
          "java.lang.StackTraceElement", Set.of("declaringClassObject"),
          "java.awt.Image", Set.of("surfaceManager"),
          "java.awt.image.IndexColorModel", Set.of("colorData"),
          "java.awt.color.ICC_ColorSpace",
              Set.of("this2srgb", "srgb2this", "this2xyz", "xyz2this"));

  private static final MethodHandles.Lookup TRUSTED = JdkReflection.trustedLookup();
  private static final MethodType FINALIZE = MethodType.methodType(void.class);
  private static final int SLICE_BYTES = 1 << 16;
  private static final int SLICE_REFS = 1 << 11;

  final Class<?> type;
  final ShapeKind kind;
  final int index;
  final int classId;
  final FieldLayout fields;
  final int lengthBytes;

  /** Of element 0 of an array. */
  final long baseBytes;

  /** Size of an element in the heap. */
  final int scale;

  /** Size of an element in the image. */
  final int elementBytes;

  /** Non-null for HANDLED. */
  final ObjectHandler handler;

  /** Non-null for REFUSED. */
  final String refusal;

  /** Whether the referent is no ordinary field. */
  final boolean weak;

  final boolean throwable;

  /** Whether a record is all there is to write: any thread can do it. */
  final boolean simple;

  /** How many elements of an array go into one record. */
  final int sliceLength;

  /** Whether an id may stand in the mark word: nobody hashes such objects during a checkpoint. */
  final boolean markable;

  /** Whether objects must be registered with the finalizer. */
  final boolean finalizable;

  /** Whether objects are hash tables, see {@link RestoredHashes}. */
  final boolean table;

  /** Whether objects must be tied to the VM, see {@link LinkedHandles}. */
  final boolean tied;

  Shape(
      Class<?> type,
      ShapeKind kind,
      int index,
      int classId,
      ObjectHandler handler,
      String refusal) {
    this.type = type;
    this.kind = kind;
    this.index = index;
    this.classId = classId;
    this.handler = handler;
    this.refusal = refusal;
    boolean filled = kind == ShapeKind.INSTANCE || kind == ShapeKind.PRE_MADE;
    this.weak =
        filled
            && (WeakReference.class.isAssignableFrom(type)
                || PhantomReference.class.isAssignableFrom(type));
    this.fields = filled ? FieldLayout.ofInstance(type, field -> carried(field, weak)) : null;
    this.lengthBytes = filled ? fields.lengthBytes() : 0;
    boolean array = type != null && type.isArray();
    this.baseBytes = array ? JdkUnsafe.arrayBaseOffset(type) : 0;
    this.scale = array ? UNSAFE.arrayIndexScale(type) : 0;
    this.elementBytes = kind == ShapeKind.PRIMITIVE_ARRAY ? scale : Integer.BYTES;
    this.markable =
        kind == ShapeKind.INSTANCE
            || kind == ShapeKind.REFERENCE_ARRAY
            || kind == ShapeKind.PRIMITIVE_ARRAY;
    this.throwable = filled && Throwable.class.isAssignableFrom(type);
    this.simple = markable && !weak && !throwable;
    this.sliceLength = kind == ShapeKind.PRIMITIVE_ARRAY ? SLICE_BYTES / elementBytes : SLICE_REFS;
    this.finalizable = filled && hasFinalizer(type);
    this.table = filled && HashTable.isOne(type);
    this.tied = filled && LinkedHandles.isTied(type);
  }

  static ShapeKind kindOf(Class<?> type) {
    if (ClassLoader.class.isAssignableFrom(type)) {
      return ShapeKind.PRE_MADE;
    }
    if (!type.isArray()) {
      return ShapeKind.INSTANCE;
    }
    return type.getComponentType().isPrimitive()
        ? ShapeKind.PRIMITIVE_ARRAY
        : ShapeKind.REFERENCE_ARRAY;
  }

  /** Returns the length of an array; the reflective call is slow until the last compiler. */
  static int lengthOf(Object array) {
    if (array instanceof byte[] bytes) {
      return bytes.length;
    }
    return array instanceof Object[] elements
        ? elements.length
        : java.lang.reflect.Array.getLength(array);
  }

  int fingerprint() {
    return fields == null ? 0 : fields.fingerprint();
  }

  /**
   * Returns whether the field is the program's state. Not so: what the collector keeps in a
   * Reference, the VM's own stack trace, a class loader's tie to its VM structures, and what the
   * JDK makes anew of a method handle.
   */
  private static boolean carried(Field field, boolean weak) {
    Class<?> owner = field.getDeclaringClass();
    String name = field.getName();
    if (owner == Reference.class) {
      return !name.equals("discovered") && !(weak && name.equals("referent"));
    }
    if (owner == Throwable.class) {
      return !name.equals("backtrace");
    }
    if (owner.getPackageName().equals(INVOKE)) {
      String simpleName = owner.getName().substring(INVOKE.length() + 1);
      return !LAZY_HANDLE_FIELDS.getOrDefault(simpleName, Set.of()).contains(name);
    }
    return owner == ClassLoader.class
        ? LOADER_FIELDS.contains(name)
        : !LAZY_FIELDS.getOrDefault(owner.getName(), Set.of()).contains(name);
  }

  /**
   * Asks by name and type, because a list of all methods would load every class they mention: that
   * runs loaders of the program, and some libraries mention classes that are not there.
   */
  private static boolean hasFinalizer(Class<?> type) {
    try {
      MethodHandle finalize = TRUSTED.findVirtual(type, "finalize", FINALIZE);
      return TRUSTED.revealDirect(finalize).getDeclaringClass() != Object.class
          && !Enum.class.isAssignableFrom(type);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

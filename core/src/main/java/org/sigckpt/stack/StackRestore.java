package org.sigckpt.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.objectweb.asm.Type;
import org.sigckpt.barrier.ConstructorEnd;
import org.sigckpt.barrier.RestartFrame;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Links captured frames into a chain of resume methods.
 *
 * <p>Built from the innermost outwards. A link has the type (Object)R, where R is what the call
 * site below expects, erased to void, int, long, float, double or Object, as {@code RestartFrame}
 * calls it. What the left-out frames between the two did with the result is done by the conversion:
 * a lambda proxy boxes, unboxes and casts as {@link MethodHandle#asType} does.
 */
public final class StackRestore {
  private static final MethodHandles.Lookup LOOKUP = JdkReflection.trustedLookup();
  private static final MethodHandle WRAP = wrapping();
  private static final MethodHandle PREPARE =
      find(
          RestartGate.class, "prepareInitialiser", MethodType.methodType(void.class, Object.class));

  private static final MethodHandle END =
      MethodHandles.empty(MethodType.methodType(void.class, ConstructorEnd.class));

  private StackRestore() {}

  /**
   * Returns a handle of type ()Object whose call runs the whole stack, once.
   *
   * <p>It returns what the outermost frame returns (null for void), and throws what it throws.
   *
   * @param frames outermost first, not empty
   * @param innermost of type (Object)Object or (Object)void; what the innermost frame had called
   * @param argument for {@code innermost}
   * @param resumeMethods finds the resume method of a BYTECODE frame
   * @throws IllegalStateException if a resume method is missing, or frames don't fit
   */
  public static MethodHandle link(
      List<FrameImage> frames,
      MethodHandle innermost,
      Object argument,
      Function<ResumePoint, ResumeMethod> resumeMethods) {
    MethodHandle target =
        innermost.asType(MethodType.methodType(innermost.type().returnType(), Object.class));
    Object targetArgument = argument;
    FrameImage called = null;
    for (int i = frames.size() - 1; i >= 0; i--) {
      FrameImage frame = frames.get(i);
      if (frame.kind() == FrameKind.BYTECODE) {
        ResumePoint point = pointOf(frame);
        ResumeMethod method = resumeMethods.apply(point);
        if (method == null) {
          throw new IllegalStateException(
              "Cannot restart " + point + ": its resume method is missing.");
        }
        RestartFrame restartFrame = restartFrame(frame, method.isSynchronized());
        restartFrame.link(forCall(target, method, frame, called), targetArgument);
        target = frame.method().equals("<clinit>") ? PREPARE : resume(frame, method);
        targetArgument = restartFrame;
      } else if (frame.kind() == FrameKind.FOR_NAME) {
        target = forName(target, frame.owner());
      } else {
        target = reflective(target, frame);
      }
      called = frame;
    }
    return MethodHandles.insertArguments(
        target.asType(MethodType.methodType(Object.class, Object.class)), 0, targetArgument);
  }

  /** Returns the point at which a BYTECODE frame is resumed. */
  public static ResumePoint pointOf(FrameImage frame) {
    return new ResumePoint(
        frame.owner().getName().replace('.', '/'), frame.method(), frame.descriptor(), frame.bci());
  }

  private static RestartFrame restartFrame(FrameImage frame, boolean isSynchronized) {
    int first = isSynchronized && frame.monitors().length > 0 ? 1 : 0;
    int monitors = frame.monitors().length - first;
    Object[] refs = Arrays.copyOf(frame.refs(), frame.refs().length + monitors);
    System.arraycopy(frame.monitors(), first, refs, frame.refs().length, monitors);
    return new RestartFrame(refs, frame.bits().clone());
  }

  private static MethodType typeOf(String descriptor, Class<?> owner) {
    return MethodType.fromMethodDescriptorString(descriptor, owner.getClassLoader());
  }

  /** Returns the resume method as (Object)R, R being what it is declared to return. */
  private static MethodHandle resume(FrameImage frame, ResumeMethod method) {
    Class<?> owner = frame.owner();
    MethodType type = typeOf(method.descriptor(), owner);
    try {
      MethodHandle handle =
          method.isStatic()
              ? LOOKUP.findStatic(owner, method.name(), type)
              : instanceMethod(owner, method.name(), type).bindTo(receiver(frame));
      for (int i = type.parameterCount() - 1; i > 0; i--) {
        handle = MethodHandles.insertArguments(handle, i, dummy(type.parameterType(i)));
      }
      handle = handle.asType(MethodType.methodType(type.returnType(), Object.class));
      return method.name().equals("<init>")
          ? MethodHandles.catchException(handle, ConstructorEnd.class, END)
          : handle;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot restart " + method.point() + ": its resume method can't be called.", e);
    }
  }

  /** Behind super() the object is taken from the frame, and any will do for the call. */
  private static Object receiver(FrameImage frame) throws InstantiationException {
    boolean isMissing = frame.receiver() == null && frame.method().equals("<init>");
    return isMissing ? JdkUnsafe.UNSAFE.allocateInstance(frame.owner()) : frame.receiver();
  }

  private static MethodHandle instanceMethod(Class<?> owner, String name, MethodType type)
      throws ReflectiveOperationException {
    return name.equals("<init>")
        ? Constructors.onExisting(LOOKUP.findConstructor(owner, type))
        : LOOKUP.findSpecial(owner, name, type, owner);
  }

  private static Object dummy(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type == byte.class) {
      return (byte) 0;
    }
    return type == char.class ? (Object) '\0' : (Object) (short) 0;
  }

  /** Converts the result as the frames that were left out did, and erases it. */
  private static MethodHandle forCall(
      MethodHandle target, ResumeMethod caller, FrameImage frame, FrameImage called) {
    Class<?> wanted = returnType(caller.callDescriptor(), frame.owner());
    Class<?> given = target.type().returnType();
    MethodHandle result = target;
    boolean isConstructorReference =
        given == void.class
            && wanted != void.class
            && called != null
            && called.method().equals("<init>");
    if (isConstructorReference) {
      result = returning(target, called.receiver());
    }
    Class<?> erased = erase(wanted);
    if (given.isPrimitive() && given != void.class && wanted.isPrimitive()) {
      // A form returns an int where the call wants a boolean.
      result =
          MethodHandles.explicitCastArguments(result, MethodType.methodType(wanted, Object.class));
    } else if (wanted == boolean.class && given != boolean.class) {
      result = result.asType(MethodType.methodType(boolean.class, Object.class));
    } else if (wanted.isPrimitive()
        && wanted != void.class
        && result.type().returnType() != wanted) {
      result = result.asType(MethodType.methodType(wanted, Object.class));
    }
    return MethodHandles.explicitCastArguments(result, MethodType.methodType(erased, Object.class));
  }

  /** References are not loaded by name: a proxy's caller may not even see the class. */
  private static Class<?> returnType(String descriptor, Class<?> owner) {
    String result = Type.getReturnType(descriptor).getDescriptor();
    boolean isReference = result.startsWith("L") || result.startsWith("[");
    return isReference ? Object.class : typeOf("()" + result, owner).returnType();
  }

  private static Class<?> erase(Class<?> type) {
    boolean isNarrow =
        type == boolean.class || type == byte.class || type == char.class || type == short.class;
    return isNarrow ? int.class : type;
  }

  /** Returns what prepares the frame of the initialiser, then has the VM run it. */
  private static MethodHandle forName(MethodHandle prepare, Class<?> type) {
    MethodHandle forName =
        find(
            Class.class,
            "forName0",
            MethodType.methodType(
                Class.class, String.class, boolean.class, ClassLoader.class, Class.class));
    MethodHandle bound =
        MethodHandles.insertArguments(
            forName, 0, type.getName(), true, type.getClassLoader(), type);
    return MethodHandles.foldArguments(
        MethodHandles.dropArguments(bound, 0, Object.class), prepare);
  }

  private static MethodHandle reflective(MethodHandle target, FrameImage frame) {
    MethodHandle result = target;
    if (frame.kind() == FrameKind.REFLECTIVE_CONSTRUCTOR) {
      result = returning(target, frame.receiver());
    }
    MethodType type = MethodType.methodType(Object.class, Object.class);
    return MethodHandles.catchException(result.asType(type), Throwable.class, WRAP);
  }

  private static MethodHandle returning(MethodHandle target, Object value) {
    MethodHandle discarding = target.asType(target.type().changeReturnType(void.class));
    return MethodHandles.filterReturnValue(discarding, MethodHandles.constant(Object.class, value));
  }

  private static MethodHandle wrapping() {
    return find(StackRestore.class, "wrap", MethodType.methodType(Object.class, Throwable.class));
  }

  private static MethodHandle find(Class<?> owner, String name, MethodType type) {
    try {
      return LOOKUP.findStatic(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot find " + owner.getName() + "." + name + ".", e);
    }
  }

  private static Object wrap(Throwable thrown) throws InvocationTargetException {
    InvocationTargetException wrapped = new InvocationTargetException(thrown);
    StackTraceElement[] trace = wrapped.getStackTrace();
    wrapped.setStackTrace(Arrays.copyOfRange(trace, Math.min(1, trace.length), trace.length));
    throw wrapped;
  }
}

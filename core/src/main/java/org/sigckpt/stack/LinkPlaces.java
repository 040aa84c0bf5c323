package org.sigckpt.stack;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.LinkLog;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Names the place of an {@code invokedynamic} by method and bytecode index, in terms of the
 * original if a resume method links it.
 *
 * <p>Sites made by the JDK's bootstrap methods are not remembered: linked again, they are as good.
 * No lambdas here: this runs while a call site is linked.
 */
public final class LinkPlaces implements LinkLog.Places {
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES));
  private static final Method MEMBER =
      JdkReflection.method(MethodHandle.class, "internalMemberName");
  private static final Field DECLARING = JdkReflection.field(MEMBER.getReturnType(), "clazz");

  private final ResumeMap resumed;

  /**
   * @param resumed knows the resume methods of this JVM
   */
  public LinkPlaces(ResumeMap resumed) {
    this.resumed = resumed;
  }

  /**
   * Returns the JDK's own method that calls a bootstrap method.
   *
   * @throws MissingInternalException if this JDK has none
   */
  public static MethodHandle makeSite() {
    MethodType type =
        MethodType.methodType(
            CallSite.class,
            MethodHandle.class,
            String.class,
            MethodType.class,
            Object.class,
            Class.class);
    try {
      return JdkReflection.trustedLookup().findStatic(CallSite.class, "makeSite", type);
    } catch (ReflectiveOperationException e) {
      throw new MissingInternalException("CallSite.makeSite", e);
    }
  }

  @Override
  public @Nullable String place(MethodHandle bootstrap, Class<?> caller) {
    Object member = JdkReflection.call(MEMBER, bootstrap);
    if (member == null || JdkClasses.isJdk((Class<?>) JdkUnsafe.get(member, DECLARING))) {
      return null;
    }
    return WALKER.walk(
        new Function<Stream<StackFrame>, String>() {
          @Override
          public String apply(Stream<StackFrame> frames) {
            for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
              StackFrame frame = each.next();
              if (frame.getDeclaringClass() == caller) {
                return name(frame);
              }
            }
            return null;
          }
        });
  }

  private @Nullable String name(StackFrame frame) {
    ResumeMethod method =
        resumed.find(frame.getDeclaringClass(), frame.getMethodName(), frame.getDescriptor());
    if (method == null) {
      return frame.getMethodName() + frame.getDescriptor() + frame.getByteCodeIndex();
    }
    ResumePoint point = method.point();
    return point.method() + point.descriptor() + method.originalBci(frame.getByteCodeIndex());
  }
}

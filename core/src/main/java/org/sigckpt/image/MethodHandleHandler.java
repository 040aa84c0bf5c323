package org.sigckpt.image;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.sigckpt.internals.JdkReflection;

/**
 * A method handle that is nothing but one member is looked up again; combinators, whose parts can't
 * be read back, are refused.
 */
final class MethodHandleHandler implements ObjectHandler {
  private static final MethodHandles.Lookup TRUSTED = JdkReflection.trustedLookup();

  @Override
  public boolean handles(Class<?> type) {
    return MethodHandle.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    MethodHandle handle = (MethodHandle) object;
    try {
      MethodHandleInfo info = TRUSTED.revealDirect(handle);
      MethodHandle again =
          find(
              info.getReferenceKind(),
              info.getDeclaringClass(),
              info.getName(),
              info.getMethodType(),
              handle.type().parameterCount() == 0 ? null : handle.type().parameterType(0));
      if (!again.type().equals(handle.type())) {
        throw new IllegalArgumentException("its type was changed");
      }
      out.data().writeByte(info.getReferenceKind());
      out.type(info.getDeclaringClass());
      out.data().writeString(info.getName());
      MethodTypeHandler.write(info.getMethodType(), out);
      out.type(handle.type().parameterCount() == 0 ? null : handle.type().parameterType(0));
      out.data().writeBoolean(handle.isVarargsCollector());
    } catch (IllegalArgumentException | ReflectiveOperationException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint the method handle "
              + handle
              + " ("
              + handle.getClass().getName()
              + "): it is not one member but made from others; make it again when it is needed.");
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    int kind = in.data().readByte();
    Class<?> owner = in.type();
    String name = in.data().readString();
    MethodType methodType = MethodTypeHandler.read(in);
    Class<?> receiver = in.type();
    boolean varargs = in.data().readBoolean();
    try {
      MethodHandle found = find(kind, owner, name, methodType, receiver);
      return varargs == found.isVarargsCollector() ? found : found.asFixedArity();
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException(
          "Cannot restore a method handle of " + owner.getName() + "." + name + methodType + ".",
          e);
    }
  }

  private static MethodHandle find(
      int kind, Class<?> owner, String name, MethodType type, Class<?> receiver)
      throws ReflectiveOperationException {
    return switch (kind) {
      case MethodHandleInfo.REF_getField -> TRUSTED.findGetter(owner, name, type.returnType());
      case MethodHandleInfo.REF_getStatic ->
          TRUSTED.findStaticGetter(owner, name, type.returnType());
      case MethodHandleInfo.REF_putField -> TRUSTED.findSetter(owner, name, type.parameterType(0));
      case MethodHandleInfo.REF_putStatic ->
          TRUSTED.findStaticSetter(owner, name, type.parameterType(0));
      case MethodHandleInfo.REF_invokeStatic -> TRUSTED.findStatic(owner, name, type);
      case MethodHandleInfo.REF_invokeSpecial ->
          TRUSTED.in(receiver).findSpecial(owner, name, type, receiver);
      case MethodHandleInfo.REF_newInvokeSpecial -> TRUSTED.findConstructor(owner, type);
      default -> TRUSTED.findVirtual(owner, name, type);
    };
  }
}

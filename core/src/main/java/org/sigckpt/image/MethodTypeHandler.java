package org.sigckpt.image;

import java.lang.invoke.MethodType;

/** A method type is the one canonical instance of its classes. */
final class MethodTypeHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type == MethodType.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    write((MethodType) object, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return read(in);
  }

  static void write(MethodType type, CaptureContext out) {
    out.type(type.returnType());
    out.data().writeVarInt(type.parameterCount(), true);
    for (Class<?> parameter : type.parameterList()) {
      out.type(parameter);
    }
  }

  static MethodType read(RestoreContext in) {
    Class<?> returned = in.type();
    Class<?>[] parameters = new Class<?>[in.data().readVarInt(true)];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = in.type();
    }
    return MethodType.methodType(returned, parameters);
  }
}

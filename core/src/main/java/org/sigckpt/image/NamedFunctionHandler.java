package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.internals.BoundSpecies;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A function that a {@code LambdaForm} calls.
 *
 * <p>Those that get a bound value out of a handle are the JDK's own, of which it has one for each
 * value of each class of bound handles: when it edits a form, it looks for them by identity.
 */
final class NamedFunctionHandler implements ObjectHandler {
  private static final Class<?> TYPE =
      BoundSpecies.find("java.lang.invoke.LambdaForm$NamedFunction");
  private static final String NOT_CARRIED = "invoker";

  private final List<Field> fields = new ArrayList<>();

  NamedFunctionHandler() {
    for (Field field : JdkReflection.fields(TYPE)) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals(NOT_CARRIED)) {
        fields.add(field);
      }
    }
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    BoundSpecies.Getter getter = BoundSpecies.getterOf(object);
    out.data().writeBoolean(getter != null);
    if (getter != null) {
      out.data().writeString(getter.key());
      out.data().writeVarInt(getter.index(), true);
      return;
    }
    for (Field field : fields) {
      out.ref(JdkUnsafe.get(object, field));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (in.data().readBoolean()) {
      return new BoundSpecies.Getter(in.data().readString(), in.data().readVarInt(true)).function();
    }
    try {
      return UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new ImageRestoreException("Cannot make an instance of " + type.getName() + ".", e);
    }
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    boolean isGetter = in.data().position() == in.data().limit();
    for (int i = 0; i < fields.size() && !isGetter; i++) {
      JdkUnsafe.put(object, fields.get(i), in.ref());
    }
  }
}

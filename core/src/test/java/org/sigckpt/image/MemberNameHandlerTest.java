package org.sigckpt.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.sigckpt.internals.BoundSpecies;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** Member names as a thread leaves them that stands in the middle of making one. */
class MemberNameHandlerTest {
  private static final Class<?> TYPE = BoundSpecies.find("java.lang.invoke.MemberName");
  private static final Field RESOLUTION = JdkReflection.field(TYPE, "resolution");
  private static final Field VM_METHOD = JdkReflection.field(TYPE, "method");
  private static final Method IS_RESOLVED = JdkReflection.method(TYPE, "isResolved");
  private static final Method MODIFIERS = JdkReflection.method(TYPE, "getModifiers");

  public int number;
  int hidden;

  @Test
  void carriesNamesThatWereNotYetMarkedUnresolved() throws Exception {
    Object method = unresolved(Object.class, "toString", MethodType.methodType(String.class));
    Object field = unresolved(getClass(), "number", int.class);
    Object missing = unresolved(getClass(), "missing", int.class);
    for (Object name : new Object[] {method, field, missing}) {
      JdkUnsafe.put(name, RESOLUTION, null);
    }

    Object[] copy =
        copy(method, field, missing, JdkUnsafe.UNSAFE.allocateInstance(TYPE), resolved("hidden"));

    assertThat(JdkUnsafe.get(copy[0], VM_METHOD)).isNull();
    assertThat(copy[0]).hasToString(method.toString());
    for (int i = 0; i < 3; i++) {
      assertThat(JdkReflection.call(MODIFIERS, copy[i])).isEqualTo(0);
      assertThat(JdkUnsafe.get(copy[i], RESOLUTION)).isNull();
    }
    assertThat(resolve(copy[0])).hasToString(resolve(method).toString());
    assertThat(JdkReflection.call(IS_RESOLVED, copy[4])).isEqualTo(true);
  }

  @Test
  void resolvesNamesThatTheVmHasAnsweredButTheJdkNotMarked() throws Exception {
    Object asked = unresolved(Object.class, "toString", MethodType.methodType(String.class));
    Object answered = resolve(asked);
    JdkUnsafe.put(answered, RESOLUTION, asked);

    Object[] copy = copy(answered, asked);

    assertThat(JdkUnsafe.get(copy[0], VM_METHOD)).isNotNull();
    assertThat(JdkUnsafe.get(copy[0], RESOLUTION)).isSameAs(copy[1]);
    assertThat(JdkUnsafe.get(copy[1], RESOLUTION)).isSameAs(copy[1]);
  }

  private static Object[] copy(Object... names) throws Exception {
    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(WellKnownObjectsTest.jdkClasses(), java.util.Set.of());
    return (Object[]) trip.of(names);
  }

  private static Object unresolved(Class<?> owner, String name, Object type) throws Exception {
    boolean isMethod = type instanceof MethodType;
    Constructor<?> constructor =
        TYPE.getDeclaredConstructor(
            Class.class, String.class, isMethod ? MethodType.class : Class.class, byte.class);
    constructor.setAccessible(true);
    int kind = isMethod ? MethodHandleInfo.REF_invokeVirtual : MethodHandleInfo.REF_getField;
    return constructor.newInstance(owner, name, type, (byte) kind);
  }

  private static Object resolved(String field) throws Exception {
    return resolve(unresolved(MemberNameHandlerTest.class, field, int.class));
  }

  private static Object resolve(Object name) throws Exception {
    Class<?> factory = BoundSpecies.find("java.lang.invoke.MemberName$Factory");
    Method resolve =
        JdkReflection.method(
            factory, "resolveOrFail", byte.class, TYPE, Class.class, int.class, Class.class);
    byte kind = (Byte) JdkReflection.call(JdkReflection.method(TYPE, "getReferenceKind"), name);
    Object instance = JdkReflection.call(JdkReflection.method(TYPE, "getFactory"), null);
    return resolve.invoke(instance, kind, name, null, -1, ReflectiveOperationException.class);
  }
}

package org.sigckpt.image;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.spec.ECParameterSpec;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * An elliptic curve of the JDK is the one instance of its object identifier: TLS compares them by
 * identity, and found no use for a certificate whose key had another one.
 */
final class NamedCurveHandler extends ByNameHandler<ECParameterSpec> {
  static final String NAME = "sun.security.util.NamedCurve";

  NamedCurveHandler() {
    super(ECParameterSpec.class);
  }

  @Override
  public boolean handles(Class<?> type) {
    return type.getClassLoader() == null && type.getName().equals(NAME);
  }

  @Override
  String nameOf(ECParameterSpec object) {
    return (String) JdkUnsafe.get(object, Curves.OID);
  }

  @Override
  ECParameterSpec find(String name) {
    return (ECParameterSpec) JdkReflection.call(Curves.LOOKUP, null, name);
  }

  /** Looked for when there is a curve: most programs have none. */
  private static final class Curves {
    static final Field OID = JdkReflection.field(JdkClasses.find(NAME), "oid");
    static final Method LOOKUP =
        JdkReflection.method(JdkClasses.find("sun.security.util.CurveDB"), "lookup", String.class);
  }
}

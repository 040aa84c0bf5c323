package org.sigckpt.image;

import java.lang.reflect.Field;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A SecureRandom of the JDK comes back freshly seeded: two restarts must not draw the same numbers.
 * One whose generator is the program's is carried by value, because only the program can seed it.
 */
final class SecureRandomHandler implements ObjectHandler {
  private static final Predicate<Field> ALL = field -> true;
  private static final Field GENERATOR = JdkReflection.field(SecureRandom.class, "secureRandomSpi");

  @Override
  public boolean handles(Class<?> type) {
    return type == SecureRandom.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Object generator = JdkUnsafe.get(object, GENERATOR);
    if (generator != null && !JdkClasses.isJdk(generator.getClass())) {
      out.data().writeString(null);
      ObjectFields.capture(object, ALL, out);
    } else {
      out.data().writeString(((SecureRandom) object).getAlgorithm());
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String algorithm = in.data().readString();
    if (algorithm == null) {
      return ObjectFields.allocate(type);
    }
    try {
      return SecureRandom.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (JdkUnsafe.get(object, GENERATOR) == null) {
      ObjectFields.restore(object, ALL, in);
    }
  }
}

package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * What the JDK registered with its common Cleaner for an object, such as the thread reaper of a
 * Timer, is registered with the new JVM's.
 *
 * <p>A constructor would need the referent before it may be read, so the instance is raw and gets
 * the fields of a registered one, then it is inserted like one: into a linked list on 17, into the
 * list object on 25. The object watched is kept, so its cleaning happens after the restart.
 */
final class CleanableHandler implements ObjectHandler {
  private static final Class<?> CLEANABLE = named("jdk.internal.ref.PhantomCleanable");
  private static final Class<?> CLEANABLE_REF =
      named("jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
  private static final Class<?> CLEANER = named("jdk.internal.ref.CleanerImpl");
  private static final Field ACTION = JdkReflection.field(CLEANABLE_REF, "action");
  private static final Field LIST = JdkReflection.field(CLEANABLE, "list");
  private static final Field QUEUE = JdkReflection.field(Reference.class, "queue");
  private static final boolean LINKED = LIST.getType() == CLEANABLE;

  @Override
  public boolean handles(Class<?> type) {
    return type == CLEANABLE_REF;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    if (JdkUnsafe.get(object, LIST) != commonList()) {
      throw new CannotCaptureException(
          "Cannot checkpoint a Cleanable of the program's own java.lang.ref.Cleaner: its thread is"
              + " the JVM's; use no Cleaner of your own, or clean before the checkpoint.");
    }
    out.data().writeBoolean(isRegistered(object));
    out.ref(UNSAFE.getReference(object, PathFinder.REFERENT_OFFSET));
    out.ref(JdkUnsafe.get(object, ACTION));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    boolean registered = in.data().readBoolean();
    UNSAFE.putReference(object, PathFinder.REFERENT_OFFSET, in.ref());
    JdkUnsafe.put(object, ACTION, in.ref());
    JdkUnsafe.put(object, LIST, commonList());
    JdkUnsafe.put(object, QUEUE, JdkUnsafe.get(common(), JdkReflection.field(CLEANER, "queue")));
    if (LINKED) {
      JdkUnsafe.put(object, JdkReflection.field(CLEANABLE, "prev"), object);
      JdkUnsafe.put(object, JdkReflection.field(CLEANABLE, "next"), object);
    } else {
      UNSAFE.putInt(object, JdkUnsafe.offsetOf(JdkReflection.field(CLEANABLE, "index")), -1);
    }
    if (registered && LINKED) {
      JdkReflection.call(JdkReflection.method(CLEANABLE, "insert"), object);
    } else if (registered) {
      JdkReflection.call(
          JdkReflection.method(LIST.getType(), "insert", CLEANABLE), commonList(), object);
    }
  }

  private static boolean isRegistered(Object object) {
    return LINKED
        ? JdkUnsafe.get(object, JdkReflection.field(CLEANABLE, "next")) != object
        : UNSAFE.getInt(object, JdkUnsafe.offsetOf(JdkReflection.field(CLEANABLE, "index"))) >= 0;
  }

  private static Object commonList() {
    String name = LINKED ? "phantomCleanableList" : "activeList";
    return JdkUnsafe.get(common(), JdkReflection.field(CLEANER, name));
  }

  private static Object common() {
    Field shared = JdkReflection.field(named("jdk.internal.ref.CleanerFactory"), "commonCleaner");
    return JdkUnsafe.get(JdkUnsafe.get(null, shared), JdkReflection.field(Cleaner.class, "impl"));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new org.sigckpt.internals.MissingInternalException(name, e);
    }
  }
}

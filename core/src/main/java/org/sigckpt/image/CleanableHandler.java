package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Cleaners and what is registered with them.
 *
 * <p>The program's own Cleaners, their lists and their threads are ordinary objects and threads.
 * The JDK's common one is the new JVM's, and what was registered with it, such as the thread reaper
 * of a Timer, is registered there. A constructor would need the referent before it may be read, so
 * the instance is raw and gets the fields of a registered one, then it is inserted like one: into a
 * linked list on 17, into the list object on 25.
 *
 * <p>The object watched is kept even if nothing else refers to it, so its cleaning happens after
 * the restart.
 */
final class CleanableHandler implements ObjectHandler {
  private static final Class<?> CLEANABLE = named("jdk.internal.ref.PhantomCleanable");
  private static final Class<?> CLEANABLE_REF =
      named("jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
  private static final Class<?> CLEANER_CLEANABLE =
      named("jdk.internal.ref.CleanerImpl$CleanerCleanable");
  private static final Class<?> CLEANER = named("jdk.internal.ref.CleanerImpl");
  private static final Field ACTION = JdkReflection.field(CLEANABLE_REF, "action");
  private static final Field LIST = JdkReflection.field(CLEANABLE, "list");
  private static final Field QUEUE = JdkReflection.field(Reference.class, "queue");
  private static final Predicate<Field> FIELDS = field -> !field.getName().equals("discovered");
  private static final boolean LINKED = LIST.getType() == CLEANABLE;

  /** Of what the JDK's common Cleaner has, and of the program's. */
  private enum Kind {
    COMMON,
    COMMON_REGISTERED,
    PROGRAMS
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == CLEANABLE_REF
        || type == CLEANER_CLEANABLE
        || type == CLEANER
        || type == Cleaner.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Kind kind = kindOf(object);
    // Once for create, once for complete.
    out.data().writeByte(kind.ordinal());
    out.data().writeByte(kind.ordinal());
    if (kind == Kind.PROGRAMS) {
      ObjectFields.capture(object, FIELDS, out);
    } else if (object instanceof Reference) {
      out.ref(UNSAFE.getReference(object, PathFinder.REFERENT_OFFSET));
      out.ref(JdkUnsafe.get(object, ACTION));
    }
  }

  private static Kind kindOf(Object object) {
    if (!(object instanceof Reference)) {
      return object == common() || object == commonCleaner() ? Kind.COMMON : Kind.PROGRAMS;
    }
    if (JdkUnsafe.get(object, LIST) != commonList() || object.getClass() != CLEANABLE_REF) {
      return Kind.PROGRAMS;
    }
    return isRegistered(object) ? Kind.COMMON_REGISTERED : Kind.COMMON;
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    boolean own = kind(in) != Kind.PROGRAMS;
    if (own && type == CLEANER) {
      return common();
    }
    return own && type == Cleaner.class ? commonCleaner() : ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    Kind kind = kind(in);
    if (kind == Kind.PROGRAMS) {
      ObjectFields.restore(object, FIELDS, in);
    } else if (object instanceof Reference) {
      UNSAFE.putReference(object, PathFinder.REFERENT_OFFSET, in.ref());
      JdkUnsafe.put(object, ACTION, in.ref());
      makeCommon(object, kind == Kind.COMMON_REGISTERED);
    }
  }

  private static Kind kind(RestoreContext in) {
    return Kind.values()[in.data().readByte()];
  }

  private static void makeCommon(Object object, boolean registered) {
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
    return JdkUnsafe.get(commonCleaner(), JdkReflection.field(Cleaner.class, "impl"));
  }

  private static Object commonCleaner() {
    Class<?> factory = named("jdk.internal.ref.CleanerFactory");
    return JdkUnsafe.get(null, JdkReflection.field(factory, "commonCleaner"));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new org.sigckpt.internals.MissingInternalException(name, e);
    }
  }
}

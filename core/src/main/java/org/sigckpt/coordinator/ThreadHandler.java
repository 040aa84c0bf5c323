package org.sigckpt.coordinator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Captures and restores Thread objects: all fields but those through which the VM knows the thread.
 *
 * <p>A live thread comes back as an unstarted one with the old identity; {@link #start} starts it.
 * The main thread is the new JVM's main thread, given the old one's fields, or its heir. Threads of
 * the VM are found again by name. On JDK 25 the thread id owns monitors, so two live threads must
 * not share one: a restored thread keeps its id unless a thread of the new JVM has it already.
 */
final class ThreadHandler implements ObjectHandler {
  /** What becomes of a captured thread. The order is part of the statefile format. */
  private enum Role {
    MAIN,
    LIVE,
    UNSTARTED,
    ENDED,
    OUTSIDER
  }

  private static final Set<String> VM_FIELDS =
      Set.of(
          "eetop",
          "threadStatus",
          "container",
          "headStackableScopes",
          "inheritedAccessControlContext");

  /** Of no use to a virtual thread that has ended, and the JVM's own. */
  private static final Set<String> VIRTUAL_FIELDS =
      Set.of("scheduler", "cont", "runContinuation", "timeoutTask", "carrierThread", "next");

  /** Not written into the new JVM's own main thread, where they are in use. */
  private static final Set<String> MAIN_KEEPS = Set.of("tid", "holder", "stackSize", "group");

  private static final int STATUS_ENDED = 0x0002;
  private static final Class<?> HOLDER = holderClass();

  private final Thread mainThread;

  ThreadHandler(Thread mainThread) {
    this.mainThread = mainThread;
  }

  @Override
  public boolean handles(Class<?> type) {
    return Thread.class.isAssignableFrom(type);
  }

  // ---- checkpoint -------------------------------------------------------------------------------

  @Override
  public void capture(Object object, CaptureContext out) {
    Thread thread = (Thread) object;
    Role role = roleOf(thread);
    out.data().writeByte(role.ordinal());
    if (role == Role.OUTSIDER) {
      out.data().writeString(thread.getName());
      return;
    }
    if (VirtualThreads.isVirtual(thread) && role != Role.ENDED) {
      throw new CannotCaptureException(
          "Cannot checkpoint virtual thread "
              + thread
              + ": its continuation can't be captured yet; let virtual threads end first.");
    }
    boolean isConstructed = !isUnconstructed(thread);
    out.data().writeBoolean(isConstructed && thread.isDaemon());
    out.data().writeInt(isConstructed ? thread.getPriority() : Thread.NORM_PRIORITY);
    for (Field field : fieldsOf(thread.getClass())) {
      writeField(thread, field, out);
    }
  }

  private Role roleOf(Thread thread) {
    if (thread == mainThread && thread.isAlive()) {
      return Role.MAIN;
    }
    if (isUnconstructed(thread)) {
      return Role.UNSTARTED;
    }
    return switch (thread.getState()) {
      case NEW -> Role.UNSTARTED;
      case TERMINATED -> Role.ENDED;
      default -> ProgramThreads.isOutsider(thread) ? Role.OUTSIDER : Role.LIVE;
    };
  }

  /** A subclass may be computing the arguments of its super() at the checkpoint. */
  private static boolean isUnconstructed(Thread thread) {
    return HOLDER != null && holderOf(thread) == null && !VirtualThreads.isVirtual(thread);
  }

  private static Object holderOf(Thread thread) {
    return JdkUnsafe.get(thread, JdkReflection.field(Thread.class, "holder"));
  }

  private static void writeField(Thread thread, Field field, CaptureContext out) {
    long offset = JdkUnsafe.offsetOf(field);
    Class<?> type = field.getType();
    if (!type.isPrimitive()) {
      out.ref(JdkUnsafe.UNSAFE.getReference(thread, offset));
    } else if (type == long.class || type == double.class) {
      out.data().writeLong(JdkUnsafe.UNSAFE.getLong(thread, offset));
    } else if (type == int.class || type == float.class) {
      out.data().writeInt(JdkUnsafe.UNSAFE.getInt(thread, offset));
    } else if (type == short.class || type == char.class) {
      out.data().writeShort(JdkUnsafe.UNSAFE.getShort(thread, offset));
    } else {
      out.data().writeByte(JdkUnsafe.UNSAFE.getByte(thread, offset));
    }
  }

  // ---- restart ----------------------------------------------------------------------------------

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Role role = Role.values()[in.data().readByte()];
    try {
      return switch (role) {
        case MAIN -> {
          pending.add(new Pending(mainThread, role, in.data().readBoolean(), in.data().readInt()));
          yield mainThread;
        }
        case OUTSIDER -> outsiderNamed(in.data().readString());
        case LIVE, UNSTARTED, ENDED -> {
          Object thread = JdkUnsafe.UNSAFE.allocateInstance(type);
          pending.add(
              new Pending((Thread) thread, role, in.data().readBoolean(), in.data().readInt()));
          yield thread;
        }
      };
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Pending(Thread thread, Role role, boolean daemon, int priority) {}

  private final List<Pending> pending = new ArrayList<>();

  private static Object outsiderNamed(String name) {
    return outsiders().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static List<Thread> outsiders() {
    return Thread.getAllStackTraces().keySet().stream().filter(ProgramThreads::isOutsider).toList();
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    Pending found = pending.stream().filter(each -> each.thread == object).findFirst().orElse(null);
    if (found == null) {
      return;
    }
    Thread thread = found.thread;
    for (Field field : fieldsOf(thread.getClass())) {
      readField(thread, field, in, isOwnMain(found));
    }
    setStatus(thread, found);
  }

  /** The main thread may also be one that is going to be started, see {@link Succession}. */
  private static boolean isOwnMain(Pending found) {
    return found.role == Role.MAIN && found.thread == Thread.currentThread();
  }

  private static void readField(Thread thread, Field field, RestoreContext in, boolean isMain) {
    long offset = JdkUnsafe.offsetOf(field);
    Class<?> type = field.getType();
    boolean keeps =
        isMain && field.getDeclaringClass() == Thread.class && MAIN_KEEPS.contains(field.getName());
    if (!type.isPrimitive()) {
      Object value = in.ref();
      if (!keeps) {
        JdkUnsafe.UNSAFE.putReference(thread, offset, value);
      }
    } else if (type == long.class || type == double.class) {
      long value = in.data().readLong();
      if (!keeps) {
        JdkUnsafe.UNSAFE.putLong(thread, offset, value);
      }
    } else if (type == int.class || type == float.class) {
      JdkUnsafe.UNSAFE.putInt(thread, offset, in.data().readInt());
    } else if (type == short.class || type == char.class) {
      JdkUnsafe.UNSAFE.putShort(thread, offset, in.data().readShort());
    } else {
      JdkUnsafe.UNSAFE.putByte(thread, offset, in.data().readByte());
    }
  }

  private void setStatus(Thread thread, Pending found) {
    if (isOwnMain(found)) {
      thread.setPriority(found.priority);
      return;
    }
    int status = found.role == Role.ENDED ? STATUS_ENDED : 0;
    if (HOLDER == null) {
      JdkUnsafe.UNSAFE.putInt(
          thread, JdkUnsafe.offsetOf(JdkReflection.field(Thread.class, "threadStatus")), status);
      return;
    }
    if (holderOf(thread) == null) {
      return;
    }
    JdkUnsafe.UNSAFE.putInt(
        holderOf(thread), JdkUnsafe.offsetOf(JdkReflection.field(HOLDER, "threadStatus")), status);
  }

  /**
   * Starts a restored live thread, on a stack larger than it asked for: rebuilding needs room.
   *
   * @param rebuildBytes what its frames need while they are rebuilt, at most
   */
  void start(Thread thread, long rebuildBytes) throws Throwable {
    Object owner = HOLDER == null ? thread : holderOf(thread);
    long offset =
        JdkUnsafe.offsetOf(
            JdkReflection.field(HOLDER == null ? Thread.class : HOLDER, "stackSize"));
    long stackBytes = JdkUnsafe.UNSAFE.getLong(owner, offset);
    long wantedBytes = Math.max(stackBytes, stackBytes == 0 ? RebuildStack.programKib() << 10 : 0);
    JdkUnsafe.UNSAFE.putLong(owner, offset, Math.max(wantedBytes, 1L << 20) + rebuildBytes);
    if (HOLDER == null) {
      // On 17 a group counts its unstarted threads, and every start takes one off.
      JdkReflection.call(ADD_UNSTARTED, thread.getThreadGroup());
    }
    try {
      START.invokeExact(thread);
    } finally {
      JdkUnsafe.UNSAFE.putLong(owner, offset, stackBytes);
    }
  }

  private static final Method ADD_UNSTARTED =
      HOLDER == null ? JdkReflection.method(ThreadGroup.class, "addUnstarted") : null;

  /** Thread.start itself, even where a subclass overrides it. */
  private static final MethodHandle START = startHandle();

  private static MethodHandle startHandle() {
    try {
      return JdkReflection.trustedLookup()
          .findSpecial(Thread.class, "start", MethodType.methodType(void.class), Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> holderClass() {
    Field holder = JdkReflection.fieldOrNull(Thread.class, "holder");
    return holder == null ? null : holder.getType();
  }

  /** Returns the fields that are carried, in an order that is the same in both lives. */
  private static List<Field> fieldsOf(Class<?> type) {
    List<Field> carried = new ArrayList<>();
    for (Class<?> owner = type; owner != Object.class; owner = owner.getSuperclass()) {
      for (Field field : JdkReflection.fields(owner)) {
        boolean isVms = owner == Thread.class && VM_FIELDS.contains(field.getName());
        boolean isSchedulers =
            owner.getName().equals("java.lang.VirtualThread")
                && VIRTUAL_FIELDS.contains(field.getName());
        if (!Modifier.isStatic(field.getModifiers()) && !isVms && !isSchedulers) {
          carried.add(field);
        }
      }
    }
    carried.sort(
        Comparator.comparing((Field field) -> field.getDeclaringClass().getName())
            .thenComparing(Field::getName));
    return carried;
  }
}

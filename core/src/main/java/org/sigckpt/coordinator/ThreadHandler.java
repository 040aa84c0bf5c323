package org.sigckpt.coordinator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.barrier.VirtualStart;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.VirtualThreadFields;

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

  /** Not written into the new JVM's own main thread, where they are in use. */
  private static final Set<String> MAIN_KEEPS = Set.of("tid", "holder", "stackSize", "group");

  private static final int STATUS_ENDED = 0x0002;
  private static final Field HOLDER_FIELD = JdkReflection.fieldOrNull(Thread.class, "holder");
  private static final Class<?> HOLDER = HOLDER_FIELD == null ? null : HOLDER_FIELD.getType();

  /** On 21 and later. */
  private static final Field CONTAINER = JdkReflection.fieldOrNull(Thread.class, "container");

  private static final Field SCOPES =
      JdkReflection.fieldOrNull(Thread.class, "headStackableScopes");

  private final Thread mainThread;
  private final Set<Thread> stopped;

  /**
   * @param stopped at a checkpoint, those that are captured
   */
  ThreadHandler(Thread mainThread, Set<Thread> stopped) {
    this.mainThread = mainThread;
    this.stopped = stopped;
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
    refuse(thread, role);
    boolean isConstructed = !isUnconstructed(thread);
    out.data().writeBoolean(isConstructed && thread.isDaemon());
    out.data().writeInt(isConstructed ? thread.getPriority() : Thread.NORM_PRIORITY);
    for (Field field : fieldsOf(thread.getClass())) {
      writeField(thread, field, out);
    }
    if (role != Role.ENDED) {
      out.ref(containerOf(thread));
      out.ref(isVirtual(role, thread) ? taskOf(thread) : null);
    }
  }

  private void refuse(Thread thread, Role role) {
    boolean isLost =
        role == Role.LIVE && VirtualThreads.isVirtual(thread) && !stopped.contains(thread);
    if (isLost) {
      throw new CannotCaptureException(
          "Cannot checkpoint virtual thread "
              + thread
              + ": it is alive, but the JDK does not list it, so it was not stopped; start it by"
              + " the methods of Thread or by an executor of the JDK.");
    }
    boolean isScoped = SCOPES != null && JdkUnsafe.get(thread, SCOPES) != null;
    if (isScoped && role != Role.ENDED) {
      throw new CannotCaptureException(
          "Cannot checkpoint thread "
              + thread
              + ": it has a StructuredTaskScope open, which can't be captured; take the checkpoint"
              + " when it is closed.");
    }
  }

  private static boolean isVirtual(Role role, Thread thread) {
    return VirtualThreads.isVirtual(thread) && (role == Role.LIVE || role == Role.UNSTARTED);
  }

  private static Runnable taskOf(Thread thread) {
    Runnable task = VirtualThreadFields.taskOf(thread);
    return task instanceof VirtualStart start ? start.task() : task;
  }

  /** Returns null for the JVM's own root container. */
  private static Object containerOf(Thread thread) {
    Object container = CONTAINER == null ? null : JdkUnsafe.get(thread, CONTAINER);
    return container == null || container == VirtualThreads.root() ? null : container;
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
    return JdkUnsafe.get(thread, HOLDER_FIELD);
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
          boolean isVirtual =
              role != Role.ENDED && type.getName().equals("java.lang.VirtualThread");
          Thread thread =
              isVirtual
                  ? VirtualStarts.make(type)
                  : (Thread) JdkUnsafe.UNSAFE.allocateInstance(type);
          pending.add(new Pending(thread, role, in.data().readBoolean(), in.data().readInt()));
          yield thread;
        }
      };
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Pending(Thread thread, Role role, boolean daemon, int priority) {}

  /**
   * In the order in which they were made, which is that of their completion; nothing asks hashes.
   */
  private final Deque<Pending> pending = new ArrayDeque<>();

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
    Pending found = pending.peek();
    if (found == null || found.thread != object) {
      return;
    }
    pending.remove();
    Thread thread = found.thread;
    for (Field field : fieldsOf(thread.getClass())) {
      readField(thread, field, in, isOwnMain(found));
    }
    setStatus(thread, found);
    if (found.role == Role.ENDED) {
      return;
    }
    Object container = in.ref();
    Object task = in.ref();
    if (CONTAINER != null && container != null) {
      JdkUnsafe.put(thread, CONTAINER, container);
    }
    if (isVirtual(found.role, thread)) {
      VirtualStarts.complete(thread, (Runnable) task, found.role == Role.LIVE);
    }
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
    if (VirtualThreads.isVirtual(thread)) {
      VirtualStarts.start(thread);
      return;
    }
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

  private final Map<Class<?>, List<Field>> fields = new HashMap<>();

  private List<Field> fieldsOf(Class<?> type) {
    return fields.computeIfAbsent(type, ThreadHandler::findFields);
  }

  /** Returns the fields that are carried, in an order that is the same in both lives. */
  private static List<Field> findFields(Class<?> type) {
    List<Field> carried = new ArrayList<>();
    for (Class<?> owner = type; owner != Object.class; owner = owner.getSuperclass()) {
      for (Field field : JdkReflection.fields(owner)) {
        boolean isVms = owner == Thread.class && VM_FIELDS.contains(field.getName());
        boolean isSchedulers =
            owner.getName().equals("java.lang.VirtualThread")
                && VirtualThreadFields.OF_SCHEDULING.contains(field.getName());
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

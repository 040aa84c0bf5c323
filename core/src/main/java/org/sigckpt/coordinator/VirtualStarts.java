package org.sigckpt.coordinator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Supplier;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.barrier.VirtualStart;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.VirtualThreadFields;
import org.sigckpt.stack.Constructors;

/**
 * Makes virtual threads anew in a restarted JVM: the old objects with a new continuation each,
 * scheduled by the new JVM's scheduler.
 *
 * <p>The JDK's own constructor makes the continuation, on the object that is being restored, before
 * its fields get their old values. What it uses up goes back: the ids that the threads get for a
 * moment, and that of the thread which the class starts when it is initialised.
 */
final class VirtualStarts {
  private static final MethodHandle CONSTRUCTOR = constructor();
  private static final Object SCHEDULER = ThreadIds.aside(VirtualThreadFields::defaultScheduler);
  private static final Field CONTAINER = JdkReflection.field(Thread.class, "container");
  private static final long TID = JdkUnsafe.offsetOf(JdkReflection.field(Thread.class, "tid"));

  /** As {@code Thread.Builder} has it: no thread locals are inherited. */
  private static final int NO_INHERITING = 1 << 2;

  private VirtualStarts() {}

  /** Returns a thread that has not been started; its fields are to be written. */
  static Thread make(Class<?> type) {
    try {
      Thread thread = (Thread) JdkUnsafe.UNSAFE.allocateInstance(type);
      CONSTRUCTOR.invoke(thread, (Executor) SCHEDULER, "", NO_INHERITING, new VirtualStart());
      ThreadIds.giveBack(JdkUnsafe.UNSAFE.getLong(thread, TID));
      return thread;
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot make a virtual thread with this JDK.", e);
    }
  }

  /** Gives the thread its task; a captured stack is put before that by {@link #rebuild}. */
  static void complete(Thread thread, Runnable task, boolean isStarted) {
    if (isStarted) {
      ((VirtualStart) VirtualThreadFields.taskOf(thread)).begin(task);
    } else {
      VirtualThreadFields.setTask(thread, task);
    }
    VirtualThreadFields.setNew(thread);
  }

  /** Sets what links the thread's stack, when the thread is first scheduled. */
  static void rebuild(Thread thread, Supplier<RestartGate.Entry> linker) {
    VirtualStart start = (VirtualStart) VirtualThreadFields.taskOf(thread);
    start.rebuild(
        () -> {
          try {
            return linker.get();
          } catch (Throwable e) {
            System.err.println(
                "sigckpt: Cannot restart: virtual thread \""
                    + thread.getName()
                    + "\" ("
                    + e
                    + ").");
            Runtime.getRuntime().halt(1);
            throw e;
          }
        });
  }

  /** Makes carriers with more stack: a virtual thread is rebuilt on one; before the first start. */
  static void makeRoom(long rebuildBytes) {
    Field factory = JdkReflection.field(ForkJoinPool.class, "factory");
    ForkJoinWorkerThreadFactory original =
        (ForkJoinWorkerThreadFactory) JdkUnsafe.get(SCHEDULER, factory);
    Field holder = JdkReflection.field(Thread.class, "holder");
    long stackSize = JdkUnsafe.offsetOf(JdkReflection.field(holder.getType(), "stackSize"));
    long bytes = (RebuildStack.programKib() << 10) + rebuildBytes;
    ForkJoinWorkerThreadFactory roomy =
        pool -> {
          ForkJoinWorkerThread carrier = original.newThread(pool);
          JdkUnsafe.UNSAFE.putLong(JdkUnsafe.get(carrier, holder), stackSize, bytes);
          return carrier;
        };
    JdkUnsafe.put(SCHEDULER, factory, roomy);
  }

  /** Starts the thread; its container, if it is not the root, has it already. */
  static void start(Thread thread) {
    if (JdkUnsafe.get(thread, CONTAINER) == null) {
      Object root = VirtualThreads.root();
      JdkUnsafe.put(thread, CONTAINER, root);
      VirtualThreads.add(root, thread);
    }
    VirtualThreadFields.start(thread);
  }

  private static MethodHandle constructor() {
    MethodType type =
        MethodType.methodType(void.class, Executor.class, String.class, int.class, Runnable.class);
    try {
      Class<?> owner = JdkClasses.find("java.lang.VirtualThread");
      return Constructors.onExisting(JdkReflection.trustedLookup().findConstructor(owner, type))
          .asType(type.insertParameterTypes(0, Thread.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

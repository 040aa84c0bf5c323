package org.sigckpt.coordinator;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.barrier.Participant;
import org.sigckpt.barrier.Port;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.VirtualThreadFields;

/**
 * Tells the program's threads from those of the VM and ours, and wakes them.
 *
 * <p>A thread of the VM is known by its name and by its place in the system thread group, where a
 * program puts none. {@code interrupt0} is the native below {@code Thread.interrupt} that wakes a
 * thread without setting its interrupt status.
 */
final class ProgramThreads {
  static final String OWN_PREFIX = Port.OWN_PREFIX;
  private static final Set<String> VM_NAMES =
      Set.of(
          "Reference Handler",
          "Finalizer",
          "Signal Dispatcher",
          "Common-Cleaner",
          "Attach Listener",
          "Service Thread",
          "Monitor Deflation Thread",
          "Notification Thread",
          "process reaper",
          "DestroyJavaVM",
          "Java2D Disposer");
  private static final Method GET_THREADS = JdkReflection.method(Thread.class, "getThreads");

  /** On 17; null from 19 on, where groups ask the VM. */
  private static final Field GROUP_THREADS =
      JdkReflection.fieldOrNull(ThreadGroup.class, "threads");

  private static final Method INTERRUPT0 = JdkReflection.method(Thread.class, "interrupt0");

  private ProgramThreads() {}

  /** Returns all live threads of the program. */
  static List<Thread> live() {
    List<Thread> found = VirtualThreads.ofProgram();
    for (Thread thread : (Thread[]) JdkReflection.call(GET_THREADS, null)) {
      if (!isOutsider(thread)) {
        found.add(thread);
      }
    }
    return found;
  }

  /**
   * Sorts in the order in which the VM, and on 17 their groups, list them: that of their start;
   * virtual ones follow, in that of their making.
   */
  static List<Participant> inOrderOfStart(List<Participant> participants) {
    Map<Thread, Integer> places = new IdentityHashMap<>();
    Thread[] listed = (Thread[]) JdkReflection.call(GET_THREADS, null);
    for (Thread thread : listed) {
      addGroup(thread.getThreadGroup(), places);
    }
    for (Thread thread : listed) {
      places.putIfAbsent(thread, places.size());
    }
    List<Participant> sorted = new ArrayList<>(participants);
    sorted.sort(
        Comparator.comparing(
                (Participant each) -> places.getOrDefault(each.thread(), places.size()))
            .thenComparing(each -> idOf(each.thread())));
    return sorted;
  }

  @SuppressWarnings("deprecation") // threadId() exists from 19 on.
  private static long idOf(Thread thread) {
    return thread.getId();
  }

  /** Without the group's lock: a stopped thread may hold it. */
  private static void addGroup(ThreadGroup group, Map<Thread, Integer> places) {
    if (GROUP_THREADS != null && group != null) {
      Thread[] threads = (Thread[]) JdkUnsafe.get(group, GROUP_THREADS);
      for (Thread thread : threads == null ? new Thread[0] : threads) {
        if (thread != null) {
          places.putIfAbsent(thread, places.size());
        }
      }
    }
  }

  /**
   * Returns the threads of the VM that are running code of the program at this moment, or are about
   * to tell of the end of a virtual thread.
   */
  static List<Thread> outsidersInProgramCode() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : (Thread[]) JdkReflection.call(GET_THREADS, null)) {
      if (isOutsider(thread) && !isOurs(thread)) {
        StackTraceElement[] trace = thread.getStackTrace();
        if (isCarrier(thread) ? isEndingVirtualThread(trace) : isInProgramCode(trace)) {
          found.add(thread);
        }
      }
    }
    return found;
  }

  /** A program's classes are in no named module. */
  private static boolean isInProgramCode(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (frame.getModuleName() == null && !frame.getClassName().startsWith("org.sigckpt.")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEndingVirtualThread(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (frame.getMethodName().equals("afterDone")
          && frame.getClassName().equals("java.lang.VirtualThread")) {
        return true;
      }
    }
    return false;
  }

  static boolean isOurs(Thread thread) {
    return thread.getName().startsWith(OWN_PREFIX);
  }

  /** Returns whether the thread is the VM's or ours. */
  static boolean isOutsider(Thread thread) {
    if (VirtualThreads.isVirtual(thread)) {
      return VirtualThreads.isPoller(thread);
    }
    String name = thread.getName();
    if (isOurs(thread)) {
      return true;
    }
    if (name.equals("DestroyJavaVM") || isCarrier(thread)) {
      return true;
    }
    ThreadGroup group = thread.getThreadGroup();
    boolean inSystemGroup =
        group == null
            || group.getParent() == null
            || group.getName().equals("InnocuousThreadGroup")
            || group.getName().equals("CarrierThreads");
    return inSystemGroup && (VM_NAMES.contains(name) || isVmKind(thread, name));
  }

  private static boolean isVmKind(Thread thread, String name) {
    return name.endsWith(" handler") && name.startsWith("SIG")
        || name.startsWith("C1 CompilerThread")
        || name.startsWith("C2 CompilerThread")
        || name.startsWith("process reaper")
        || name.equals("VirtualThread-unparker")
        || name.equals("VirtualThread-unblocker")
        || name.equals("MasterPoller")
        || name.equals("Read-Poller")
        || name.equals("Write-Poller")
        || name.endsWith("-delayScheduler") && inCarrierGroup(thread);
  }

  /** The timer of the virtual threads' scheduler is started by one of its carriers. */
  private static boolean inCarrierGroup(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && group.getName().equals("CarrierThreads");
  }

  private static boolean isCarrier(Thread thread) {
    return thread.getClass().getName().equals("jdk.internal.misc.CarrierThread");
  }

  /** Ends a wait or park of the thread; its interrupt status is not touched. */
  static void wake(Thread thread) {
    if (VirtualThreads.isVirtual(thread)) {
      Thread carrier = VirtualThreadFields.wake(thread);
      if (carrier != null) {
        wake(carrier);
      }
      return;
    }
    JdkReflection.call(INTERRUPT0, thread);
  }
}

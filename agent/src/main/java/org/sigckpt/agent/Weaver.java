package org.sigckpt.agent;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.agent.BlockingCalls.StandIn;
import org.sigckpt.internals.PublicUnsafe;

/**
 * Adds polls, restart gates and stand-ins for native blocking calls to a class file.
 *
 * <p><b>A pure function.</b> The result depends on the arguments alone: a frame captured in one
 * life is resumed in the next at the same bytecode index of the class file woven again. So nothing
 * here may look at options, at the running JVM, or at other classes.
 *
 * <p><b>What is woven</b>, program classes on the left:
 *
 * <pre>
 *   back edge, method entry              Poll.poll      some JDK packages: back edges ({@link #LOOPS})
 *   synchronized entry, monitorenter     Poll.poll      Poll.entered
 *   after Unsafe.park, parkVirtualThread                Poll.jdk
 *   wait, notify, sleep, nanoTime        Blocking, Clock in place of the call, in both
 *   run(), loadClass(String)             RestartGate before the body, in both
 *   FileInputStream.read                                Blocking.awaitInput before the body
 *   InnerClassLambdaMetafactory                         LambdaLog.record before each return
 *   Class, lists of what it declares                    DeclaredMembers before each return
 *   MethodHandles.Lookup.ClassDefiner                   HiddenLog in place of the call
 *   MethodHandleNatives.linkCallSiteImpl                LinkLog in place of the call
 * </pre>
 *
 * <p><b>Subroutines.</b> {@code jsr} and {@code ret} of class files before Java 7 are inlined: a
 * return address can't be carried.
 *
 * <p><b>Frames.</b> No stack map is recomputed: calls without operands need none, and the two gates
 * bring the frame for the one branch they add. Methods without a change are copied bit by bit.
 *
 * <p><b>Two ways to one result.</b> {@link ClassPatch} edits the bytes; what is rare goes through
 * ASM ({@link LibraryWeaver}). Which of them it is depends on the class file alone.
 */
final class Weaver {
  /**
   * JDK packages and classes that may loop for long without calling back: their back edges poll by
   * the call site, which is not hoisted out of call-free loops. Nothing that method handle linkage
   * itself runs may be here.
   */
  private static final Set<String> LOOP_PACKAGES =
      Set.of("java/util/stream/", "java/util/regex/", "java/math/", "java/text/");

  private static final Set<String> LOOPS =
      Set.of(
          "java/util/BitSet",
          "java/util/ComparableTimSort",
          "java/util/DualPivotQuicksort",
          "java/util/PriorityQueue",
          "java/util/Random",
          "java/util/Scanner",
          "java/util/Spliterators",
          "java/util/TimSort",
          "java/util/TreeMap",
          "java/util/concurrent/CountedCompleter",
          // These go round when a signal has ended a system call.
          "sun/nio/ch/DatagramChannelImpl",
          "sun/nio/ch/EPollSelectorImpl",
          "sun/nio/ch/FileChannelImpl",
          "sun/nio/ch/NioSocketImpl",
          "sun/nio/ch/PollSelectorImpl",
          "sun/nio/ch/ServerSocketChannelImpl",
          "sun/nio/ch/SinkChannelImpl",
          "sun/nio/ch/SocketChannelImpl",
          "sun/nio/ch/SourceChannelImpl",
          "sun/nio/ch/UnixDomainSockets");

  /**
   * Never woven: what the VM or the weaving itself runs on, and what stands on a stack only with
   * frames that can't be captured anyway.
   */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          "java/lang/Object",
          "java/lang/VirtualThread",
          "java/lang/ThreadBuilders$BoundVirtualThread",
          "java/lang/BaseVirtualThread",
          "java/lang/ref/Reference",
          "java/lang/ref/Finalizer",
          "jdk/internal/misc/Unsafe",
          "jdk/internal/misc/Signal",
          PublicUnsafe.CLASS_NAME.replace('.', '/'));

  private static final String[] LEFT_ALONE_BELOW = {
    "java/lang/invoke/",
    "java/lang/instrument/",
    "java/lang/VirtualThread$",
    "java/lang/ref/Reference$",
    "java/lang/ref/Finalizer$",
    "jdk/internal/vm/",
    "jdk/internal/org/objectweb/asm/",
    "jdk/internal/classfile/",
    "jdk/internal/event/",
    "jdk/jfr/",
    "java/lang/classfile/",
    "sun/instrument/",
    "sun/launcher/",
    "sun/misc/Signal",
    "jdk/internal/misc/Signal$"
  };

  static final String PARK_OWNER = "jdk/internal/misc/Unsafe";

  /** Through it LockSupport parks a virtual thread. */
  static final String PARK_VIRTUAL_OWNER = "jdk/internal/access/JavaLangAccess";

  /** All call sites are linked by it. */
  static final String LINKER = "java/lang/invoke/MethodHandleNatives";

  /** All hidden classes go through it. */
  static final String CLASS_DEFINER = "java/lang/invoke/MethodHandles$Lookup$ClassDefiner";

  private static final String[] OUR_PACKAGES = {
    "org/sigckpt/agent/", "org/sigckpt/barrier/", "org/sigckpt/statefile/", "org/sigckpt/shaded/"
  };

  private Weaver() {}

  /**
   * Returns the woven class file.
   *
   * @param internalName with slashes
   * @param jdkClass whether its loader is the boot or the platform loader
   * @return null if nothing is to be changed; else a new array
   * @throws IllegalArgumentException if the class file is newer than this build can read
   */
  static byte[] weave(String internalName, boolean jdkClass, byte[] original) {
    if (isLeftAlone(internalName, jdkClass)) {
      return null;
    }
    ClassScan scan = new ClassScan(internalName, jdkClass, original);
    if (scan.planned().isEmpty()) {
      return null;
    }
    byte[] patched = ClassPatch.apply(scan);
    return patched != null ? patched : LibraryWeaver.weave(scan);
  }

  /** Returns false if {@link #weave} returns null; much cheaper than weaving. */
  static boolean mayChange(String internalName, boolean jdkClass, byte[] original) {
    return !isLeftAlone(internalName, jdkClass)
        && !new ClassScan(internalName, jdkClass, original).planned().isEmpty();
  }

  /** Returns whether the class keeps its bytes whatever is in it. */
  static boolean isLeftAlone(String name, boolean jdkClass) {
    for (String ours : OUR_PACKAGES) {
      if (name.startsWith(ours)) {
        return true;
      }
    }
    if (!jdkClass) {
      return false;
    }
    if (isLambdaMetafactory(name) || name.equals(CLASS_DEFINER) || name.equals(LINKER)) {
      return false;
    }
    if (LEFT_ALONE.contains(name) || name.startsWith("org/sigckpt/")) {
      return true;
    }
    for (String below : LEFT_ALONE_BELOW) {
      if (name.startsWith(below)) {
        return true;
      }
    }
    return false;
  }

  static boolean isLambdaMetafactory(String name) {
    return name.equals(ReturnedValues.LAMBDA_METAFACTORY);
  }

  /** Returns whether the back edges of this JDK class poll. */
  static boolean loopsPoll(String name) {
    int nested = name.indexOf('$');
    if (LOOPS.contains(nested < 0 ? name : name.substring(0, nested))) {
      return true;
    }
    int slash = name.lastIndexOf('/');
    return slash > 0 && LOOP_PACKAGES.contains(name.substring(0, slash + 1));
  }

  /**
   * What one method gets; absent means it is copied.
   *
   * @param returned what its result passes through, with {@code this} as the second argument
   */
  record MethodPlan(
      String descriptor,
      boolean entryPoll,
      boolean loopPolls,
      boolean jdkClass,
      Gate gate,
      @Nullable StandIn returned,
      boolean inlinesSubroutines) {}

  /** What stands before the body. */
  enum Gate {
    NONE,
    RUN,
    LOAD_CLASS,
    AWAIT_INPUT,
    CLOSE
  }
}

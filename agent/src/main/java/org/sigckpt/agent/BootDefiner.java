package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Defines the module barrier into the boot loader, where woven JDK code can call it.
 *
 * <p>{@code appendToBootstrapClassLoaderSearch} would do the same, but the VM then prints a warning
 * about class data sharing.
 */
final class BootDefiner {
  /** All classes of the module, each behind those that it extends. */
  static final String[] CLASSES = {
    "org/sigckpt/Outcome",
    "org/sigckpt/CheckpointException",
    "org/sigckpt/Checkpoint",
    "org/sigckpt/barrier/Clock",
    "org/sigckpt/barrier/ConstructorEnd",
    "org/sigckpt/barrier/DeclaredMembers",
    "org/sigckpt/barrier/HiddenLog$1",
    "org/sigckpt/barrier/HiddenLog$Definition",
    "org/sigckpt/barrier/HiddenLog$Weaver",
    "org/sigckpt/barrier/HiddenLog",
    "org/sigckpt/barrier/SpinLock",
    "org/sigckpt/barrier/IdentitySet",
    "org/sigckpt/barrier/InterruptStatus",
    "org/sigckpt/barrier/LambdaLog",
    "org/sigckpt/barrier/LambdaLog$1",
    "org/sigckpt/barrier/LinkLog$1",
    "org/sigckpt/barrier/LinkLog$Places",
    "org/sigckpt/barrier/LinkLog",
    "org/sigckpt/barrier/MainHeir",
    "org/sigckpt/barrier/MainHeir$Ended",
    "org/sigckpt/barrier/NotNowException",
    "org/sigckpt/barrier/ClosedDescriptor",
    "org/sigckpt/barrier/Notifications",
    "org/sigckpt/barrier/Operation$Kind",
    "org/sigckpt/barrier/Operation",
    "org/sigckpt/barrier/Operation$1",
    "org/sigckpt/barrier/Courtesy",
    "org/sigckpt/barrier/Parking",
    "org/sigckpt/barrier/VirtualParking",
    "org/sigckpt/barrier/Parties",
    "org/sigckpt/barrier/Participant",
    "org/sigckpt/barrier/Poll",
    "org/sigckpt/barrier/Port$Ticket",
    "org/sigckpt/barrier/Port",
    "org/sigckpt/barrier/Rendezvous$Stage",
    "org/sigckpt/barrier/Rendezvous",
    "org/sigckpt/barrier/Blocking",
    "org/sigckpt/barrier/Requests",
    "org/sigckpt/barrier/RestartFrame",
    "org/sigckpt/barrier/RestartGate$Entry",
    "org/sigckpt/barrier/RestartGate$Innermost",
    "org/sigckpt/barrier/RestartGate",
    "org/sigckpt/barrier/RestartedRun",
    "org/sigckpt/barrier/StatefileMain$Body",
    "org/sigckpt/barrier/StatefileMain",
    "org/sigckpt/barrier/Transit",
    "org/sigckpt/barrier/VirtualStart",
  };

  private BootDefiner() {}

  /** Defines every class of the module, out of the jar, and exports Unsafe to them. */
  static void define(ZipFile jar, Instrumentation instrumentation) throws IOException {
    Class<?> any = null;
    for (String name : CLASSES) {
      byte[] bytes = read(jar, name + ".class");
      any = JdkUnsafe.UNSAFE.defineClass(name, bytes, 0, bytes.length, null, null);
    }
    if (any != null) {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of(
              "jdk.internal.access",
              Set.of(any.getModule()),
              "jdk.internal.misc",
              Set.of(any.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
    }
  }

  private static byte[] read(ZipFile jar, String path) throws IOException {
    ZipEntry entry = jar.getEntry(path);
    if (entry == null) {
      throw new IOException(path + " is missing");
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}

package org.sigckpt.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;
import org.sigckpt.internals.ReportedFlags;
import org.sigckpt.internals.VmStructs;

/**
 * Reads and writes VM flags of this very process, through the tables that HotSpot exports for the
 * serviceability agent.
 *
 * <pre>
 *   gHotSpotVMStructs   rows (type, field, isStatic, offset | address)   libjvm symbol
 *     JVMFlag.flags     -> array of JVMFlag { .. _name -> "…\0", _addr -> value .. }
 *     JVMFlag.numFlags
 *   gHotSpotVMTypes     rows (type, size): the stride of that array
 * </pre>
 *
 * <p>Only flags that the VM reads anew each time may be written; each constant names where. A flag
 * is written only after its memory was found through a table whose every step was checked, and the
 * caller compares with what the VM itself says, {@link ReportedFlags}.
 *
 * <p><b>Why it is safe to switch allocation elimination off at run time.</b> C2 reads the flag at
 * every compilation (c2compiler.cpp, macro.cpp). Code compiled before keeps its debug information,
 * and the deoptimiser still rematerialises for it as long as EliminateAutoBox, EliminateLocks and
 * EliminateNestedLocks stay on; so nothing else of escape analysis is touched.
 */
final class VmFlags {
  /** Scalar replacement: hides objects from the frames that hold them. */
  static final String ELIMINATE_ALLOCATIONS = "EliminateAllocations";

  /** Read by the redefinition of a class (jvmtiRedefineClasses.cpp). */
  static final String ADD_METHODS = "AllowRedefinitionToAddDeleteMethods";

  private static final Set<String> KNOWN =
      Set.of(
          ELIMINATE_ALLOCATIONS,
          ADD_METHODS,
          "BytecodeVerificationRemote",
          "UseSerialGC",
          "UseParallelGC",
          "UseCountedLoopSafepoints",
          "LoopStripMiningIter",
          "LoopStripMiningIterShortLoop",
          "UseJVMCICompiler");

  private static final Unsafe UNSAFE = JdkUnsafe.UNSAFE;

  private final Map<String, Long> addresses;

  private VmFlags(Map<String, Long> addresses) {
    this.addresses = addresses;
  }

  /**
   * Finds the flags of this VM.
   *
   * @throws MissingInternalException if the tables are not there or not of the known shape
   */
  static VmFlags find() {
    Map<String, Long> fields = VmStructs.fields("JVMFlag");
    for (String name : new String[] {"flags", "numFlags", "_name", "_addr"}) {
      if (!fields.containsKey(name)) {
        throw new MissingInternalException("gHotSpotVMStructs JVMFlag." + name);
      }
    }
    return new VmFlags(addresses(fields, VmStructs.sizeOf("JVMFlag")));
  }

  private static Map<String, Long> addresses(Map<String, Long> fields, long stride) {
    Map<String, Long> found = new HashMap<>();
    long flag = UNSAFE.getAddress(fields.get("flags"));
    long count = UNSAFE.getLong(fields.get("numFlags"));
    long name = fields.get("_name");
    long value = fields.get("_addr");
    for (long i = 0; i < count; i++, flag += stride) {
      long text = UNSAFE.getAddress(flag + name);
      if (text != 0 && mayBeKnown(UNSAFE.getByte(text))) {
        String spelled = VmStructs.text(text);
        if (KNOWN.contains(spelled)) {
          found.put(spelled, UNSAFE.getAddress(flag + value));
        }
      }
    }
    return found;
  }

  private static boolean mayBeKnown(byte initial) {
    return initial == 'E' || initial == 'A' || initial == 'B' || initial == 'U' || initial == 'L';
  }

  /** Returns whether this VM has the flag; a build without C2 lacks C2's. */
  boolean has(String name) {
    return addresses.containsKey(name);
  }

  /** Returns false also where the VM lacks the flag. */
  boolean isOn(String name) {
    return has(name) && UNSAFE.getByte(addresses.get(name)) != 0;
  }

  /** Writes a flag of type bool. */
  void set(String name, boolean value) {
    UNSAFE.putByte(address(name), (byte) (value ? 1 : 0));
  }

  /** Writes a flag of type uintx. */
  void set(String name, long value) {
    UNSAFE.putLong(address(name), value);
  }

  private long address(String name) {
    Long address = addresses.get(name);
    if (address == null) {
      throw new MissingInternalException("VM flag " + name);
    }
    return address;
  }
}

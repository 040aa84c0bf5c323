package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The place of an object in the heap as a number: which unit of 8 bytes of the reserved range it
 * starts at, counted from 1.
 *
 * <p>A compressed reference is such a number already; it is read as the int that it is, and nothing
 * is ever read from or written to a place, so a number that is out of date does no harm by itself.
 * Numbers compare only as long as no collection has moved objects: take {@link #collectionCount}
 * before the first and after the last.
 *
 * <p>Only with references of four bytes, and with collectors that move objects in pauses and count
 * them (Serial, Parallel, G1).
 */
public final class HeapAddresses {
  private static final Set<String> COUNTING_COLLECTORS =
      Set.of(
          "Copy",
          "MarkSweepCompact",
          "PS Scavenge",
          "PS MarkSweep",
          "G1 Young Generation",
          "G1 Old Generation",
          "G1 Concurrent GC");
  private static final int UNIT_BITS = 3;
  private static final @Nullable HeapAddresses OF_THIS_VM = measureOrNull();

  private final int firstNarrow;
  private final int unitShift;
  private final long unitCount;
  private final long countAddress;

  private HeapAddresses(int firstNarrow, int unitShift, long unitCount, long countAddress) {
    this.firstNarrow = firstNarrow;
    this.unitShift = unitShift;
    this.unitCount = unitCount;
    this.countAddress = countAddress;
  }

  /** Returns null if places are of no use on this VM. */
  public static @Nullable HeapAddresses ofThisVm() {
    return OF_THIS_VM;
  }

  /** Returns the number of the object that the field or element refers to, 0 for null. */
  public int at(Object base, long offset) {
    int narrow = UNSAFE.getInt(base, offset);
    return narrow == 0 ? 0 : (narrow - firstNarrow >>> unitShift) + 1;
  }

  /** Returns how many collections have begun. */
  public int collectionCount() {
    return UNSAFE.getIntVolatile(null, countAddress);
  }

  private static @Nullable HeapAddresses measureOrNull() {
    if (UNSAFE.arrayIndexScale(Object[].class) != Integer.BYTES || !collectorsCount()) {
      return null;
    }
    try {
      HeapAddresses measured = measure();
      return measured.holds(new Object()) && measured.holds(Object.class) ? measured : null;
    } catch (MissingInternalException e) {
      return null;
    }
  }

  private static boolean collectorsCount() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!COUNTING_COLLECTORS.contains(bean.getName())) {
        return false;
      }
    }
    return true;
  }

  private static HeapAddresses measure() {
    Map<String, Long> compressed = VmStructs.fields("CompressedOops");
    String prefix = compressed.containsKey("_base") ? "" : "_narrow_oop.";
    long base = UNSAFE.getLong(field(compressed, prefix + "_base"));
    int shift = UNSAFE.getInt(field(compressed, prefix + "_shift"));
    long heap = UNSAFE.getLong(field(VmStructs.fields("Universe"), "_collectedHeap"));
    Map<String, Long> collected = VmStructs.fields("CollectedHeap");
    Map<String, Long> region = VmStructs.fields("MemRegion");
    long reserved = heap + field(collected, "_reserved");
    long start = UNSAFE.getLong(reserved + field(region, "_start"));
    long words = UNSAFE.getLong(reserved + field(region, "_word_size"));
    return new HeapAddresses(
        (int) (start - base >>> shift),
        Math.max(0, UNIT_BITS - shift),
        words * Long.BYTES >>> Math.max(UNIT_BITS, shift),
        heap + field(collected, "_total_collections"));
  }

  private static long field(Map<String, Long> fields, String name) {
    Long value = fields.get(name);
    if (value == null) {
      throw new MissingInternalException("gHotSpotVMStructs " + name);
    }
    return value;
  }

  private boolean holds(Object object) {
    Object[] holder = {object};
    int number = at(holder, JdkUnsafe.arrayBaseOffset(Object[].class));
    return number != 0 && Integer.toUnsignedLong(number) <= unitCount;
  }
}
